"""What the administrator's pages show."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.accounts.models import Device, Person, Squadron
from app.audit import log
from app.devices import queries as devices
from app.devices.models import Heartbeat
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.extensions import db
from app.inspections.models import Inspection

GIB = 1 << 30


@dataclass(frozen=True, kw_only=True)
class SystemFigures:
    """The installation in numbers."""

    people: int
    devices: int
    inspections: int
    photos_stored: int
    photos_expected: int
    audit_leaves: int
    free_gib: float


def system_figures() -> SystemFigures:
    """Count once."""

    def count(statement: object) -> int:
        return db.session.scalar(statement) or 0  # type: ignore[call-overload]

    expected = select(func.count()).select_from(Photo).where(Photo.state != PhotoState.STORED)
    stored = select(func.count()).select_from(Photo).where(Photo.state == PhotoState.STORED)
    return SystemFigures(
        people=count(select(func.count()).select_from(Person)),
        devices=count(select(func.count()).select_from(Device)),
        inspections=count(select(func.count()).select_from(Inspection)),
        photos_stored=count(stored),
        photos_expected=count(expected),
        audit_leaves=log.size(),
        free_gib=shutil.disk_usage(current_app.config["DATA_DIR"]).free / GIB,
    )


@dataclass(frozen=True, kw_only=True)
class PhoneInUse:
    """A phone as the administrator sees it."""

    device: Device
    people: list[Person]
    heartbeats: list[Heartbeat]

    @property
    def heard_ms(self) -> int | None:
        """When it was last heard; None for a phone that never said anything."""
        return max((row.heard_ms for row in self.heartbeats), default=None)

    @property
    def unsent(self) -> int:
        """How many items it still held then, of everybody on it."""
        return sum(row.unsent for row in self.heartbeats)


def phones(of: Sequence[Device]) -> list[PhoneInUse]:
    """These phones with their people and what they said last."""
    ids = [device.id for device in of]
    people, heartbeats = devices.people_of(ids), devices.heartbeats_of(ids)
    return [
        PhoneInUse(device=device, people=people[device.id], heartbeats=heartbeats[device.id])
        for device in of
    ]


def people_by_squadron() -> list[tuple[Squadron, list[Person]]]:
    """Every squadron with its people, those who left last; empty squadrons too."""
    people = sorted(accounts.people(), key=lambda person: not person.active)
    return [
        (squadron, [person for person in people if person.squadron_id == squadron.id])
        for squadron in accounts.squadrons()
    ]
