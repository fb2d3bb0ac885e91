"""What the audit log tells of inspections."""

from app.audit.log import Event

revision_received = Event("revision.received", frozenset({"status", "photos"}))
