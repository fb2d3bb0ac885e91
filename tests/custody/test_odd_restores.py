"""Restores that are refused, interrupted, repeated, or find something odd."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app.audit import log, signing
from app.custody import stamp
from app.custody.stamp import Stamp
from app.extensions import begin_write, db
from tests.custody.conftest import PHOTOS, Hello, Run
from tests.custody.drill import LATER, assert_all_here, receipt_of, restore_on
from tests.databases import Installation, with_our_driver
from tests.phone import Phone


def test_an_epoch_may_be_named_when_the_backups_do_not_know_of_all(
    officer: Phone, run: Run, hello: Hello
) -> None:
    officer.deliver(*PHOTOS)
    run("create")
    run("restore", "--replace", "--epoch", "9")
    assert hello()["epoch"] == 9

    run("restore", "--replace", "--epoch", "9", exit_code=1)

    assert hello()["epoch"] == 9


def test_another_key_is_not_overwritten_without_being_told(
    app: Flask, officer: Phone, run: Run, new_machine: Flask
) -> None:
    officer.deliver(*PHOTOS)
    run("create")
    with new_machine.app_context():
        signing.make_key(new_machine.config["DATA_DIR"])
    other = signing.key_path(new_machine.config["DATA_DIR"]).read_bytes()

    restore_on(new_machine, exit_code=1)
    restore_on(new_machine, "--replace")

    aside = new_machine.config["DATA_DIR"] / "before-restore"
    assert [path.read_bytes() for path in aside.rglob(signing.KEY_NAME)] == [other]


def test_a_server_that_is_still_at_work_is_not_restored_under_its_feet(
    installation: Installation, officer: Phone, run: Run, hello: Hello
) -> None:
    officer.deliver(*PHOTOS)
    run("create")
    server = create_engine(with_our_driver(installation.database_url))
    with server.connect() as busy:
        busy.execute(text("SELECT count(*) FROM revisions")).scalar_one()

        assert "in use" in run("restore", "--replace", exit_code=1).output

    server.dispose()
    assert hello()["epoch"] == 1
    run("restore", "--replace")
    assert hello()["epoch"] == 2


def test_what_was_there_before_is_still_there_to_be_read(
    app: Flask, installation: Installation, officer: Phone, run: Run
) -> None:
    officer.deliver(*PHOTOS)
    run("create")
    officer.deliver(*LATER)

    run("restore", "--replace")

    aside = next((app.config["DATA_DIR"] / "before-restore").iterdir())
    table, url = "revisions", f"sqlite:///{aside / 'wuzhi.db'}"
    if installation.database_url.startswith("postgresql"):
        url = with_our_driver(installation.database_url)
        table = f"before_restore_{aside.name.replace('-', '_')}.revisions"
    old = create_engine(url)
    with old.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 2  # noqa: S608
    old.dispose()
    run("create")  # and it is in nobody's way


def test_a_restore_that_was_interrupted_fits_no_stamp(
    app: Flask, officer: Phone, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.custody import settling

    officer.deliver(*PHOTOS)
    run("create")

    def power_cut(**_details: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(settling, "settle", power_cut)
        run("restore", "--replace", exit_code=1)

    assert stamp.read(app.config["DATA_DIR"]) == Stamp(2, 0)
    assert log.current_epoch() == 1
    db.session.rollback()
    run("restore", "--replace")  # done again
    assert log.current_epoch() == 3


def test_no_record_number_is_given_twice(
    app: Flask, officer: Phone, run: Run, new_machine: Flask
) -> None:
    officer.deliver(*PHOTOS)
    run("create")
    later = officer.record()
    given = receipt_of(officer.put(later))["number"]

    run("restore", "--replace")
    next_known = receipt_of(officer.put(officer.record()))["number"]
    db.session.remove()
    shutil.rmtree(app.config["DATA_DIR"] / "evidence")
    restore_on(new_machine)
    with new_machine.app_context():
        officer.client = new_machine.test_client()
        next_unknown = receipt_of(officer.put(officer.record()))["number"]
        db.session.remove()

    assert str(given) < str(next_known) < str(next_unknown)


def test_a_broken_database_is_replaced_too(
    app: Flask, installation: Installation, officer: Phone, run: Run, hello: Hello
) -> None:
    sealed = officer.deliver(*PHOTOS)
    run("create")
    if installation.database_url.startswith("postgresql"):
        begin_write()
        db.session.execute(text("DROP TABLE number_series"))
        db.session.commit()
    else:
        db.session.remove()
        db.engine.dispose()
        path = Path(installation.database_url.removeprefix("sqlite:///"))
        path.write_bytes(b"no database" * 1000)

    run("restore", "--replace")

    assert hello()["epoch"] == 2
    assert_all_here(app, (sealed, PHOTOS))
