"""A log that grows, as tests need it."""

from sqlalchemy import insert

from app.audit import checkpoints
from app.audit.log import EPOCHS, Event, current_epoch
from app.audit.models import SignedCheckpoint
from app.core import clock
from app.extensions import begin_write, db

happened = Event("sample.grew", frozenset())


def grow(leaves: int = 1) -> None:
    """Let so many things happen."""
    begin_write()
    for _ in range(leaves):
        happened.record(actor="system", entity="sample/1")
    db.session.commit()


def sign() -> SignedCheckpoint:
    """Sign a checkpoint and commit it."""
    begin_write()
    signed = checkpoints.sign()
    db.session.commit()
    return signed


def begin_epoch() -> None:
    """What a restore from a backup does to the epoch."""
    begin_write()
    row = {"epoch": current_epoch() + 1, "began_ms": clock.now_ms()}
    db.session.execute(insert(EPOCHS), row)
    db.session.commit()
