"""Reading what is known of phones."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Device, Person
from app.devices.models import ChainLink, Enrolment, Heartbeat
from app.devices.rules import Gap
from app.extensions import db


@dataclass(frozen=True, kw_only=True)
class Received:
    """The highest number that came of a phone, and when anything came last."""

    seq: int
    at_ms: int


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


def everything_heard() -> list[Heartbeat]:
    """What every phone said last, of each person on it."""
    return list(
        db.session.scalars(
            select(Heartbeat)
            .options(joinedload(Heartbeat.device), joinedload(Heartbeat.person))
            .order_by(Heartbeat.device_id, Heartbeat.person_id)
        )
    )


def holes() -> dict[str, list[Gap]]:
    """The numbers below the last one received of which nothing came, by phone."""
    before = func.lag(ChainLink.seq, 1, 0).over(
        partition_by=ChainLink.device_id, order_by=ChainLink.seq
    )
    steps = select(
        ChainLink.device_id, ChainLink.seq, ChainLink.received_ms, before.label("before")
    ).subquery()
    rows = db.session.execute(
        select(steps).where(steps.c.seq > steps.c.before + 1).order_by(steps.c.seq)
    )
    found: dict[str, list[Gap]] = {}
    for row in rows:
        gap = Gap(first=row.before + 1, last=row.seq - 1, since_ms=row.received_ms)
        found.setdefault(row.device_id, []).append(gap)
    return found


def last_received() -> dict[str, Received]:
    """The last that came of each phone."""
    newest = select(
        ChainLink.device_id,
        func.max(ChainLink.seq).label("seq"),
        func.max(ChainLink.received_ms).label("at_ms"),
    ).group_by(ChainLink.device_id)
    rows = db.session.execute(newest)
    return {row.device_id: Received(seq=row.seq, at_ms=row.at_ms) for row in rows}


def devices_by_id(device_ids: Collection[str]) -> list[Device]:
    """These phones."""
    return list(db.session.scalars(select(Device).where(Device.id.in_(device_ids))))


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
