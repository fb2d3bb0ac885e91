"""Enrolling a phone and keeping its upload ticket alive."""

import secrets

from app.accounts import events, queries
from app.accounts.models import Device, Person, UploadTicket
from app.accounts.problems import DeviceIdInvalid
from app.core import clock
from app.core.ids import is_uuid7
from app.extensions import db

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
TOKEN_BYTES = 32


def enrol_device(*, device_id: str, label: str, person: Person, ticket_days: int) -> str:
    """Know the phone and give this person an upload ticket for it; returns the ticket.

    Raises:
        DeviceIdInvalid: the id is not a UUIDv7.
    """
    if not is_uuid7(device_id):
        raise DeviceIdInvalid
    now = clock.now_ms()
    if db.session.get(Device, device_id) is None:
        db.session.add(Device(id=device_id, label=label, enrolled_ms=now))
        db.session.flush()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(
        UploadTicket(
            token_hash=queries.token_hash(token),
            person_id=person.id,
            device_id=device_id,
            issued_ms=now,
            ends_ms=now + ticket_days * DAY_MS,
        )
    )
    events.device_enrolled.record(
        actor=person.actor, entity=f"device/{device_id}", device=device_id
    )
    return token


def renew_ticket(ticket: UploadTicket, *, ticket_days: int) -> None:
    """Move the ticket's end on, since it was used; once an hour is often enough."""
    ends_ms = clock.now_ms() + ticket_days * DAY_MS
    if ends_ms - ticket.ends_ms >= HOUR_MS:
        ticket.ends_ms = ends_ms
