"""The restore drill: records, a backup, more records, a disaster, and nothing is lost."""

import json
import shutil

from flask import Flask
from flask.testing import FlaskClient

from app.audit import checkpoints, log, signing
from app.audit.models import AuditLeaf
from app.extensions import begin_write, db
from tests.custody.conftest import PHOTOS, Hello, Run
from tests.custody.drill import LATER, assert_all_here, receipt_of, restore_on, send_again
from tests.phone import Phone


def test_a_drill_with_everything_still_there_loses_nothing(
    app: Flask, officer: Phone, run: Run, hello: Hello
) -> None:
    before = officer.deliver(*PHOTOS)
    run("create")
    inside = hello()["backup_horizon"]
    after = officer.deliver(*LATER)
    half = officer.record(b"x" * 1000)
    officer.put(half)
    officer.create(half, 0, b"x" * 400)
    begin_write()
    signed = checkpoints.sign()
    stood = f"{signed.size} {signed.root}"
    db.session.commit()
    size = log.size()
    db.session.rollback()

    assert "--replace" in run("restore", exit_code=1).output
    assert hello()["epoch"] == 1
    run("restore", "--replace")

    said = hello()
    assert said["epoch"] == 2
    assert said["backup_horizon"] == 0  # a backup of another epoch never counts
    newest = db.session.get(AuditLeaf, inside)
    assert newest
    leaf = json.loads(newest.leaf)
    assert leaf["type"] == "log.restored"
    assert leaf["detail"]["previous_size"] == size
    assert leaf["detail"]["log_size"] == inside
    assert leaf["detail"]["previous_checkpoint"] == stood
    db.session.rollback()

    assert receipt_of(officer.put(before))["log_index"] < inside
    assert send_again(officer, after, LATER)["epoch"] == 2
    send_again(officer, half, [b"x" * 1000])
    assert_all_here(app, (before, PHOTOS), (after, LATER), (half, [b"x" * 1000]))

    run("create")
    assert hello()["backup_horizon"] > inside


def test_a_drill_on_a_new_machine_loses_nothing(
    app: Flask, officer: Phone, run: Run, new_machine: Flask
) -> None:
    before = officer.deliver(*PHOTOS)
    run("create")
    after = officer.deliver(*LATER)
    old_key = signing.key_path(app.config["DATA_DIR"]).read_bytes()
    shutil.rmtree(app.config["DATA_DIR"] / "evidence")

    restore_on(new_machine)

    with new_machine.app_context():
        officer.client = new_machine.test_client()
        assert signing.key_path(new_machine.config["DATA_DIR"]).read_bytes() == old_key
        assert officer.client.get("/api/v1/hello").get_json()["epoch"] == 2
        assert officer.client.get("/readyz").status_code == 200
        replayed = officer.put(before)
        assert replayed.get_json()["replayed"] is True
        send_again(officer, after, LATER)
        assert_all_here(new_machine, (before, PHOTOS), (after, LATER))
        db.session.remove()


def test_restored_twice_from_one_backup_no_epoch_comes_back(
    app: Flask, officer: Phone, run: Run, hello: Hello, new_machine: Flask
) -> None:
    officer.deliver(*PHOTOS)
    run("create")
    run("restore", "--replace")
    assert hello()["epoch"] == 2
    shutil.rmtree(app.config["DATA_DIR"] / "evidence")

    restore_on(new_machine)

    client: FlaskClient = new_machine.test_client()
    assert client.get("/api/v1/hello").get_json()["epoch"] == 3


def test_an_older_backup_is_taken_only_on_demand_and_its_late_photos_are_found_again(
    app: Flask, officer: Phone, run: Run, new_machine: Flask
) -> None:
    first = officer.deliver(*PHOTOS)
    run("create")
    older = sorted((app.config["BACKUP_DIR"] / "databases").iterdir())[0].name
    second = officer.deliver(*LATER)
    run("create")
    shutil.rmtree(app.config["DATA_DIR"] / "evidence")

    assert "--older" in run("restore", older, "--replace", exit_code=1).output
    restore_on(new_machine, older, "--older")

    with new_machine.app_context():
        officer.client = new_machine.test_client()
        # The phone let go of these photos: they were below the horizon. The record it still has.
        assert officer.put(second).status_code == 201
        for named in second["photos"]:
            assert "X-WZ-Receipt" in officer.head(named["id"]).headers
        assert_all_here(new_machine, (first, PHOTOS), (second, LATER))
        db.session.remove()


def test_a_stored_photo_whose_file_is_nowhere_is_expected_again(
    app: Flask, officer: Phone, run: Run
) -> None:
    sealed = officer.deliver(*PHOTOS)
    run("create")
    lost = sealed["photos"][1]
    for folder in (app.config["DATA_DIR"], app.config["BACKUP_DIR"]):
        for path in (folder / "evidence").rglob(f"*{lost['id']}.bin"):
            path.unlink()

    run("restore", "--replace")

    reopened = [
        json.loads(row)
        for row in db.session.scalars(db.select(AuditLeaf.leaf))
        if b"photo.reopened" in row
    ]
    assert [leaf["entity"] for leaf in reopened] == [f"photos/{lost['id']}"]
    assert reopened[0]["type"] == "photo.reopened"
    assert officer.head(lost["id"]).status_code == 404
    assert officer.create(sealed, 1, PHOTOS[1]).status_code == 201
    assert_all_here(app, (sealed, PHOTOS))


def test_a_damaged_original_in_use_is_replaced_by_its_good_copy_and_kept_aside(
    app: Flask, officer: Phone, run: Run
) -> None:
    sealed = officer.deliver(*PHOTOS)
    run("create")
    path = next((app.config["DATA_DIR"] / "evidence").rglob("*.bin"))
    right = path.read_bytes()
    path.write_bytes(b"broken")

    run("restore", "--replace")

    assert path.read_bytes() == right
    aside = app.config["DATA_DIR"] / "before-restore"
    assert [found.read_bytes() for found in aside.rglob("*.bin")] == [b"broken"]
    assert_all_here(app, (sealed, PHOTOS))
