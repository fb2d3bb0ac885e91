"""What the audit log tells of photos."""

from app.audit.log import Event

photo_stored = Event("photo.stored", frozenset({"size"}))
original_given_out = Event("photo.original_given_out", frozenset())
photo_reopened = Event("photo.reopened", frozenset())
