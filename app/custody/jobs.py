"""What the worker does about keeping, in its nightly hour or as soon as it runs again."""

from flask import current_app

from app.core import clock
from app.custody import nightly, orphans, queries, rereading, rules
from app.custody.failures import CustodyFailure
from app.custody.models import Backup
from app.jobs import each_minute


@each_minute
def back_up_when_due() -> None:
    """Make the nightly backup and clear up; one that failed is tried again after an hour."""
    tried = queries.last_tried()
    if not _due(done_ms=clock.now_ms() - queries.state().age_ms, tried=tried):
        return
    orphans.collect()
    try:
        nightly.back_up()
    except CustodyFailure:
        return  # it was logged and noted, and the alarm speaks of it


@each_minute
def reread_when_due() -> None:
    """Read a part of the stored photos again."""
    if _due(done_ms=rereading.last_read_ms() or queries.epoch_began_ms(), tried=None):
        rereading.read_part()


def _due(*, done_ms: int, tried: Backup | None) -> bool:
    hour = current_app.config["BACKUP_HOUR"]
    return hour is not None and rules.is_due(
        clock.to_local(clock.now_ms()),
        hour,
        done=clock.to_local(done_ms),
        tried=clock.to_local(tried.made_ms) if tried else None,
    )


@each_minute
def note_log() -> None:
    """Keep the stamp outside the database up to date."""
    nightly.note_log()
