"""`flask audit verify` believes nothing, and names the first thing that was changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, text

from app.audit import log, signing
from app.audit.log import EPOCHS, Event
from app.audit.verifying.broken import Broken
from app.core import clock
from app.evidence import actions as evidence
from app.evidence import queries as photos
from app.evidence.rules import PhotoState
from app.extensions import begin_write, db
from app.operations import verification
from tests.audit.growing import grow, sign
from tests.audit.leaves import leaves
from tests.conftest import SignedIn
from tests.phone import Phone, Sealed
from tests.review.steps import approve, record_of, send_back
from tests.sync.photo import PHOTO

ENGLISH = {"LANG": "en_GB.UTF-8"}
restored = Event("log.restored", frozenset({"epoch"}))
reopened = Event("photo.reopened", frozenset())


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings in English."""
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def worked(phone: Callable[..., Phone], sign_in: Callable[..., SignedIn]) -> Sealed:
    """An installation in which one of everything happened; the record has a photo."""
    officer, leader = phone(), sign_in("leader")
    sealed = officer.deliver(PHOTO)
    send_back(leader, record_of(sealed), "photo_unclear")
    corrected = officer.correct(sealed, PHOTO + b"2")
    assert officer.put(corrected).status_code == 201
    assert officer.create(corrected, 1, PHOTO + b"2").status_code == 201
    assert officer.put({**sealed, "note": "another version"}).status_code == 202
    approve(leader, record_of(sealed))
    hole = officer.record(PHOTO + b"3")
    assert officer.put(hole).status_code == 201
    missing = {"inspection_id": hole["id"], "photo_id": hole["photos"][0]["id"]}
    gone = officer.fact("photo_unavailable", reason="Lost", **missing)
    assert officer.put_fact(gone).status_code == 201
    assert officer.put_fact(officer.fact("suggestion", text="More light")).status_code == 201
    sign()
    return sealed


def tamper(*statements: str) -> None:
    """Write past the triggers, as a program that is not ours would."""
    begin_write()
    if db.engine.dialect.name == "sqlite":
        for (name,) in db.session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
        db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        db.session.execute(text("SET session_replication_role = replica"))
    for statement in statements:
        db.session.execute(text(statement))
    db.session.commit()
    db.session.remove()


def broken() -> Broken:
    """What the verification finds first."""
    with pytest.raises(Broken) as found:
        verification.verify()
    return found.value


def _index_of(kind: str) -> int:
    return int(next(leaf["idx"] for leaf in leaves() if leaf["type"] == kind))


def test_what_nobody_touched_is_right_and_counted(app: Flask, worked: Sealed) -> None:
    grow(2)

    verified = verification.verify()

    assert (verified.log.leaves, verified.log.uncovered) == (log.size(), 2)
    assert verified.log.counts == {
        "checkpoints": 1,
        "restores": 0,
        "records": 2,
        "revisions": 4,
        "facts": 2,
        "photos": 2,
        "photos still to come": 1,
        "links": 6,
        "decisions": 2,
    }
    assert verified.photo_bytes == 2 * len(PHOTO) + 1


def test_an_empty_log_is_right(app: Flask) -> None:
    assert verification.verify().log.leaves == 0


def test_the_command_tells_the_counts_and_exits_with_0(app: Flask, worked: Sealed) -> None:
    run = app.test_cli_runner().invoke(args=["audit", "verify"], env=ENGLISH)

    assert run.exit_code == 0, run.output
    assert f"Leaves: {log.size()}\n" in run.output
    assert "Revisions: 4\n" in run.output
    assert run.output.endswith("Everything is as it was written.\n")


def test_the_command_names_the_first_broken_leaf_and_exits_with_1(
    app: Flask, worked: Sealed
) -> None:
    tamper("UPDATE audit_leaves SET leaf_hash = 'x' WHERE idx IN (3, 5)")

    run = app.test_cli_runner().invoke(args=["audit", "verify"], env=ENGLISH)

    assert run.exit_code == 1
    assert "Broken: leaf 3: does not have the hash that its row says." in run.output


