"""What the audit log tells of inspections."""

from app.audit.log import Event

# `signature` is the SHA-256 of what the phone signed with, "" for none; `grade` what it is worth.
revision_received = Event(
    "revision.received", frozenset({"status", "photos", "flags", "signature", "grade"})
)
