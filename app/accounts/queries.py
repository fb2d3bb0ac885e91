"""Who is asking, and who is who."""

import hashlib
from collections.abc import Collection

from sqlalchemy import bindparam, select

from app.accounts.models import OneTimeCode, Person, Session, Squadron
from app.accounts.rules import Role
from app.core import clock
from app.extensions import db

_CERTIFICATES = select(Person.id, Person.cert_no).where(
    Person.id.in_(bindparam("ids", expanding=True))
)
ON_PATROL = (Role.OFFICER, Role.AUXILIARY, Role.LEADER)


def token_hash(token: str) -> str:
    """What the database keeps of a token; the token itself has 256 random bits, so no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_of_session(token: str) -> Person | None:
    """The person of a session that has not ended, if still active."""
    session = db.session.get(Session, token_hash(token))
    if session is None or session.ends_ms <= clock.now_ms() or not session.person.active:
        return None
    return session.person


def person_by_username(username: str) -> Person | None:
    """Somebody by user name."""
    username = username.replace("\0", "")  # PostgreSQL takes none
    return db.session.scalars(select(Person).where(Person.username == username)).one_or_none()


def person(person_id: int) -> Person | None:
    """Somebody by number."""
    return db.session.get(Person, person_id)


def certificates(person_ids: Collection[int]) -> dict[int, bool]:
    """Those of these people who exist, and whether each holds a certificate."""
    found = db.session.connection().execute(_CERTIFICATES, {"ids": list(person_ids)})
    return {person_id: cert_no != "" for person_id, cert_no in found}


def other_admin_exists(than: Person) -> bool:
    """Whether an administrator besides this person could sign in now."""
    found = db.session.scalar(
        select(Person.id)
        .where(
            Person.id != than.id,
            Person.role == Role.ADMIN,
            Person.active.is_(True),
            Person.password_hash != "",
        )
        .limit(1)
    )
    return found is not None


def live_code(person_id: int) -> OneTimeCode | None:
    """The person's one-time code, unless it has ended."""
    found = db.session.get(OneTimeCode, person_id)
    return found if found is not None and found.ends_ms > clock.now_ms() else None


def squadron(squadron_id: int) -> Squadron | None:
    """A squadron by number."""
    return db.session.get(Squadron, squadron_id)


def squadrons() -> list[Squadron]:
    """Every squadron, by number."""
    return list(db.session.scalars(select(Squadron).order_by(Squadron.id)))


def squadron_by_name(name: str) -> Squadron | None:
    """A squadron by its name."""
    return db.session.scalars(select(Squadron).where(Squadron.name == name)).one_or_none()


def partners_of(asker: Person) -> list[Person]:
    """The people of the asker's squadron who go on patrol, without the asker."""
    return list(
        db.session.scalars(
            select(Person)
            .where(
                Person.squadron_id == asker.squadron_id,
                Person.id != asker.id,
                Person.active.is_(True),
                Person.role.in_(ON_PATROL),
            )
            .order_by(Person.id)
        )
    )


def people() -> list[Person]:
    """Everybody, by squadron and user name."""
    return list(db.session.scalars(select(Person).order_by(Person.squadron_id, Person.username)))
