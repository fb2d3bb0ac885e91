"""Saying roles in words."""

from flask_babel import gettext as _

from app.accounts.rules import Role


def role_name(role: Role) -> str:
    """What people call this role."""
    return {
        Role.OFFICER: _("Enforcement officer"),
        Role.AUXILIARY: _("Auxiliary"),
        Role.LEADER: _("Squadron leader"),
        Role.REVIEWER: _("Reviewer"),
        Role.ADMIN: _("Administrator"),
    }[role]
