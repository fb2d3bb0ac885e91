"""Who asks with an upload ticket, read as one plain row.

Every request of a phone begins with it. As a mapped object with its person it took a fifth of a
request, and was read a second time once the request began to write.
"""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, select

from app.access import Permission
from app.accounts import rules
from app.accounts.models import Device, Person, UploadTicket
from app.accounts.problems import DeviceRevoked
from app.accounts.rules import DeviceState, Role
from app.core import clock
from app.core.encoding import sha256_hex
from app.extensions import db
from app.problems import Forbidden, Problem

TICKETS = cast(Table, UploadTicket.__table__)
PEOPLE = cast(Table, Person.__table__)
DEVICES = cast(Table, Device.__table__)

_LOOK_UP = (
    select(
        TICKETS.c.person_id,
        TICKETS.c.device_id,
        PEOPLE.c.squadron_id,
        TICKETS.c.token_hash,
        TICKETS.c.ends_ms,
        PEOPLE.c.role,
        PEOPLE.c.active,
        DEVICES.c.state,
    )
    .join(PEOPLE, PEOPLE.c.id == TICKETS.c.person_id)
    .join(DEVICES, DEVICES.c.id == TICKETS.c.device_id)
    .where(TICKETS.c.token_hash == bindparam("token_hash"))
)


@dataclass(frozen=True)
class Sender:
    """Whose evidence it is, and the phone that it was sealed on."""

    person_id: int
    device_id: str
    squadron_id: int

    @property
    def actor(self) -> str:
        """How the audit log names the person."""
        return f"person/{self.person_id}"


@dataclass(frozen=True)
class Ticket(Sender):
    """One person's right to append evidence from one device, as it stood when the request came."""

    token_hash: str
    ends_ms: int
    role: Role
    active: bool
    device_state: DeviceState

    @property
    def is_authenticated(self) -> bool:
        """A ticket that was found has been shown."""
        return True

    def may(self, permission: Permission) -> bool:
        """A ticket only appends evidence, and only while person and phone still take part."""
        records = self.active and rules.may(self.role, Permission.INSPECTION_RECORD)
        shut_out = self.device_state is DeviceState.REVOKED
        return permission in rules.TICKET_GRANTS and records and not shut_out

    @property
    def refusal(self) -> Problem:
        """A phone that was shut out is told so: it keeps what it holds and offers the way out."""
        return DeviceRevoked() if self.device_state is DeviceState.REVOKED else Forbidden()


def find(token: str) -> Ticket | None:
    """The upload ticket, unless it has ended."""
    row = (
        db.session.connection()
        .execute(_LOOK_UP, {"token_hash": sha256_hex(token.encode())})
        .one_or_none()
    )
    if row is None or row.ends_ms <= clock.now_ms():
        return None
    return Ticket(*row)
