"""What the audit log tells of phones."""

from app.audit.log import Event

# `key` is the thumbprint (RFC 7638) of the phone's signing key, "" for a phone that has none.
device_enrolled = Event("device.enrolled", frozenset({"key"}))
# The leaf's sha256 is that of the administrator's reason.
device_frozen = Event("device.frozen", frozenset())
device_revoked = Event("device.revoked", frozenset())
device_let_in = Event("device.let_in", frozenset())
# Phones are witnesses of the log: what they kept of it from before a restore is worth a leaf.
earlier_checkpoint_shown = Event("checkpoint.shown_from_earlier_epoch", frozenset({"epoch"}))
log_disputed = Event("checkpoint.disputed", frozenset({"kept", "offered"}))
