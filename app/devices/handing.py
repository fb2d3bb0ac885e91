"""How evidence was handed over: who signed it, and in what state its phone was."""

from dataclasses import dataclass
from json import loads
from typing import cast

from sqlalchemy import Table, and_, bindparam, select

from app.accounts.models import Device
from app.accounts.rules import DeviceState
from app.core.encoding import from_base64url
from app.devices import keys
from app.devices.models import Enrolment
from app.devices.rules import SignatureGrade
from app.extensions import db

DEVICES = cast(Table, Device.__table__)
ENROLMENTS = cast(Table, Enrolment.__table__)
_KEYS = (
    select(DEVICES.c.state, ENROLMENTS.c.public_key)
    .outerjoin(
        ENROLMENTS,
        and_(
            ENROLMENTS.c.device_id == DEVICES.c.id,
            ENROLMENTS.c.person_id == bindparam("person"),
            ENROLMENTS.c.public_key != "",
        ),
    )
    .where(DEVICES.c.id == bindparam("device"))
)
_STATE_FLAGS = {
    DeviceState.ACTIVE: (),
    DeviceState.FROZEN: ("device_frozen",),
    DeviceState.REVOKED: ("device_revoked",),
}


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What goes into the row beside the sealed bytes."""

    signature: bytes | None
    grade: SignatureGrade
    flags: tuple[str, ...]


def judge(
    content: bytes, *, device_id: str, person_id: int, signed: str = "", rescued: bool = False
) -> Handed:
    """Check the phone's signature and look at how the phone stands. Refuses nothing.

    Args:
        signed: the header X-Sig; empty for what came without.
        rescued: whether it came in a file that somebody exported.
    """
    asked = {"device": device_id, "person": person_id}
    rows = db.session.connection().execute(_KEYS, asked).all()
    read = [keys.read_jwk(loads(row.public_key)) for row in rows if row.public_key]
    known = [key for key in read if key is not None]
    signature = _signature(signed)
    grade = _grade(signature, content, known)
    flags = list(_STATE_FLAGS[rows[0].state])
    if grade is SignatureGrade.INVALID:
        flags.append("signature_invalid")
    if rescued:
        flags.append("rescued")
    return Handed(signature=signature, grade=grade, flags=tuple(flags))


def _signature(signed: str) -> bytes | None:
    """The raw signature of `ES256 <base64url>`; empty where something else stands there."""
    if not signed:
        return None
    algorithm, _, encoded = signed.strip().partition(" ")
    try:
        return from_base64url(encoded) if algorithm == "ES256" and len(encoded) < 100 else b""
    except ValueError:
        return b""


def _grade(signature: bytes | None, content: bytes, known: list[keys.DeviceKey]) -> SignatureGrade:
    if signature is None or not known:
        return SignatureGrade.NONE
    made = any(key.made(signature, content) for key in known)
    return SignatureGrade.VALID if made else SignatureGrade.INVALID
