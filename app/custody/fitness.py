"""Whether an installation may be served: asked at start-up, by /readyz and `storage check`."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.audit import log, signing
from app.audit.models import AuditLeaf
from app.core import clock
from app.custody import installation, rules, stamp
from app.custody.rules import Misfit
from app.evidence import actions as evidence
from app.evidence import queries as photos
from app.evidence.rules import PhotoState
from app.extensions import begin_write, db

EARLIEST_MS = 1_790_000_000_000
"""September 2026: no clock that is right says an earlier time."""

TOLERANCE_MS = 10 * 60_000
SAMPLE = 1000
"""How many of the newest stored photos, and of any others, are looked for at start-up."""


@dataclass(frozen=True)
class Report:
    """What stands in the way of serving, and what somebody should look at."""

    refusals: list[str]
    warnings: list[str]


def check() -> Report:
    """Look at everything; truncates parts of photos to what was acknowledged of them."""
    refusals = [said for ask in (_folders, _database) if (said := ask())]
    if refusals:
        return Report(refusals, [])
    found: list[Callable[[], str]] = [_clock, _parts, _stored_photos]
    return Report([], [said for ask in found if (said := ask())])


def demand(app: Flask) -> None:
    """Let no server and no worker start on an installation that must not be served.

    Raises:
        SystemExit: with what is wrong and the next step.
    """
    with app.app_context():
        report = check()
        db.session.remove()
        for warning in report.warnings:
            app.logger.warning("%s", warning)
    if report.refusals:
        raise SystemExit("\n".join(report.refusals))


def epoch_fits() -> bool:
    """Whether the database is the one that the stamp outside of it knows."""
    return _misfit() is Misfit.NONE


def _misfit() -> Misfit:
    stamped = stamp.read(installation.data_dir())
    known = (stamped.epoch, stamped.log_size) if stamped else None
    return rules.misfit(epoch=log.current_epoch(), log_size=log.size(), stamped=known)


def _folders() -> str:
    data: Path = installation.data_dir()
    if not signing.key_path(data).is_file():
        return _("The receipt key is missing in %(folder)s: flask storage prepare", folder=data)
    if not evidence.store().writable():
        return _("%(folder)s cannot be written: flask storage prepare", folder=data)
    devices = {os.stat(data / name).st_dev for name in ("incoming", "evidence")}
    if len(devices) > 1:
        return _("incoming and evidence in %(folder)s must be on one file system", folder=data)
    return ""


def _database() -> str:
    try:
        misfit = _misfit()
    except (SQLAlchemyError, RuntimeError, OSError) as error:
        return _("The database cannot be used: %(error)s", error=error)
    except ValueError as error:
        return str(error)
    return {
        Misfit.NONE: "",
        Misfit.UNSTAMPED: _("The data folder has no stamp yet: flask storage prepare"),
        Misfit.OTHER_EPOCH: _(
            "The database is of another epoch than its data folder: a restore was interrupted, or "
            "a copy was put in place by hand. Run flask backup restore --replace, or to keep this "
            "database: flask backup adopt"
        ),
        Misfit.SHORTER: _(
            "The database is an older copy of the one that was here, and phones must be told. "
            "Run flask backup restore --replace, or to keep this database: flask backup adopt"
        ),
    }[misfit]


def _clock() -> str:
    newest = db.session.scalar(select(func.max(AuditLeaf.at_ms))) or 0
    now = clock.now_ms()
    if now < EARLIEST_MS or now < newest - TOLERANCE_MS:
        return _("The clock of this machine is behind: receipts would name a wrong time")
    return ""


def _parts() -> str:
    """Bytes beyond what was acknowledged are cut off; under the row's lock, as when they came."""
    lost = 0
    for photo_id in photos.ids_of_begun():
        begin_write(at_once=True)
        photo = photos.photo_to_change(photo_id)
        if photo is not None and photo.state is PhotoState.PARTIAL:
            lost += not evidence.store().trim(photo.id, photo.sha256, photo.upload_offset)
        db.session.commit()
    if lost:
        return _("%(count)s photos lost bytes on the way: phones send them again", count=lost)
    return ""


def _stored_photos() -> str:
    gone = [
        photo_id
        for photo_id, sha256, size in photos.sample_of_stored(SAMPLE)
        if not evidence.store().holds(photo_id, sha256, size)
    ]
    if not gone:
        return ""
    current_app.logger.error("stored photos without their file: %s", " ".join(gone[:20]))
    return _("%(count)s stored photos are not on the disk", count=len(gone))
