"""Roles and what each may do. Views ask for permissions; this table is the only place of roles."""

from enum import StrEnum

from app.access import Permission


class Role(StrEnum):
    """What somebody is in the bureau."""

    OFFICER = "officer"  # certified enforcement officer (执法人员)
    AUXILIARY = "auxiliary"  # may patrol, persuade and collect, never order or penalise (协管员)
    LEADER = "leader"  # squadron leader (中队长)
    REVIEWER = "reviewer"  # reviews records of every squadron
    ADMIN = "admin"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset({Permission.SELF_READ, Permission.INSPECTION_RECORD}),
    Role.AUXILIARY: frozenset({Permission.SELF_READ, Permission.INSPECTION_RECORD}),
    Role.LEADER: frozenset(
        {Permission.SELF_READ, Permission.INSPECTION_RECORD, Permission.INSPECTION_REVIEW}
    ),
    Role.REVIEWER: frozenset({Permission.SELF_READ, Permission.INSPECTION_REVIEW}),
    Role.ADMIN: frozenset({Permission.SELF_READ, Permission.SYSTEM_READ}),
}

TICKET_GRANTS = frozenset({Permission.EVIDENCE_APPEND})
"""What an upload ticket opens: appending evidence, nothing to read but the state of its own."""

MIN_PASSWORD = 8
"""Shortest password in characters; length is the only rule of composition (ASVS 5.0 6.2.1)."""


def may(role: Role, permission: Permission) -> bool:
    """Whether the role was granted the permission."""
    return permission in GRANTS[role]
