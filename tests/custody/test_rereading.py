"""Stored photos are read again in turn; what is wrong is an alarm and is never deleted."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AuditLeaf
from app.core import clock
from app.custody import rereading
from app.custody.models import Finding
from app.custody.rules import DAY_MS
from app.extensions import db
from tests.conftest import SignedIn
from tests.phone import Phone

PHOTOS = [bytes([number]) * 1000 for number in range(30)]


@pytest.fixture
def evidence(app: Flask, phone: Callable[..., Phone]) -> list[Path]:
    """The files of thirty stored photos."""
    officer = phone()
    for at in range(0, 30, 10):
        officer.deliver(*PHOTOS[at : at + 10])
    return sorted((app.config["DATA_DIR"] / "evidence").rglob("*.bin"))


def read() -> rereading.Read:
    found = rereading.read_part()
    db.session.remove()
    return found


def newest_leaf() -> dict[str, object]:
    raw = db.session.scalars(db.select(AuditLeaf.leaf).order_by(AuditLeaf.idx.desc())).first()
    db.session.rollback()
    assert raw
    found: dict[str, object] = json.loads(raw)
    return found


def test_all_are_read_within_thirty_nights_and_each_night_leaves_one_leaf(
    evidence: list[Path],
) -> None:
    seen: dict[str, Finding] = {}

    for night in range(30):
        part = read()
        assert len(part.findings) == 2, night
        seen |= part.findings
        leaf = newest_leaf()
        assert leaf["type"] == "storage.reread"
        assert leaf["detail"] == {"read": 2, "missing": 0, "damaged": 0}

    assert len(seen) == 30
    assert set(seen.values()) == {Finding.RIGHT}


def test_what_was_not_read_for_thirty_days_is_read_at_once(
    evidence: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now_ms()
    monkeypatch.setattr(clock, "now_ms", lambda: now + 30 * DAY_MS)

    assert len(read().findings) == 30


def test_a_wrong_photo_rings_until_it_is_mended_and_stays_where_it_is(
    app: Flask,
    evidence: list[Path],
    client: FlaskClient,
    sign_in: Callable[..., SignedIn],
) -> None:
    admin = sign_in("admin")
    admin.set_cookie("wz_lang", "en")
    damaged, missing = evidence[4], evidence[11]
    right = damaged.read_bytes()
    damaged.write_bytes(b"rot" + right[3:])
    held = missing.read_bytes()
    missing.unlink()
    while rereading.wanting() == [] or len(rereading.wanting()) < 2:
        read()
    db.session.rollback()

    wrong = {photo.id: finding for photo, finding in rereading.wanting()}
    db.session.rollback()
    assert wrong == {
        damaged.stem.partition("-")[2]: Finding.DAMAGED,
        missing.stem.partition("-")[2]: Finding.MISSING,
    }
    assert damaged.read_bytes().startswith(b"rot")
    page = admin.get("/a/").text
    assert f"photo {damaged.stem.partition('-')[2]} is damaged" in page
    assert f"photo {missing.stem.partition('-')[2]} is missing" in page
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["degraded"]) == (200, ["photos_wanting"])

    damaged.write_bytes(right)
    missing.write_bytes(held)
    read()

    assert rereading.wanting() == []
    db.session.rollback()
    assert "degraded" not in client.get("/readyz").get_json()


def test_the_command_names_what_is_wrong(app: Flask, evidence: list[Path]) -> None:
    for path in evidence:
        path.write_bytes(b"rot")

    done = app.test_cli_runner(env={"LANG": "en"}).invoke(args=["storage", "reread"])

    assert done.exit_code == 1
    assert done.output.startswith("2 photos read, 2 not right.")


def test_without_photos_there_is_nothing_to_note(app: Flask) -> None:
    assert read().findings == {}
