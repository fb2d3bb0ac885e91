"""What the audit log tells of facts."""

from app.audit.log import Event

# `signature` is the SHA-256 of what the phone signed with, "" for none; `grade` what it is worth.
fact_received = Event(
    "fact.received", frozenset({"kind", "status", "flags", "effective", "signature", "grade"})
)
