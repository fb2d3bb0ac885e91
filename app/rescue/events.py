"""What the audit log tells of rescue files."""

from app.audit.log import Event

# Beside the leaves of its items, which name their owners: who brought the file (its sha256).
rescue_taken_in = Event("rescue.taken_in", frozenset({"stored", "replayed", "refused"}))
