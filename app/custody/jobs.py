"""What the worker does about keeping, in its nightly hour or as soon as it runs again."""

from flask import current_app

from app.core import clock
from app.custody import nightly, queries, rules
from app.custody.failures import CustodyFailure
from app.jobs import each_minute


@each_minute
def back_up_when_due() -> None:
    """Make the nightly backup; one that failed is tried again after an hour."""
    hour = current_app.config["BACKUP_HOUR"]
    if hour is None:
        return
    tried = queries.last_tried()
    state = queries.state()
    due = rules.is_due(
        clock.to_local(clock.now_ms()),
        hour,
        done=clock.to_local(clock.now_ms() - state.age_ms),
        tried=clock.to_local(tried.made_ms) if tried else None,
    )
    if due:
        try:
            nightly.back_up()
        except CustodyFailure:
            return  # it was logged and noted, and the alarm speaks of it


@each_minute
def note_log() -> None:
    """Keep the stamp outside the database up to date."""
    nightly.note_log()
