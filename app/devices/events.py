"""What the audit log tells of phones."""

from app.audit.log import Event

# Phones are witnesses of the log: what they kept of it from before a restore is worth a leaf.
earlier_checkpoint_shown = Event("checkpoint.shown_from_earlier_epoch", frozenset({"epoch"}))
log_disputed = Event("checkpoint.disputed", frozenset({"kept", "offered"}))
