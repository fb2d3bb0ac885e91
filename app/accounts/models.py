from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.access import Permission
from app.accounts import rules
from app.accounts.rules import DeviceState, Role
from app.extensions import Model
from app.problems import Forbidden, Problem


class Squadron(Model):
    """A squadron of the bureau (中队)."""

    __tablename__ = "squadrons"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)

    @property
    def entity(self) -> str:
        """How the audit log names this squadron."""
        return f"squadron/{self.id}"


class Person(Model):
    """Somebody who may sign in. `cert_no` is the enforcement certificate (行政执法证).

    Without a `password_hash` a one-time code has to be used first.
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[Role]
    squadron_id: Mapped[int] = mapped_column(ForeignKey("squadrons.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    cert_no: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(default=True)

    squadron: Mapped[Squadron] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_authenticated(self) -> bool:
        """A loaded person has shown a session."""
        return True

    @property
    def actor(self) -> str:
        """How the audit log names this person."""
        return f"person/{self.id}"

    @property
    def certified(self) -> bool:
        """Whether this person holds an enforcement certificate."""
        return self.cert_no != ""

    @property
    def activated(self) -> bool:
        """Whether the person has chosen a password."""
        return self.password_hash != ""

    def may(self, permission: Permission) -> bool:
        """Whether the person's role was granted the permission."""
        return self.active and rules.may(self.role, permission)

    @property
    def refusal(self) -> Problem:
        """The role does not include it."""
        return Forbidden()


class OneTimeCode(Model):
    """A code that was handed out and not used yet, one for a person at most, as its hash."""

    __tablename__ = "one_time_codes"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    code_hash: Mapped[str] = mapped_column(String(200))
    ends_ms: Mapped[int]


class Session(Model):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    began_ms: Mapped[int]
    ends_ms: Mapped[int]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Device(Model):
    """One installation of the officer app; its id is new after any loss of its storage.

    `state_reason` and `state_ms` tell why and when it was frozen, revoked or let in again.
    """

    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    label: Mapped[str] = mapped_column(String(120))
    enrolled_ms: Mapped[int]
    state: Mapped[DeviceState] = mapped_column(default=DeviceState.ACTIVE)
    state_reason: Mapped[str] = mapped_column(String(400), default="")
    state_ms: Mapped[int | None]


class UploadTicket(Model):
    """Lets one person's records and photos from one device in, session or not."""

    __tablename__ = "upload_tickets"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), index=True)
    issued_ms: Mapped[int]
    ends_ms: Mapped[int]
