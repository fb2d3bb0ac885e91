"""Signing in and out."""

import secrets

from sqlalchemy import delete

from app.accounts import events, passwords, queries
from app.accounts.models import Person, Session
from app.core import clock
from app.extensions import db

HOUR_MS = 3_600_000
TOKEN_BYTES = 32


def check_password(username: str, password: str) -> Person | None:
    """The active person with this password, if any. Reads only: hashing takes its time."""
    person = queries.person_by_username(username)
    known = person is not None and person.active and person.activated
    password_hash = person.password_hash if person is not None and known else passwords.NOBODY
    return person if passwords.matches(password_hash, password) and known else None


def open_session(person: Person, *, hours: int) -> str:
    """Begin a session and return its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock.now_ms()
    db.session.execute(delete(Session).where(Session.ends_ms <= now))
    db.session.add(
        Session(
            token_hash=queries.token_hash(token),
            person_id=person.id,
            began_ms=now,
            ends_ms=now + hours * HOUR_MS,
        )
    )
    events.signed_in.record(actor=person.actor, entity=person.actor)
    return token


def note_refused_sign_in(username: str) -> None:
    """Leave a trace of a refused attempt, naming a person only when there is one."""
    person = queries.person_by_username(username)
    entity = "unknown" if person is None else person.actor
    events.sign_in_refused.record(actor="stranger", entity=entity)


def close_session(token: str) -> None:
    """End the session of this token."""
    session = db.session.get(Session, queries.token_hash(token))
    if session is None:
        return
    events.signed_out.record(actor=session.person.actor, entity=session.person.actor)
    db.session.delete(session)
