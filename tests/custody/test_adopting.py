"""A database that was set back by other means goes on in a new epoch, and phones send again."""

import json
import shutil
from collections.abc import Callable

import pytest
from flask import Flask

from app.audit import log
from app.audit.models import AuditLeaf
from app.custody import fitness, nightly, stamp
from app.extensions import db
from tests.custody.conftest import PHOTOS, Hello, Run
from tests.custody.drill import LATER, assert_all_here, send_again
from tests.phone import Phone


@pytest.mark.sqlite_only
def test_a_copy_put_in_place_by_hand_is_refused_until_it_is_adopted(
    app: Flask, officer: Phone, run: Run, hello: Hello
) -> None:
    before = officer.deliver(*PHOTOS)
    db.session.remove()
    db.engine.dispose()  # the last connection takes the write-ahead log in
    database = app.config["DATA_DIR"] / "wuzhi.db"
    shutil.copy(database, database.with_suffix(".copy"))
    after = officer.deliver(*LATER)
    nightly.note_log()
    size = log.size()
    db.session.remove()
    db.engine.dispose()
    shutil.copy(database.with_suffix(".copy"), database)
    assert not fitness.epoch_fits()
    db.session.remove()

    run("adopt")

    assert fitness.epoch_fits()
    assert hello()["epoch"] == 2
    newest = db.session.scalars(db.select(AuditLeaf.leaf).order_by(AuditLeaf.idx.desc())).first()
    db.session.rollback()
    assert newest
    leaf = json.loads(newest)
    assert (leaf["type"], leaf["detail"]["previous_size"]) == ("log.restored", size)
    send_again(officer, after, LATER)
    assert_all_here(app, (before, PHOTOS), (after, LATER))


def test_what_is_missing_on_the_disk_is_expected_again(
    app: Flask, officer: Phone, run: Run, hello: Hello
) -> None:
    sealed = officer.deliver(*PHOTOS)
    next((app.config["DATA_DIR"] / "evidence").rglob("*.bin")).unlink()

    assert "expected again: 1" in run("adopt", "--epoch", "5").output

    assert hello()["epoch"] == 5
    send_again(officer, sealed, PHOTOS)
    assert_all_here(app, (sealed, PHOTOS))


def test_a_stamp_that_is_broken_keeps_no_backup_from_coming_back(
    app: Flask, officer: Phone, run: Run, hello: Callable[[], dict[str, int]]
) -> None:
    officer.deliver(*PHOTOS)
    run("create")
    (app.config["DATA_DIR"] / stamp.NAME).write_text("half a st")

    run("restore", "--replace")

    assert hello()["epoch"] == 2
    assert fitness.epoch_fits()
    db.session.rollback()
