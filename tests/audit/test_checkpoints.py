"""How the log stands is signed while it grows, and each checkpoint covers all before it."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit import checkpoints, jobs, log, notes, signing
from app.audit.models import AuditLeaf, SignedCheckpoint
from app.audit.problems import ProofUnknown
from app.core import clock
from app.extensions import db
from tests.audit import rfc9162
from tests.audit.growing import begin_epoch, grow, sign
from tests.audit.leaves import leaves, leaves_of

NOON_MS = 1_790_049_600_000  # 2026-09-22 12:00 in Asia/Shanghai
MINUTE_MS = 60_000
ENGLISH = {"LANG": "en_GB.UTF-8"}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> "Watch":
    """The server's clock, stopped at noon."""
    return Watch(monkeypatch)


class Watch:
    """Says what time it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stop the clock at noon."""
        self.now_ms = NOON_MS
        monkeypatch.setattr(clock, "now_ms", lambda: self.now_ms)

    def later(self, minutes: float) -> None:
        """Let time pass."""
        self.now_ms += round(minutes * MINUTE_MS)


def _signed() -> list[SignedCheckpoint]:
    db.session.rollback()
    return list(db.session.scalars(select(SignedCheckpoint).order_by(SignedCheckpoint.number)))


def test_a_checkpoint_says_how_the_log_stood_and_is_signed(app: Flask, at: Watch) -> None:
    grow(3)

    signed = sign()

    raw = [row.leaf for row in db.session.scalars(select(AuditLeaf).order_by(AuditLeaf.idx))]
    said = notes.verify(signed.note, signing.raw_public_key())
    assert said == notes.Checkpoint(size=4, root=rfc9162.mth(raw), epoch=1, at_ms=NOON_MS)
    assert (signed.size, signed.root, signed.epoch) == (4, said.root.hex(), 1)
    assert (signed.number, signed.at_ms) == (1, NOON_MS)


def test_the_leaf_that_tells_of_a_checkpoint_is_the_last_that_it_covers(app: Flask) -> None:
    for number in (1, 2):
        grow(2)
        signed = sign()

        assert leaves()[signed.size - 1]["type"] == "checkpoint.signed"
        assert leaves_of("checkpoint.signed")[-1]["detail"] == {"number": number}
        assert signed.size == log.size()


def test_nothing_is_signed_while_nothing_happens(app: Flask, at: Watch) -> None:
    jobs.sign_checkpoint()
    assert _signed() == []

    grow()
    jobs.sign_checkpoint()
    at.later(60 * 24)
    jobs.sign_checkpoint()

    assert len(_signed()) == 1


def test_the_first_leaf_is_covered_at_once_and_the_next_within_ten_minutes(
    app: Flask, at: Watch
) -> None:
    grow()
    jobs.sign_checkpoint()
    assert len(_signed()) == 1

    grow()
    at.later(9.9)
    jobs.sign_checkpoint()
    assert len(_signed()) == 1

    at.later(0.1)
    jobs.sign_checkpoint()
    assert [signed.size for signed in _signed()] == [2, 4]


def test_the_day_ends_with_a_checkpoint_of_its_own(app: Flask, at: Watch) -> None:
    at.later(12 * 60 - 2)
    grow()
    jobs.sign_checkpoint()
    grow()

    at.later(0.5)
    jobs.sign_checkpoint()
    assert len(_signed()) == 1

    at.later(0.5)
    jobs.sign_checkpoint()
    assert len(_signed()) == 2


def test_a_clock_that_was_set_back_does_not_stop_the_checkpoints(app: Flask, at: Watch) -> None:
    grow()
    jobs.sign_checkpoint()
    at.later(-60 * 24 * 365)
    grow()

    jobs.sign_checkpoint()

    assert len(_signed()) == 2


def test_a_new_epoch_begins_with_a_checkpoint(app: Flask, at: Watch) -> None:
    grow()
    jobs.sign_checkpoint()
    begin_epoch()
    grow()

    jobs.sign_checkpoint()

    assert [signed.epoch for signed in _signed()] == [1, 2]


def test_phones_hear_of_the_newest_one_only(app: Flask) -> None:
    assert checkpoints.newest_note() == ""
    grow()
    first = sign().note
    assert checkpoints.newest_note() == first

    grow()

    assert sign().note == checkpoints.newest_note() != first


def test_after_a_restore_nothing_is_given_out_before_the_new_epoch_has_one(app: Flask) -> None:
    """One of the epoch before may be smaller than what phones hold, as if the log were cut."""
    grow(5)
    before = sign().note
    begin_epoch()
    assert checkpoints.newest_note() == ""
    assert checkpoints.since(before) == ("", [])

    grow()
    after = sign()

    assert after.epoch == 2
    assert checkpoints.since(before) == (after.note, [])


def test_a_phone_gets_the_proof_from_what_it_kept(app: Flask) -> None:
    assert checkpoints.since("") == ("", [])
    grow(5)
    first = sign()
    grow(20)
    newest = sign()

    raw = [row.leaf for row in db.session.scalars(select(AuditLeaf).order_by(AuditLeaf.idx))]
    proof = [each.hex() for each in rfc9162.proof(first.size, raw)]
    assert checkpoints.since(first.note) == (newest.note, proof)
    assert checkpoints.since(newest.note) == (newest.note, [])
    assert checkpoints.since("") == (newest.note, [])
    assert checkpoints.since("<html>") == (newest.note, [])
    larger = first.note.replace(f"\n{first.size}\n", "\n9000\n")
    assert checkpoints.since(larger) == (newest.note, [])


@pytest.mark.parametrize(("old", "new"), [(0, 3), (3, 2), (1, 99)])
def test_what_no_checkpoint_covers_has_no_proof(app: Flask, old: int, new: int) -> None:
    with pytest.raises(ProofUnknown):
        checkpoints.consistency(old, new)
    grow(2)
    sign()

    with pytest.raises(ProofUnknown):
        checkpoints.consistency(old, new)
    for index in (-1, 3):
        with pytest.raises(ProofUnknown):
            checkpoints.inclusion(index)


def test_the_command_signs_one_and_prints_it(app: Flask) -> None:
    grow()
    run = app.test_cli_runner().invoke(args=["audit", "checkpoint"], env=ENGLISH)

    [signed] = _signed()
    assert (run.exit_code, run.output) == (0, signed.note)
    again = app.test_cli_runner().invoke(args=["audit", "checkpoint"], env=ENGLISH)
    assert (again.exit_code, again.output) == (0, signed.note)
    assert len(_signed()) == 1


def test_the_sheet_says_on_paper_what_the_note_says(app: Flask, at: Watch) -> None:
    none_yet = app.test_cli_runner().invoke(args=["audit", "sheet"], env=ENGLISH)
    assert none_yet.exit_code == 1
    assert "no checkpoint yet" in none_yet.output

    grow(3)
    signed = sign()
    run = app.test_cli_runner().invoke(args=["audit", "sheet"], env=ENGLISH)

    assert run.exit_code == 0
    assert run.output.splitlines() == [
        "Audit log, checkpoint 1",
        "Time: 2026-09-22 12:00:00 (Asia/Shanghai)",
        "Entries: 4",
        "Epoch: 1",
        f"Root: {' '.join(signed.root[at : at + 8] for at in range(0, 64, 8))}",
    ]


def test_a_leaf_holds_what_every_leaf_holds(app: Flask) -> None:
    grow()
    sign()
    row = db.session.scalars(select(AuditLeaf).order_by(AuditLeaf.idx.desc())).first()

    assert row is not None
    assert set(json.loads(row.leaf)) == set(leaves()[0])
