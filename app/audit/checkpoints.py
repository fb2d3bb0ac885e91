"""Signing how the log stands, and proving what it holds (docs/protocol.md §6)."""

from sqlalchemy import select

from app.audit import events, log, notes, signing, tree
from app.audit.models import SignedCheckpoint
from app.audit.notes import Checkpoint
from app.audit.problems import ProofUnknown
from app.core import clock
from app.extensions import db

PAUSE_MS = 10 * 60_000
"""How long phones wait for a newer one while the log grows."""

LAST_MINUTE = (23, 59)
"""Of the day in Asia/Shanghai: what the day's sheet says covers the whole day."""


def newest() -> SignedCheckpoint | None:
    """The newest checkpoint, or None before the first."""
    newest_first = select(SignedCheckpoint).order_by(SignedCheckpoint.number.desc())
    return db.session.scalars(newest_first.limit(1)).first()


def newest_of_epoch() -> SignedCheckpoint | None:
    """The newest one to give out: after a restore, none until the first of the new epoch.

    One of an earlier epoch may be smaller than what phones hold of it, as if the log were cut.
    """
    last = newest()
    return last if last is not None and last.epoch == log.current_epoch() else None


def newest_note() -> str:
    """The note of the newest one to give out; "" when there is none."""
    last = newest_of_epoch()
    return "" if last is None else last.note


def is_due() -> bool:
    """Whether it is time to sign one: the log has grown, and phones have waited long enough."""
    last = newest()
    if log.size() == (0 if last is None else last.size):
        return False
    if last is not None and last.epoch != log.current_epoch():
        return True  # phones get none until there is one
    now = clock.now_ms()
    # A clock that was set back must not stop the log for as long.
    waited = last is None or abs(now - last.at_ms) >= PAUSE_MS
    local = clock.to_local(now)
    return waited or (local.hour, local.minute) == LAST_MINUTE


def sign() -> SignedCheckpoint:
    """Sign how the log stands now, with the leaf that tells of it."""
    last = newest()
    number, covered = (1, 0) if last is None else (last.number + 1, last.size)
    now = clock.now_ms()
    size = 1 + events.checkpoint_signed.record(
        actor="system", entity=f"checkpoints/{number}", at_ms=now, number=number
    )
    tree.extend(covered, size)
    stands = Checkpoint(size=size, root=tree.root(size), epoch=log.current_epoch(), at_ms=now)
    signed = SignedCheckpoint(
        number=number,
        size=size,
        root=stands.root.hex(),
        epoch=stands.epoch,
        at_ms=now,
        note=notes.write(stands, sign=signing.sign, public_key=signing.raw_public_key()),
    )
    db.session.add(signed)
    db.session.flush()
    return signed


def inclusion(index: int) -> tuple[SignedCheckpoint, list[str]]:
    """The newest checkpoint and the proof in hex that it covers this leaf.

    Raises:
        ProofUnknown: it does not, or there is none.
    """
    last = newest()
    if last is None or not 0 <= index < last.size:
        raise ProofUnknown
    return last, [each.hex() for each in tree.inclusion(index, last.size)]


def consistency(old: int, new: int) -> list[str]:
    """The proof in hex that the log of `new` leaves begins with the one of `old`.

    Raises:
        ProofUnknown: no checkpoint covers them, or the log did not grow from one to the other.
    """
    last = newest()
    if last is None or not 1 <= old <= new <= last.size:
        raise ProofUnknown
    return [each.hex() for each in tree.consistency(old, new)]


def since(kept: str) -> tuple[str, list[str]]:
    """The newest note, and the proof in hex that its log begins with the one a phone kept.

    Without a proof where the phone's is none of ours, of another epoch, or larger.
    """
    last = newest_of_epoch()
    if last is None:
        return "", []
    try:
        held = notes.read(kept)
    except notes.NoteMalformed:
        return last.note, []
    if held.epoch != last.epoch or not 1 <= held.size <= last.size:
        return last.note, []
    return last.note, [each.hex() for each in tree.consistency(held.size, last.size)]
