"""One-time codes: how a new or forgetful person comes to a password that nobody else has seen."""

import secrets
from typing import NamedTuple

from app.accounts import events, passwords, queries, rules
from app.accounts.actions.people import end_everything, set_password
from app.accounts.models import OneTimeCode, Person
from app.accounts.problems import CodeRefused
from app.core import clock
from app.extensions import db

HOUR_MS = 3_600_000


class Checked(NamedTuple):
    """A code that fits: whose, and the hash that it was compared with."""

    person_id: int
    code_hash: str


def issue_code(person: Person, *, actor: str) -> str:
    """Take the password away, sign the person out everywhere, and return the code to hand over.

    The code itself is kept nowhere; an earlier one ends.
    """
    code = _make_code()
    end_everything(person)
    person.password_hash = ""
    db.session.add(
        OneTimeCode(
            person_id=person.id,
            code_hash=passwords.hash_password(rules.plain_code(code)),
            ends_ms=clock.now_ms() + rules.CODE_HOURS * HOUR_MS,
        )
    )
    db.session.flush()
    events.code_issued.record(actor=actor, entity=person.actor, hours=rules.CODE_HOURS)
    return code


def check_code(username: str, code: str) -> Checked | None:
    """Whose code this is, if it may still be used. Reads only: hashing takes its time."""
    person = queries.person_by_username(username)
    issued = queries.live_code(person.id) if person is not None and person.active else None
    code_hash = issued.code_hash if issued is not None else passwords.NOBODY
    fits = passwords.matches(code_hash, rules.plain_code(code))
    return Checked(issued.person_id, code_hash) if fits and issued is not None else None


def activate(checked: Checked, password: str) -> Person:
    """Use the code up and set the password.

    Raises:
        CodeRefused: the code was used, replaced or ended since it was checked.
        PasswordTooShort: below MIN_PASSWORD characters.
        PasswordIsUsername: the same as the user name.
    """
    person = queries.person(checked.person_id)
    issued = queries.live_code(checked.person_id)
    gone = issued is None or issued.code_hash != checked.code_hash
    if person is None or not person.active or gone:
        raise CodeRefused
    db.session.delete(issued)
    set_password(person, password, actor=person.actor)
    events.person_activated.record(actor=person.actor, entity=person.actor)
    return person


def note_refused_activation(username: str) -> None:
    """Leave a trace of a refused attempt, naming a person only when there is one."""
    person = queries.person_by_username(username)
    entity = "unknown" if person is None else person.actor
    events.activation_refused.record(actor="stranger", entity=entity)


def _make_code() -> str:
    """In two groups for the eye."""
    code = "".join(secrets.choice(rules.CODE_LETTERS) for _ in range(rules.CODE_LENGTH))
    return f"{code[:5]}-{code[5:]}"
