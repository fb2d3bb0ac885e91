"""Reading stored photos again, a part each night, so that all are read within 30 days."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, func, or_, select

from app.core import clock
from app.core.files import hash_file
from app.custody import events
from app.custody.actions import ACTOR
from app.custody.models import Finding, PhotoCheck
from app.custody.rules import DAY_MS
from app.evidence import actions as evidence
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.extensions import begin_write, db

NIGHTS = 25
"""In how many nights all are read: some less than 30, for those in which the machine is off."""

LATEST_MS = 29 * DAY_MS
"""What was not read for so long is read tonight, however much it is."""


@dataclass(frozen=True)
class Read:
    """What a night's part has shown."""

    findings: dict[str, Finding]

    def count(self, finding: Finding) -> int:
        """How many photos were found so."""
        return list(self.findings.values()).count(finding)


def read_part() -> Read:
    """Read tonight's part and note what was found; nothing is ever deleted. Commits."""
    photos = _part()
    db.session.rollback()  # reading takes minutes: hold no transaction meanwhile
    read = Read({photo_id: _look(path, sha256) for photo_id, sha256, path in photos})
    if read.findings:
        _note(read)
    return read


def wanting() -> list[tuple[Photo, Finding]]:
    """Stored photos whose file was missing or damaged when it was last read."""
    rows = db.session.execute(
        select(Photo, PhotoCheck.finding)
        .join(PhotoCheck, PhotoCheck.photo_id == Photo.id)
        .where(Photo.state == PhotoState.STORED, PhotoCheck.finding != Finding.RIGHT)
        .order_by(Photo.stored_ms)
    )
    return [(photo, finding) for photo, finding in rows]


def last_read_ms() -> int | None:
    """When a photo was last read again."""
    return db.session.scalar(select(func.max(PhotoCheck.checked_ms)))


def _part() -> list[tuple[str, str, Path]]:
    stored = Photo.state == PhotoState.STORED
    last = func.coalesce(PhotoCheck.checked_ms, Photo.stored_ms)
    everyone = db.session.scalar(select(func.count()).select_from(Photo).where(stored)) or 0
    rows = db.session.execute(
        select(Photo.id, Photo.sha256, _overdue(last))
        .join(PhotoCheck, PhotoCheck.photo_id == Photo.id, isouter=True)
        .where(stored)
        .order_by(_overdue(last).desc(), last, Photo.id)
    ).all()
    overdue = sum(1 for row in rows if row[2])
    part = rows[: max(overdue, -(-everyone // NIGHTS))]
    return [(row[0], row[1], evidence.store().path(row[0], row[1])) for row in part]


def _overdue(last: ColumnElement[int]) -> ColumnElement[bool]:
    # What was found wanting is looked at each night: somebody may have mended it.
    wanting = func.coalesce(PhotoCheck.finding != Finding.RIGHT, False)
    return or_(wanting, last < clock.now_ms() - LATEST_MS)


def _look(path: Path, sha256: str) -> Finding:
    try:
        return Finding.RIGHT if hash_file(path) == sha256 else Finding.DAMAGED
    except FileNotFoundError:
        return Finding.MISSING
    except OSError:
        return Finding.DAMAGED  # the disk cannot read it


def _note(read: Read) -> None:
    begin_write()
    now = clock.now_ms()
    for photo_id, finding in read.findings.items():
        db.session.merge(PhotoCheck(photo_id=photo_id, checked_ms=now, finding=finding))
    events.photos_reread.record(
        actor=ACTOR,
        entity="evidence",
        read=len(read.findings),
        missing=read.count(Finding.MISSING),
        damaged=read.count(Finding.DAMAGED),
    )
    db.session.commit()
