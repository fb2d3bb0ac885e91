"""Making, changing, disabling people. Nobody is ever deleted: records keep their names."""

from sqlalchemy import delete

from app.accounts import events, passwords, queries
from app.accounts.models import OneTimeCode, Person, Session, Squadron, UploadTicket
from app.accounts.problems import (
    LastAdmin,
    PasswordIsUsername,
    PasswordTooShort,
    UsernameTaken,
)
from app.accounts.rules import MIN_PASSWORD, Role
from app.changes import actions as changes
from app.changes.rules import Scope
from app.extensions import db


def create_person(
    *,
    username: str,
    name: str,
    role: Role,
    squadron: str,
    password: str | None = None,
    cert_no: str = "",
    actor: str,
) -> Person:
    """Add somebody, and the squadron when it is new.

    Without a password nobody can sign in until a one-time code was used.

    Raises:
        UsernameTaken: the user name is in use.
        PasswordTooShort: below MIN_PASSWORD characters.
        PasswordIsUsername: the two are the same.
    """
    if password is not None:
        refuse_weak(password, username)
    if queries.person_by_username(username) is not None:
        raise UsernameTaken(username=username)
    home = queries.squadron_by_name(squadron) or Squadron(name=squadron)
    person = Person(
        username=username,
        name=name,
        role=role,
        squadron=home,
        password_hash="" if password is None else passwords.hash_password(password),
        cert_no=cert_no,
    )
    db.session.add(person)
    db.session.flush()
    leaf = events.person_created.record(actor=actor, entity=person.actor, role=role.value)
    _tell_phones(leaf)
    return person


def edit_person(
    person: Person, *, name: str, role: Role, squadron: Squadron, cert_no: str, actor: str
) -> None:
    """Change what is known of somebody. Another role ends the sessions that had the old one.

    Raises:
        LastAdmin: nobody else could manage the system then.
    """
    now = {"name": name, "role": role, "squadron": squadron, "cert_no": cert_no}
    changed = [field for field, value in now.items() if getattr(person, field) != value]
    if not changed:
        return
    if role is not Role.ADMIN:
        _keep_an_admin(person)
    for field in changed:
        setattr(person, field, now[field])
    if "role" in changed:
        end_sessions(person)
    leaf = events.person_edited.record(
        actor=actor, entity=person.actor, changed=",".join(changed), role=role.value
    )
    _tell_phones(leaf)


def disable_person(person: Person, *, actor: str) -> None:
    """Let somebody work here no longer: sessions, upload tickets and an unused code end.

    Raises:
        LastAdmin: nobody else could manage the system then.
    """
    if not person.active:
        return
    _keep_an_admin(person)
    person.active = False
    end_everything(person)
    leaf = events.person_disabled.record(actor=actor, entity=person.actor)
    _tell_phones(leaf)


def enable_person(person: Person, *, actor: str) -> None:
    """Let somebody sign in again, with the password as it was."""
    if person.active:
        return
    person.active = True
    leaf = events.person_enabled.record(actor=actor, entity=person.actor)
    _tell_phones(leaf)


def set_password(person: Person, password: str, *, actor: str) -> None:
    """Replace the password and end every session of the person.

    Raises:
        PasswordTooShort: below MIN_PASSWORD characters.
        PasswordIsUsername: the same as the user name.
    """
    refuse_weak(password, person.username)
    person.password_hash = passwords.hash_password(password)
    end_sessions(person)
    events.password_set.record(actor=actor, entity=person.actor)


def refuse_weak(password: str, username: str) -> None:
    """Length is the only rule of composition; the user name is what a stranger tries first.

    Raises:
        PasswordTooShort: below MIN_PASSWORD characters.
        PasswordIsUsername: the two are the same, in whatever case.
    """
    if len(password) < MIN_PASSWORD:
        raise PasswordTooShort(length=MIN_PASSWORD)
    if password.casefold() == username.casefold():
        raise PasswordIsUsername


def end_sessions(person: Person) -> None:
    """Sign the person out of every browser; phones may still send what they hold."""
    db.session.execute(delete(Session).where(Session.person_id == person.id))


def end_everything(person: Person) -> None:
    """Sign the person out everywhere; phones keep their records and send after a new sign-in."""
    end_sessions(person)
    db.session.execute(delete(UploadTicket).where(UploadTicket.person_id == person.id))
    db.session.execute(delete(OneTimeCode).where(OneTimeCode.person_id == person.id))


def _keep_an_admin(person: Person) -> None:
    in_charge = person.active and person.role is Role.ADMIN
    if in_charge and not queries.other_admin_exists(person):
        raise LastAdmin


def _tell_phones(leaf: int) -> None:
    """Colleagues choose their partner from the roster that their phone keeps."""
    changes.record(Scope.ROSTER, "roster", data={"version": str(leaf)})
