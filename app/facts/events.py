"""What the audit log tells of facts."""

from app.audit.log import Event

fact_received = Event("fact.received", frozenset({"kind", "status"}))
