"""How far the backups reach, and how they stand."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from app.audit import log
from app.audit.models import AuditLeaf, Epoch
from app.core import clock
from app.custody.models import Backup
from app.custody.rules import ALARM_MS, Kept
from app.extensions import db


@dataclass(frozen=True, kw_only=True)
class BackupState:
    """How the backups of this epoch stand."""

    newest: Backup | None
    """The newest one that was verified."""

    age_ms: int
    """Since it was made; since the epoch began when there is none."""

    last_problem: str
    """Why the newest try failed; "" when it did not."""

    @property
    def overdue(self) -> bool:
        """Whether this is an alarm."""
        return self.age_ms > ALARM_MS


def horizon() -> int:
    """Log size inside the best verified backup of this epoch: what lies below is backed up."""
    newest = db.session.scalar(select(func.max(Backup.log_size)).where(*_counting()))
    return newest or 0


def age_s() -> int | None:
    """Seconds since the newest verified backup of this epoch; None before the first."""
    made = db.session.scalar(select(func.max(Backup.made_ms)).where(*_counting()))
    return None if made is None else max(0, clock.now_ms() - made) // 1000


def state() -> BackupState:
    """How the backups stand now."""
    newest = db.session.scalars(
        select(Backup).where(*_counting()).order_by(Backup.made_ms.desc()).limit(1)
    ).first()
    tried = last_tried()
    since = newest.made_ms if newest else epoch_began_ms()
    return BackupState(
        newest=newest,
        age_ms=max(0, clock.now_ms() - since),
        last_problem=tried.problem if tried else "",
    )


def epoch_began_ms() -> int:
    """When the log's present epoch began; a new installation's with its first entry."""
    newest = select(Epoch.began_ms).order_by(Epoch.epoch.desc()).limit(1)
    began = db.session.scalars(newest).one()
    first = select(AuditLeaf.at_ms).where(AuditLeaf.idx == 0)
    return began or db.session.scalars(first).first() or clock.now_ms()


def last_tried() -> Backup | None:
    """The newest backup that was tried, whatever became of it."""
    newest = select(Backup).order_by(Backup.made_ms.desc()).limit(1)
    return db.session.scalars(newest).first()


def known(backup_id: str) -> Backup | None:
    """A backup by its id."""
    return db.session.get(Backup, backup_id)


def all_known() -> dict[str, Backup]:
    """Every backup that the database knows, by its id."""
    return {row.id: row for row in db.session.scalars(select(Backup))}


def copies() -> list[Kept]:
    """Every copy of the database that was not thinned out."""
    rows = db.session.scalars(select(Backup).where(Backup.thinned_ms.is_(None)))
    return [
        Kept(row.id, clock.to_local(row.made_ms), verified=row.verified_ms is not None)
        for row in rows
    ]


def _counting() -> tuple[ColumnElement[bool], ...]:
    return Backup.epoch == log.current_epoch(), Backup.verified_ms.is_not(None)
