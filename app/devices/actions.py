"""Enrolling phones, and deciding how they stand."""

from collections.abc import Mapping

from app.accounts.models import Device, Person
from app.accounts.problems import DeviceRevoked
from app.accounts.rules import DeviceState
from app.core import clock
from app.core.encoding import sha256_hex
from app.core.ids import is_uuid7
from app.devices import events, keys
from app.devices.models import Enrolment
from app.devices.problems import DeviceFrozen, DeviceIdInvalid
from app.extensions import db

_EVENTS = {
    DeviceState.ACTIVE: events.device_let_in,
    DeviceState.FROZEN: events.device_frozen,
    DeviceState.REVOKED: events.device_revoked,
}


def enrol(
    device_id: str, *, label: str, person: Person, jwk: Mapping[str, object] | None = None
) -> None:
    """Know the phone, that this person signed in on it, and the key that it signs with.

    Raises:
        DeviceIdInvalid: the id is not a UUIDv7.
        DeviceFrozen: nobody signs in on it for now.
        DeviceRevoked: nobody signs in on it any more.
    """
    if not is_uuid7(device_id):
        raise DeviceIdInvalid
    now = clock.now_ms()
    known = db.session.get(Device, device_id)
    if known is None:
        db.session.add(Device(id=device_id, label=label, enrolled_ms=now))
        db.session.flush()
    elif known.state is DeviceState.FROZEN:
        raise DeviceFrozen
    elif known.state is DeviceState.REVOKED:
        raise DeviceRevoked
    key = keys.read_jwk(jwk)
    thumbprint, public_key = (key.thumbprint, key.jwk) if key else ("", "")
    if db.session.get(Enrolment, (device_id, person.id, thumbprint)) is None:
        db.session.add(
            Enrolment(
                device_id=device_id,
                person_id=person.id,
                thumbprint=thumbprint,
                public_key=public_key,
                enrolled_ms=now,
            )
        )
    events.device_enrolled.record(
        actor=person.actor, entity=f"device/{device_id}", device=device_id, key=thumbprint
    )


def set_state(device: Device, state: DeviceState, *, reason: str, actor: str) -> None:
    """Freeze a phone, shut it out, or let it in again."""
    if device.state is state:
        return
    device.state = state
    device.state_reason = reason
    device.state_ms = clock.now_ms()
    _EVENTS[state].record(
        actor=actor,
        entity=f"device/{device.id}",
        device=device.id,
        sha256=sha256_hex(reason.encode()),
        at_ms=device.state_ms,
    )
