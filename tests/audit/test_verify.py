"""`flask audit verify` believes nothing, and names the first thing that was changed."""

from pathlib import Path

import pytest
from flask import Flask

from app.audit import log, signing
from app.evidence import actions as evidence
from app.operations import verification
from tests.audit.growing import grow
from tests.audit.leaves import leaves
from tests.audit.tampered import broken, tamper
from tests.phone import Sealed
from tests.sync.photo import PHOTO

ENGLISH = {"LANG": "en_GB.UTF-8"}


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
    run = app.test_cli_runner().invoke(args=["audit", "verify"], env=ENGLISH)

    assert run.exit_code == 1
    assert "receipt key" in run.output
    assert "Traceback" not in run.output


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
