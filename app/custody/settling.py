"""The end of a restore: the log enters its new epoch, and the database agrees with the files."""

from collections.abc import Set
from dataclasses import dataclass

from sqlalchemy import select

from app.core.files import hash_file
from app.custody import actions
from app.custody.previous import Previous
from app.evidence import actions as evidence
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.extensions import db
from app.inspections.models import NumberSeries

LEFT_OUT = 1000
"""Record numbers that nobody gets when the ones given since the backup are not known."""


@dataclass(frozen=True)
class Settled:
    """What was found out about photos."""

    reopened: int
    adopted: int


def settle(*, epoch: int, backup_sha256: str, previous: Previous, right: Set[str]) -> Settled:
    """Begin the epoch; the caller commits.

    Args:
        epoch: the new one.
        backup_sha256: names the backup in place; "" for a copy that is none of ours.
        previous: the log that was there before.
        right: names of originals that were just read and are right.
    """
    actions.begin_epoch(
        epoch,
        backup_sha256=backup_sha256,
        previous_size=previous.log_size,
        checkpoint=previous.checkpoint,
    )
    _carry_numbers_on(previous)
    reopened = adopted = 0
    for photo in db.session.scalars(select(Photo).order_by(Photo.id)):
        path = evidence.store().path(photo.id, photo.sha256)
        there = evidence.store().holds(photo.id, photo.sha256, photo.size)
        if photo.stored and not (there and (path.name in right or hash_file(path) == photo.sha256)):
            evidence.reopen(photo, actor=actions.ACTOR)
            reopened += 1
        elif not photo.stored and there:
            # Received after the backup: whoever asks next, or the sweep, finishes it.
            photo.state, photo.upload_offset = PhotoState.PARTIAL, photo.size
            adopted += 1
    return Settled(reopened, adopted)


def _carry_numbers_on(previous: Previous) -> None:
    """Let no record number be given twice.

    When the numbers given since the backup cannot be read, some are left out: a gap can be
    explained, a number on two records cannot.
    """
    series = db.session.scalars(select(NumberSeries).order_by(NumberSeries.year)).all()
    for each in series:
        each.last = max(each.last, previous.numbers.get(each.year, 0))
    if series and not previous.numbers:
        series[-1].last += LEFT_OUT