def test_without_the_key_it_says_so(app: Flask) -> None:
    signing.key_path(app.config["DATA_DIR"]).unlink()
    sign_key_lost = app.test_cli_runner().invoke(args=["audit", "verify"], env=ENGLISH)

    assert sign_key_lost.exit_code == 1
    assert "receipt key" in sign_key_lost.output
    assert "Traceback" not in sign_key_lost.output


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        ("DELETE FROM audit_leaves WHERE idx = 4", "leaf 4", "is missing"),
        ("UPDATE audit_leaves SET at_ms = 1 WHERE idx = 4", "leaf 4", "another time"),
        ("UPDATE audit_leaves SET idx = 4444 WHERE idx = 4", "leaf 4", "is missing"),
        ("DELETE FROM checkpoints", "leaf {checkpoint.signed}", "nothing is kept"),
        ("UPDATE checkpoints SET size = size + 1", "checkpoint 1", "its row"),
        ("UPDATE checkpoints SET note = replace(note, 'time', 'tame')", "checkpoint 1", "read"),
        ("DELETE FROM audit_nodes WHERE position = 1", "subtree 1 of the log", "is missing"),
        (
            "UPDATE audit_nodes SET hash = (SELECT hash FROM audit_nodes WHERE position = 0)"
            " WHERE position = 1",
            "subtree 1 of the log",
            "not that of the leaves",
        ),
        ("DELETE FROM facts WHERE kind = 'suggestion'", "leaf", "nothing is kept"),
        ("UPDATE facts SET effective = false", "facts/", "effective"),
        ("UPDATE revisions SET flags = 'x' WHERE rev = 2", "/revs/2", "flags"),
        ("UPDATE revisions SET status = 'nonsense' WHERE rev = 2", "revisions", "cannot be read"),
        ("UPDATE decisions SET person_id = 1", "decision 1", "actor"),
        ("DELETE FROM decisions WHERE kind = 'approve'", "leaf", "nothing is kept"),
        ("UPDATE decisions SET text = 'other'", "decision 1", "text_sha256"),
        ("UPDATE inspections SET outcome = 'ordered'", "WZ-", "outcome"),
        ("UPDATE inspections SET state = 'approved'", "WZ-", "state"),
        ("UPDATE inspections SET partner_id = person_id", "WZ-", "partner_id"),
        (
            "UPDATE inspections SET number = 'WZ-2026-999999' WHERE head_rev = 2",
            "/revs/",
            "receipt",
        ),
        ("UPDATE photos SET captured_ms = 1 WHERE position = 0", "photos/", "captured_ms"),
        ("DELETE FROM photos WHERE state = 'unavailable'", "/revs/1", "is missing"),
        ("UPDATE photos SET state = 'expected' WHERE position = 0", "photos/", "state"),
        (
            "UPDATE photos SET state = 'unavailable', log_index = NULL, receipt = NULL,"
            " stored_ms = NULL WHERE position = 1",
            "photos/",
            "nobody declared",
        ),
    ],
)
@pytest.mark.usefixtures("english")
def test_each_change_is_found_where_it_was_made(
    app: Flask, worked: Sealed, statement: str, where: str, what: str
) -> None:
    where = where.replace("{checkpoint.signed}", str(_index_of("checkpoint.signed")))
    tamper(statement)

    found = broken()

    assert where in found.where
    assert what in found.what


@pytest.mark.usefixtures("english")
def test_what_was_added_has_no_leaf(app: Flask, worked: Sealed) -> None:
    tamper(
        "INSERT INTO decisions (inspection_id, rev, sha256, kind, reasons, text, person_id, at_ms)"
        " SELECT inspection_id, rev, sha256, kind, reasons, text, person_id, at_ms FROM decisions"
        " WHERE kind = 'approve'"
    )

    assert broken().what == "no leaf tells of it"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("harm", ["gone", "shorter", "another"])
def test_the_originals_are_read_again(app: Flask, worked: Sealed, harm: str) -> None:
    photo = worked["photos"][0]
    path = evidence.store().path(photo["id"], photo["sha256"])
    _harm(path, harm)

    found = broken()

    assert found.where == f"photos/{photo['id']}"
    assert "file" in found.what


def _harm(path: Path, harm: str) -> None:
    raw = path.read_bytes()
    path.unlink()
    if harm == "shorter":
        path.write_bytes(raw[:-1])
    elif harm == "another":
        path.write_bytes(bytes(len(raw)))


def test_a_photo_that_is_expected_again_after_a_restore_is_no_finding(
    app: Flask, officer_with_photo: tuple[Phone, Sealed]
) -> None:
    officer, sealed = officer_with_photo
    _reopen(sealed)
    sign()
    assert verification.verify().log.counts["photos"] == 0

    assert officer.create(sealed, 0, PHOTO).status_code == 201

    assert verification.verify().log.counts["photos"] == 1


@pytest.mark.usefixtures("english")
def test_a_photo_that_is_expected_again_without_a_leaf_is_one(
    app: Flask, officer_with_photo: tuple[Phone, Sealed]
) -> None:
    _officer, sealed = officer_with_photo
    tamper(
        "UPDATE photos SET state = 'expected', log_index = NULL, receipt = NULL, stored_ms = NULL"
    )

    assert broken().what == f"nothing is kept of what it tells (photos/{sealed['photos'][0]['id']})"


@pytest.fixture
def officer_with_photo(phone: Callable[..., Phone]) -> tuple[Phone, Sealed]:
    """A phone that has delivered a record with a photo."""
    officer = phone()
    return officer, officer.deliver(PHOTO)


def _reopen(sealed: Sealed) -> None:
    """What a restore does when the original is gone."""
    photo_id = sealed["photos"][0]["id"]
    begin_write()
    photo = photos.photo_to_change(photo_id)
    assert photo is not None
    reopened.record(actor="system", entity=f"photos/{photo_id}")
    photo.state, photo.upload_offset = PhotoState.EXPECTED, 0
    photo.receipt = photo.stored_ms = photo.log_index = None
    db.session.commit()
    evidence.store().path(photo_id, photo.sha256).unlink()


def _begin_epoch(epoch: int, *, told: int | None) -> None:
    begin_write()
    if told is not None:
        restored.record(actor="system", entity="log", epoch=told)
    db.session.execute(insert(EPOCHS), {"epoch": epoch, "began_ms": clock.now_ms()})
    db.session.commit()


def test_an_epoch_begins_with_a_restore_that_the_log_tells_of(app: Flask, worked: Sealed) -> None:
    _begin_epoch(4, told=4)
    sign()

    assert verification.verify().log.counts["restores"] == 1


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("told", [None, 3])
def test_an_epoch_that_the_log_does_not_tell_of_is_found(
    app: Flask, worked: Sealed, told: int | None
) -> None:
    _begin_epoch(2, told=told)

    assert broken().where == "epoch 2"
