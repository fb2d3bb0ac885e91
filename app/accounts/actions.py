"""Making accounts, signing in and out, enrolling a phone."""

import secrets

from sqlalchemy import delete

from app.accounts import events, passwords, queries
from app.accounts.models import Device, Person, Session, Squadron, UploadTicket
from app.accounts.problems import (
    DeviceIdInvalid,
    PasswordTooShort,
    UsernameTaken,
)
from app.accounts.rules import MIN_PASSWORD, Role
from app.core import clock
from app.core.ids import is_uuid7
from app.extensions import db

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
TOKEN_BYTES = 32


def create_person(
    *,
    username: str,
    name: str,
    role: Role,
    squadron: str,
    password: str,
    cert_no: str = "",
    actor: str,
) -> Person:
    """Add somebody, and the squadron when it is new.

    Raises:
        UsernameTaken: the user name is in use.
        PasswordTooShort: below MIN_PASSWORD characters.
    """
    if len(password) < MIN_PASSWORD:
        raise PasswordTooShort(length=MIN_PASSWORD)
    if queries.person_by_username(username) is not None:
        raise UsernameTaken(username=username)
    home = queries.squadron_by_name(squadron) or Squadron(name=squadron)
    person = Person(
        username=username,
        name=name,
        role=role,
        squadron=home,
        password_hash=passwords.hash_password(password),
        cert_no=cert_no,
    )
    db.session.add(person)
    db.session.flush()
    events.person_created.record(actor=actor, entity=person.actor, role=role.value)
    return person


def set_password(person: Person, password: str, *, actor: str) -> None:
    """Replace the password and end every session of the person.

    Raises:
        PasswordTooShort: below MIN_PASSWORD characters.
    """
    if len(password) < MIN_PASSWORD:
        raise PasswordTooShort(length=MIN_PASSWORD)
    person.password_hash = passwords.hash_password(password)
    db.session.execute(delete(Session).where(Session.person_id == person.id))
    events.password_set.record(actor=actor, entity=person.actor)


def check_password(username: str, password: str) -> Person | None:
    """The active person with this password, if any. Reads only: hashing takes its time."""
    person = queries.person_by_username(username)
    known = person is not None and person.active
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
    """Move the ticket's end on, since it was used."""
    ticket.ends_ms = clock.now_ms() + ticket_days * DAY_MS
