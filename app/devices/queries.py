"""Reading what is known of phones."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Device, Person
from app.devices.models import Enrolment, Heartbeat
from app.extensions import db


def device(device_id: str) -> Device | None:
    """A phone by its id."""
    return db.session.get(Device, device_id)


def devices() -> list[Device]:
    """Every phone, the newest first."""
    return list(db.session.scalars(select(Device).order_by(Device.enrolled_ms.desc(), Device.id)))


def heartbeat(device_id: str, person_id: int) -> Heartbeat | None:
    """What this phone said last of this person's evidence."""
    return db.session.get(Heartbeat, (device_id, person_id))


def heartbeats_of(device_ids: Collection[str]) -> dict[str, list[Heartbeat]]:
    """What each of these phones said last, of each person on it."""
    found: dict[str, list[Heartbeat]] = {device_id: [] for device_id in device_ids}
    rows = db.session.scalars(
        select(Heartbeat)
        .options(joinedload(Heartbeat.person))
        .where(Heartbeat.device_id.in_(device_ids))
        .order_by(Heartbeat.person_id)
    )
    for row in rows:
        found[row.device_id].append(row)
    return found


def was_enrolled(device_id: str, person_id: int) -> bool:
    """Whether this person ever signed in on this phone."""
    found = select(Enrolment.enrolled_ms).where(
        Enrolment.device_id == device_id, Enrolment.person_id == person_id
    )
    return db.session.scalars(found.limit(1)).first() is not None


def people_of(device_ids: Collection[str]) -> dict[str, list[Person]]:
    """Who signed in on each of these phones, in the order in which they first did."""
    found: dict[str, list[Person]] = {device_id: [] for device_id in device_ids}
    rows = db.session.scalars(
        select(Enrolment)
        .options(joinedload(Enrolment.person))
        .where(Enrolment.device_id.in_(device_ids))
        .order_by(Enrolment.enrolled_ms, Enrolment.person_id)
    )
    for row in rows:
        if row.person not in found[row.device_id]:
            found[row.device_id].append(row.person)
    return found
