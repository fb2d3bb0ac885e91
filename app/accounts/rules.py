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


class DeviceState(StrEnum):
    """What a phone may do here."""

    ACTIVE = "active"
    FROZEN = "frozen"  # its evidence is taken and flagged; it is told so, and enrols nobody
    REVOKED = "revoked"  # takes part no longer; what it holds comes in as a rescue file


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(
        {Permission.SELF_READ, Permission.INSPECTION_RECORD, Permission.EVIDENCE_RESCUE}
    ),
    Role.AUXILIARY: frozenset(
        {Permission.SELF_READ, Permission.INSPECTION_RECORD, Permission.EVIDENCE_RESCUE}
    ),
    Role.LEADER: frozenset(
        {
            Permission.SELF_READ,
            Permission.AUDIT_READ,
            Permission.EVIDENCE_RESCUE,
            Permission.INSPECTION_RECORD,
            Permission.INSPECTION_REVIEW,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            Permission.SELF_READ,
            Permission.AUDIT_READ,
            Permission.EVIDENCE_RESCUE,
            Permission.INSPECTION_REVIEW,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Permission.SELF_READ,
            Permission.AUDIT_READ,
            Permission.SYSTEM_READ,
            Permission.PERSON_MANAGE,
            Permission.ZONE_MANAGE,
        }
    ),
}

TICKET_GRANTS = frozenset({Permission.EVIDENCE_APPEND, Permission.EVIDENCE_RESCUE})
"""What an upload ticket opens: bringing evidence, nothing to read but the state of its own."""

MIN_PASSWORD = 8
"""Shortest password in characters; length is the only rule of composition (ASVS 5.0 6.2.1)."""


def may(role: Role, permission: Permission) -> bool:
    """Whether the role was granted the permission."""
    return permission in GRANTS[role]


CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 and O, no 1, I and L, no U and V: what is read aloud or off paper is read rightly."""

CODE_LENGTH = 10
"""10 of 30 letters are 49 bits: out of reach at ten attempts a minute in CODE_HOURS."""

CODE_HOURS = 72


def plain_code(typed: str) -> str:
    """The code as it is hashed: however it was spaced, and in whatever case it was typed."""
    return "".join(typed.split()).replace("-", "").upper()
