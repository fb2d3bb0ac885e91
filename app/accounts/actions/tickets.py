"""Handing out upload tickets and keeping them alive."""

import secrets

from sqlalchemy import update

from app.accounts import queries
from app.accounts.models import Person, UploadTicket
from app.accounts.tickets import Ticket
from app.core import clock
from app.extensions import db

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
TOKEN_BYTES = 32


def issue_ticket(*, device_id: str, person: Person, ticket_days: int) -> str:
    """A new ticket of this person on this phone; returns its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock.now_ms()
    db.session.add(
        UploadTicket(
            token_hash=queries.token_hash(token),
            person_id=person.id,
            device_id=device_id,
            issued_ms=now,
            ends_ms=now + ticket_days * DAY_MS,
        )
    )
    return token


def renew_ticket(ticket: Ticket, *, ticket_days: int) -> None:
    """Move the ticket's end on, since it was used; once an hour is often enough."""
    ends_ms = clock.now_ms() + ticket_days * DAY_MS
    if ends_ms - ticket.ends_ms >= HOUR_MS:
        db.session.execute(
            update(UploadTicket)
            .where(UploadTicket.token_hash == ticket.token_hash)
            .values(ends_ms=ends_ms)
        )
