"""Backups as commits: made or found wanting, noted, thinned. For the command and the worker."""

from flask import current_app

from app.audit import log
from app.core import clock
from app.custody import actions, backups, installation, queries, rules, stamp
from app.custody.failures import CustodyFailure
from app.custody.manifest import Manifest
from app.custody.stamp import Stamp
from app.extensions import begin_write, db


def back_up() -> Manifest:
    """Make a backup and let it count.

    Raises:
        CustodyFailure: after that was noted; the backups before it count as they did.
    """
    db.session.rollback()  # it takes minutes: hold no transaction meanwhile
    now = clock.now_ms()
    backup_id = backups.new_id(now)
    try:
        made = backups.make(backup_id, now)
    except CustodyFailure as failure:
        _note_failure(backup_id, failure)
        raise
    _note_made(made)
    _thin()
    return made


def verify(backup_id: str) -> Manifest:
    """Read a whole backup again; what is found out is noted.

    Raises:
        CustodyFailure: it is not what it was, and no longer counts.
    """
    try:
        made = backups.verify(backup_id)
    except CustodyFailure as failure:
        if queries.known(backup_id) is not None:
            _note_failure(backup_id, failure)
        raise
    _note_made(made)
    return made


def note_log() -> None:
    """Let the stamp outside the database know how long the log is."""
    folder = installation.data_dir()
    stamped, here = stamp.read(folder), Stamp(log.current_epoch(), log.size())
    if stamped is None or (stamped.epoch == here.epoch and stamped.log_size < here.log_size):
        stamp.write(folder, here)


def _note_made(made: Manifest) -> None:
    begin_write()
    actions.note_made(made)
    db.session.commit()
    note_log()


def _note_failure(backup_id: str, failure: CustodyFailure) -> None:
    current_app.logger.error("backup %s: %s", backup_id, failure)
    begin_write()
    actions.note_failed(backup_id, failure.reason)
    db.session.commit()


def _thin() -> None:
    """The copy goes after the commit that says so: one too many stays after a crash, no less."""
    begin_write()
    gone = rules.to_thin(queries.copies())
    for backup_id in gone:
        actions.note_thinned(backup_id)
    db.session.commit()
    for backup_id in gone:
        backups.thin(backup_id)
