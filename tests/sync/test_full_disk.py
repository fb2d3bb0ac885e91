"""A full disk: 507 with Retry-After, nothing acknowledged, nothing half; it goes on with room."""

import errno
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from app.evidence import room
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.extensions import db
from app.inspections.models import Revision
from tests.phone import Phone, Sealed, sha256
from tests.sync.photo import PHOTO


def assert_full(answer: TestResponse) -> None:
    assert (answer.status_code, answer.get_json()["code"]) == (507, "storage_full")
    assert answer.headers["Retry-After"] == "300"
    assert answer.headers["X-WZ-Api"] == "1"


@pytest.fixture
def space(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let so many MB be free."""
    app.config["MIN_FREE_MB"] = 100

    def leave(megabytes: int) -> None:
        monkeypatch.setattr(room, "free_bytes", lambda: megabytes * room.MB)

    return leave


def test_photos_wait_while_records_are_still_taken_in(
    space: Callable[[int], None], officer: Phone
) -> None:
    space(50)
    sealed = officer.record(PHOTO)

    assert officer.put(sealed).status_code == 201
    assert_full(officer.create(sealed, 0, PHOTO))
    assert_full(officer.create(sealed, 0, PHOTO[:100]))

    space(200)
    assert "X-WZ-Receipt" in officer.create(sealed, 0, PHOTO).headers


def test_a_chunk_in_the_middle_of_a_photo_waits_too(
    space: Callable[[int], None], officer: Phone, sealed: Sealed
) -> None:
    space(200)
    photo_id = sealed["photos"][0]["id"]
    officer.create(sealed, 0, PHOTO[:100])
    space(50)

    assert_full(officer.patch(photo_id, 100, PHOTO[100:]))

    assert officer.head(photo_id).headers["Upload-Offset"] == "100"
    space(200)
    assert "X-WZ-Receipt" in officer.patch(photo_id, 100, PHOTO[100:]).headers


def test_below_a_tenth_of_it_records_wait_as_well(
    space: Callable[[int], None], officer: Phone
) -> None:
    space(9)
    sealed, fact = officer.record(), officer.fact("suggestion", text="more room")

    assert_full(officer.put(sealed))
    assert_full(officer.put_fact(fact))

    assert db.session.query(Revision).count() == 0
    db.session.rollback()
    space(11)
    assert officer.put(sealed).status_code == 201
    assert officer.put_fact(fact).status_code == 201


@pytest.mark.parametrize("call", ["pwrite", "fdatasync", "fsync"])
@pytest.mark.parametrize("how", ["whole", "chunk"])
def test_a_disk_that_fills_up_while_a_photo_is_written_keeps_nothing_half(
    officer: Phone, sealed: Sealed, monkeypatch: pytest.MonkeyPatch, call: str, how: str
) -> None:
    body = PHOTO if how == "whole" else PHOTO[:100]

    def full(*_arguments: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(os, call, full)
        assert_full(officer.create(sealed, 0, body))

    photo = db.session.get(Photo, sealed["photos"][0]["id"])
    assert photo
    assert (photo.state, photo.upload_offset) == (PhotoState.EXPECTED, 0)
    db.session.rollback()
    assert officer.create(sealed, 0, PHOTO).headers["X-WZ-Receipt"]


def test_a_bug_is_still_a_bug(
    officer: Phone, sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_arguments: object) -> int:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(os, "pwrite", denied)

    with pytest.raises(PermissionError):
        officer.create(sealed, 0, PHOTO[:10])


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "no space"), True),
        (OSError(errno.EDQUOT, "quota"), True),
        (OSError(errno.EIO, "broken"), False),
        (OperationalError("INSERT", {}, psycopg.errors.DiskFull()), True),
        (OperationalError("INSERT", {}, psycopg.errors.AdminShutdown()), False),
        (sqlite3.OperationalError("database is locked"), False),
        (ValueError("nothing of the kind"), False),
    ],
)
def test_what_counts_as_full(error: Exception, full: bool) -> None:
    assert room.is_full(error) is full


@pytest.mark.sqlite_only
def test_a_database_that_cannot_grow_takes_nothing_and_goes_on_when_it_can(
    app: Flask, officer: Phone
) -> None:
    pages = db.session.execute(text("PRAGMA page_count")).scalar_one()
    db.session.execute(text(f"PRAGMA max_page_count={pages}"))
    db.session.rollback()
    answers = [officer.put(officer.record(note="x" * 8000)) for _ in range(30)]
    taken = [answer for answer in answers if answer.status_code == 201]
    refused = [answer for answer in answers if answer not in taken]
    assert refused
    for answer in refused:
        assert_full(answer)
    kept = [
        answer.get_json()["receipt"]["sha256"] for answer in answers if answer.status_code == 201
    ]
    assert {row.sha256 for row in db.session.query(Revision)} == set(kept)
    db.session.rollback()

    db.session.execute(text("PRAGMA max_page_count=1000000"))
    db.session.rollback()

    assert officer.put(officer.record(note="x" * 8000)).status_code == 201


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB of its own."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.mounts
def test_a_small_disk_fills_up_and_is_emptied_without_a_restart(
    app: Flask, officer: Phone, small_disk: Path
) -> None:
    """The photos' folders lie on it: the real errors of a real file system."""
    data = app.config["DATA_DIR"]
    for name in ("incoming", "evidence"):
        shutil.rmtree(data / name)
        (small_disk / name).mkdir()
        (data / name).symlink_to(small_disk / name)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"0" * (2 << 20))
    photos = [bytes([number]) * 400_000 for number in range(5)]
    sealed = officer.record(*photos)
    assert officer.put(sealed).status_code == 201
    answers = [officer.create(sealed, number, raw) for number, raw in enumerate(photos)]
    stored = [n for n, answer in enumerate(answers) if "X-WZ-Receipt" in answer.headers]
    assert 0 < len(stored) < len(photos)
    for number in set(range(len(photos))) - set(stored):
        assert_full(answers[number])

    ballast.unlink()

    for number, raw in enumerate(photos):
        again = officer.create(sealed, number, raw)
        assert "X-WZ-Receipt" in again.headers, again.text
        name = f"{sha256(raw)}-{sealed['photos'][number]['id']}.bin"
        path = data / "evidence" / name[:2] / name[2:4] / name
        assert path.read_bytes() == raw
