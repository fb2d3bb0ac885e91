"""What the audit log tells of decisions."""

from app.audit.log import Event

# Of a return's text only the hash: the log holds no personal words.
inspection_decided = Event("inspection.decided", frozenset({"decision", "reasons", "text_sha256"}))
