"""What the audit log tells of accounts."""

from app.audit.log import Event

person_created = Event("person.created", frozenset({"role"}))
password_set = Event("person.password_set", frozenset())
signed_in = Event("person.signed_in", frozenset())
sign_in_refused = Event("person.sign_in_refused", frozenset())
signed_out = Event("person.signed_out", frozenset())
device_enrolled = Event("device.enrolled", frozenset())
