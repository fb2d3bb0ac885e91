"""What the audit log tells of accounts."""

from app.audit.log import Event

person_created = Event("person.created", frozenset({"role"}))
person_edited = Event("person.edited", frozenset({"changed", "role"}))
person_disabled = Event("person.disabled", frozenset())
person_enabled = Event("person.enabled", frozenset())
code_issued = Event("person.code_issued", frozenset({"hours"}))
person_activated = Event("person.activated", frozenset())
activation_refused = Event("person.activation_refused", frozenset())
password_set = Event("person.password_set", frozenset())
signed_in = Event("person.signed_in", frozenset())
sign_in_refused = Event("person.sign_in_refused", frozenset())
signed_out = Event("person.signed_out", frozenset())
squadron_created = Event("squadron.created", frozenset())
squadron_renamed = Event("squadron.renamed", frozenset())
