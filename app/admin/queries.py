"""What the administrator's pages show."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.accounts.models import Device, Person, Squadron
from app.audit import log
from app.core import clock
from app.custody import queries as custody
from app.custody import rereading
from app.custody.models import Finding
from app.custody.rules import HOUR_MS
from app.devices import queries as devices
from app.devices.models import Heartbeat
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.extensions import db
from app.inspections.models import Inspection

GIB = 1 << 30
PROBLEMS = {
    "no_room": _l("There is too little room in the backup folder."),
    "folder_unwritable": _l("The backup folder cannot be written."),
    "disk_error": _l("The disk of the backup folder reports an error."),
    "photo_missing": _l("A stored photo is not on the disk."),
    "photo_damaged": _l("A stored photo is damaged."),
    "key_missing": _l("The receipt key is missing."),
    "programs_missing": _l("The programs pg_dump and pg_restore are missing."),
    "dump_failed": _l("The database could not be copied."),
    "database_damaged": _l("The copy of the database is damaged."),
}
"""Why a backup failed, in words; the log says more."""


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


@dataclass(frozen=True, kw_only=True)
class BackupWords:
    """How the backups stand, in words."""

    overdue: bool
    hours: int
    made_at: str
    photos: int
    problem: str
    same_disk: bool


def backup_words() -> BackupWords:
    """What an administrator must know of the backups."""
    state = custody.state()
    newest = state.newest
    data, backup = current_app.config["DATA_DIR"], current_app.config["BACKUP_DIR"]
    return BackupWords(
        overdue=state.overdue,
        hours=state.age_ms // HOUR_MS,
        made_at=f"{clock.to_local(newest.made_ms):%Y-%m-%d %H:%M}" if newest else "",
        photos=newest.photos if newest else 0,
        problem=str(PROBLEMS.get(state.last_problem, state.last_problem)),
        same_disk=backup.exists() and backup.stat().st_dev == data.stat().st_dev,
    )


@dataclass(frozen=True)
class WantingPhoto:
    """A stored photo whose file is not as it was received."""

    id: str
    number: str
    missing: bool


def wanting_photos() -> list[WantingPhoto]:
    """Those that somebody must bring back from a backup."""
    found = rereading.wanting()
    rows = select(Inspection.id, Inspection.number).where(
        Inspection.id.in_([photo.inspection_id for photo, _ in found])
    )
    numbers = {row.id: row.number for row in db.session.execute(rows)}
    return [
        WantingPhoto(photo.id, numbers[photo.inspection_id], missing=finding is Finding.MISSING)
        for photo, finding in found
    ]
