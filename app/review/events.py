"""What the audit log tells of decisions."""

from app.audit.log import Event

inspection_decided = Event("inspection.decided", frozenset({"decision"}))
