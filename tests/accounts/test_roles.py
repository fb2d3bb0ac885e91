"""Roles × permissions, written out in full: whoever changes a grant changes this table."""

from dataclasses import replace

import pytest

from app.access import Permission
from app.accounts import rules
from app.accounts.models import Person
from app.accounts.rules import DeviceState, Role
from app.accounts.tickets import Ticket

TABLE = """
                    officer auxiliary leader reviewer admin ticket
audit:read          -       -         x      x        x     -
evidence:append     -       -         -      -        -     x
evidence:rescue     x       x         x      x        -     x
inspection:record   x       x         x      -        -     -
inspection:review   -       -         x      x        -     -
person:manage       -       -         -      -        x     -
self:read           x       x         x      x        x     -
system:read         -       -         -      -        x     -
zone:manage         -       -         -      -        x     -
"""
_HEAD, *_ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (who, permission, mark == "x")
    for permission, *marks in _ROWS
    for who, mark in zip(_HEAD, marks, strict=True)
]
PERSONS = [cell for cell in CELLS if cell[0] != "ticket"]


def test_the_table_names_every_role_and_every_permission() -> None:
    assert {who for who, _, _ in PERSONS} == set(Role)
    assert {permission for _, permission, _ in CELLS} == set(Permission)


@pytest.mark.parametrize(("role", "permission", "granted"), PERSONS)
def test_a_role_may_do_what_the_table_says(role: str, permission: str, granted: bool) -> None:
    assert rules.may(Role(role), Permission(permission)) is granted


@pytest.mark.parametrize(("role", "permission", "granted"), PERSONS)
def test_a_person_may_do_what_the_role_may_while_active(
    role: str, permission: str, granted: bool
) -> None:
    person = Person(role=Role(role), active=True)
    gone = Person(role=Role(role), active=False)

    assert person.may(Permission(permission)) is granted
    assert not gone.may(Permission(permission))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_ticket_appends_evidence_of_those_who_record(role: Role, permission: Permission) -> None:
    ticket = Ticket(
        token_hash="",
        person_id=1,
        device_id="",
        ends_ms=0,
        role=role,
        active=True,
        squadron_id=1,
        device_state=DeviceState.ACTIVE,
    )
    gone = replace(ticket, active=False)
    shut_out = replace(ticket, device_state=DeviceState.REVOKED)

    records = role in (Role.OFFICER, Role.AUXILIARY, Role.LEADER)
    assert not gone.may(permission)
    assert not shut_out.may(permission)
    granted = permission in (Permission.EVIDENCE_APPEND, Permission.EVIDENCE_RESCUE)
    assert ticket.may(permission) is (granted and records)
