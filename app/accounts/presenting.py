"""Saying roles and states in words."""

from flask_babel import gettext as _

from app.accounts.models import Person
from app.accounts.rules import Role
from app.core import clock


def role_name(role: Role) -> str:
    """What people call this role."""
    return {
        Role.OFFICER: _("Enforcement officer"),
        Role.AUXILIARY: _("Auxiliary"),
        Role.LEADER: _("Squadron leader"),
        Role.REVIEWER: _("Reviewer"),
        Role.ADMIN: _("Administrator"),
    }[role]


def state_name(person: Person) -> str:
    """Whether this person can sign in."""
    if not person.active:
        return _("disabled")
    return _("active") if person.activated else _("no password yet")


def minute(instant_ms: int) -> str:
    """An instant in China time, to the minute."""
    return clock.to_local(instant_ms).strftime("%Y-%m-%d %H:%M")
