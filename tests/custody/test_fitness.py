"""What must not be served does not start, and says why in one line each."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit import log
from app.core import clock
from app.custody import fitness, nightly, stamp
from app.custody.stamp import Stamp
from app.evidence import jobs, queries
from app.evidence.rules import PhotoState
from app.extensions import begin_write, db
from config import BadConfiguration
from tests.conftest import ROOT, make_app
from tests.phone import Phone

PHOTO = b"photo" * 1000
Check = Callable[[], fitness.Report]


@pytest.fixture
def check(app: Flask) -> Check:
    def check() -> fitness.Report:
        with app.test_request_context(headers={"Cookie": "wz_lang=en"}):
            report = fitness.check()
        db.session.remove()
        return report

    return check


def test_a_prepared_installation_has_nothing_in_its_way(check: Check) -> None:
    assert check() == fitness.Report([], [])


def test_an_older_database_put_in_place_by_hand_is_refused(
    app: Flask, check: Check, client: FlaskClient, phone: Callable[..., Phone]
) -> None:
    phone().deliver(PHOTO)
    folder = app.config["DATA_DIR"]
    nightly.note_log()
    here = Stamp(log.current_epoch(), log.size())
    db.session.rollback()
    assert stamp.read(folder) == here

    stamp.write(folder, Stamp(here.epoch, here.log_size + 1))  # it had grown since that copy

    assert "older copy" in check().refusals[0]
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["epoch"]) == (503, False)
    with pytest.raises(SystemExit, match=r"flask backup restore"):
        fitness.demand(app)


@pytest.mark.parametrize(("stamped", "word"), [(Stamp(2, 0), "another epoch"), (None, "no stamp")])
def test_a_database_that_its_folder_does_not_know_is_refused(
    app: Flask, check: Check, stamped: Stamp | None, word: str
) -> None:
    folder = app.config["DATA_DIR"]
    (folder / stamp.NAME).unlink()
    if stamped:
        stamp.write(folder, stamped)

    assert word in check().refusals[0]


def test_a_stamp_that_is_none_is_named(app: Flask, check: Check) -> None:
    (app.config["DATA_DIR"] / stamp.NAME).write_text("{}")

    assert str(app.config["DATA_DIR"] / stamp.NAME) in check().refusals[0]


@pytest.mark.parametrize("name", ["incoming", "evidence", "keys"])
def test_a_missing_folder_is_refused(app: Flask, check: Check, name: str) -> None:
    shutil.rmtree(app.config["DATA_DIR"] / name)

    assert "storage prepare" in check().refusals[0]


def test_folders_on_two_file_systems_are_refused(
    app: Flask, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    def two(path: Path, **how: Any) -> os.stat_result:
        found = real(path, **how)
        if Path(path).name == "incoming":
            return os.stat_result([*found[:2], found.st_dev + 1, *found[3:]])
        return found

    monkeypatch.setattr(os, "stat", two)

    assert "one file system" in check().refusals[0]


def test_a_clock_that_is_behind_is_a_warning(
    check: Check, phone: Callable[..., Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    phone()
    now = clock.now_ms()
    monkeypatch.setattr(clock, "now_ms", lambda: now - 3_600_000)

    assert "behind" in check().warnings[0]


def test_a_stored_photo_without_its_file_is_a_warning(
    app: Flask, check: Check, phone: Callable[..., Phone]
) -> None:
    phone().deliver(PHOTO)
    next((app.config["DATA_DIR"] / "evidence").rglob("*.bin")).unlink()

    assert check().warnings == ["1 stored photos are not on the disk"]


def test_bytes_that_nobody_acknowledged_are_cut_off(
    app: Flask, check: Check, phone: Callable[..., Phone]
) -> None:
    officer = phone()
    sealed = officer.record(PHOTO, b"another" * 100)
    officer.put(sealed)
    officer.create(sealed, 0, PHOTO[:100])
    officer.create(sealed, 1, b"another")
    long, short = (
        app.config["DATA_DIR"] / "incoming" / f"{photo['id']}.part" for photo in sealed["photos"]
    )
    long.write_bytes(PHOTO[:100] + b"torn")
    short.write_bytes(b"an")

    assert check().warnings == ["1 photos lost bytes on the way: phones send them again"]

    assert long.read_bytes() == PHOTO[:100]
    assert "X-WZ-Receipt" in officer.patch(sealed["photos"][0]["id"], 100, PHOTO[100:]).headers


def test_a_photo_that_is_whole_is_finished_though_nobody_asks(
    app: Flask, phone: Callable[..., Phone]
) -> None:
    officer = phone()
    sealed = officer.deliver(PHOTO)
    photo_id = sealed["photos"][0]["id"]
    begin_write()
    photo = queries.photo(photo_id)
    assert photo
    photo.state, photo.receipt, photo.upload_offset = PhotoState.PARTIAL, None, len(PHOTO)
    db.session.commit()

    jobs.finish_what_was_left()

    assert "X-WZ-Receipt" in officer.head(photo_id).headers


def test_a_data_folder_that_is_none_is_named_without_a_traceback(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")

    with pytest.raises(BadConfiguration, match=str(in_the_way)):
        make_app(in_the_way)


@pytest.mark.sqlite_only
def test_the_server_does_not_start_on_it_and_says_one_line(app: Flask) -> None:
    stamp.write(app.config["DATA_DIR"], Stamp(7, 0))
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "en_US.UTF-8",
        "MODE": "demo",
        "DATA_DIR": str(app.config["DATA_DIR"]),
    }

    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "another epoch" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_says_it_too(app: Flask) -> None:
    runner = app.test_cli_runner(env={"LANG": "en"})
    assert runner.invoke(args=["storage", "check"]).exit_code == 0
    stamp.write(app.config["DATA_DIR"], Stamp(7, 0))

    done = runner.invoke(args=["storage", "check"])

    assert done.exit_code == 1
    assert "another epoch" in done.output
