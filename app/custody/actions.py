"""Noting what became of backups, and beginning an epoch; the caller commits."""

from sqlalchemy import insert

from app.audit import log
from app.core import clock
from app.custody import events, queries
from app.custody.manifest import Manifest
from app.custody.models import Backup
from app.extensions import db

ACTOR = "system"


def note_made(made: Manifest) -> None:
    """A backup was made and read again: it counts from this commit on."""
    known = queries.known(made.id)
    if known is None:
        known = Backup(
            id=made.id,
            epoch=made.epoch,
            log_size=made.log_size,
            photos=made.photos,
            size=made.photo_bytes + sum(each.size for each in made.files),
            sha256=made.sha256,
            made_ms=made.made_ms,
        )
        db.session.add(known)
        events.backup_made.record(
            actor=ACTOR,
            entity=_entity(made.id),
            sha256=made.sha256,
            epoch=made.epoch,
            log_size=made.log_size,
            photos=made.photos,
        )
    known.verified_ms = clock.now_ms()
    known.problem = ""
    events.backup_verified.record(
        actor=ACTOR, entity=_entity(made.id), sha256=made.sha256, log_size=made.log_size
    )


def note_failed(backup_id: str, reason: str) -> None:
    """A backup could not be made, or is no longer what it was: it does not count."""
    known = queries.known(backup_id)
    if known is None:
        now = clock.now_ms()
        known = Backup(
            id=backup_id,
            epoch=log.current_epoch(),
            log_size=0,
            photos=0,
            size=0,
            sha256="",
            made_ms=now,
            thinned_ms=now,  # it left no copy
        )
        db.session.add(known)
    known.verified_ms = None
    known.problem = reason
    events.backup_failed.record(actor=ACTOR, entity=_entity(backup_id), reason=reason)


def note_thinned(backup_id: str) -> None:
    """A copy of the database is to go."""
    known = queries.known(backup_id)
    if known is not None:
        known.thinned_ms = clock.now_ms()
        events.backup_thinned.record(actor=ACTOR, entity=_entity(backup_id), sha256=known.sha256)


def begin_epoch(epoch: int, *, backup_sha256: str, previous_size: int, checkpoint: str) -> None:
    """Let the log go on in a new epoch; the first leaf says which log it replaces.

    Args:
        epoch: the new one.
        backup_sha256: names the backup that the log was brought back from; "" for none of ours.
        previous_size: how long the log was before; 0 when nobody knows.
        checkpoint: its newest checkpoint; "" when nobody knows.
    """
    now = clock.now_ms()
    events.log_restored.record(
        actor=ACTOR,
        entity=f"epochs/{epoch}",
        sha256=backup_sha256,
        at_ms=now,
        epoch=epoch,
        log_size=log.size(),
        previous_size=previous_size,
        previous_checkpoint=checkpoint,
    )
    db.session.execute(insert(log.EPOCHS), {"epoch": epoch, "began_ms": now})


def _entity(backup_id: str) -> str:
    return f"backups/{backup_id}"
