"""A backup counts once it was read again, and only as long as it is what it was."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.audit import log, signing
from app.audit.models import AuditLeaf
from app.custody import queries
from app.extensions import db
from tests.custody.conftest import PHOTOS, Hello, Newest, Run
from tests.phone import Phone, sha256


def event_names() -> list[str]:
    rows = db.session.scalars(db.select(AuditLeaf.leaf).order_by(AuditLeaf.idx)).all()
    db.session.rollback()
    return [row.split(b'"type":"')[1].split(b'"')[0].decode() for row in rows]


def test_without_a_backup_phones_are_told_that_nothing_is_backed_up(hello: Hello) -> None:
    answer = hello()

    assert answer["backup_horizon"] == 0
    assert "backup_age_s" not in answer


def test_a_backup_reaches_as_far_as_the_log_did_when_it_was_made(
    delivered: Phone, run: Run, hello: Hello
) -> None:
    size = log.size()
    db.session.rollback()

    run("create")

    answer = hello()
    assert answer["backup_horizon"] == size
    assert answer["log_size"] > size  # its own traces come after it
    assert 0 <= answer["backup_age_s"] < 60
    assert event_names()[size:] == ["backup.made", "backup.verified"]


def test_a_backup_holds_every_original_the_key_and_a_manifest(
    app: Flask, delivered: Phone, run: Run, backup_dir: Path, newest: Newest
) -> None:
    run("create")

    originals = {sha256(path.read_bytes()) for path in (backup_dir / "evidence").rglob("*.bin")}
    assert originals == {sha256(photo) for photo in PHOTOS}
    copy = backup_dir / "databases" / newest().id
    key = signing.key_path(app.config["DATA_DIR"])
    assert (copy / signing.KEY_NAME).read_bytes() == key.read_bytes()
    assert (copy / signing.KEY_NAME).stat().st_mode & 0o077 == 0
    assert {path.suffix for path in copy.iterdir()} >= {".pem", ".json"}
    assert not (backup_dir / "unfinished").exists()


def test_originals_are_only_added(
    delivered: Phone, run: Run, backup_dir: Path, newest: Newest
) -> None:
    run("create")
    before = {path: path.stat() for path in (backup_dir / "evidence").rglob("*.bin")}
    delivered.deliver(b"a fourth photo")

    run("create")

    after = {path: path.stat() for path in (backup_dir / "evidence").rglob("*.bin")}
    assert len(after) == len(before) + 1
    for path, was in before.items():
        assert (after[path].st_ino, after[path].st_mtime_ns) == (was.st_ino, was.st_mtime_ns)


def test_a_photo_that_arrives_while_it_is_made_does_not_disturb_it(
    delivered: Phone, run: Run, hello: Hello, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.custody import originals

    keep_all, size = originals.keep_all, log.size()
    db.session.rollback()

    def keep_late(*arguments: object, **names: object) -> object:
        delivered.deliver(b"arrives in between")
        return keep_all(*arguments, **names)  # type: ignore[arg-type]

    monkeypatch.setattr(originals, "keep_all", keep_late)

    run("create")

    assert hello()["backup_horizon"] == size
    run("verify")


@pytest.mark.parametrize("how", ["damaged", "missing"])
def test_a_photo_that_is_not_right_any_more_lets_no_backup_count(
    app: Flask, delivered: Phone, run: Run, hello: Hello, newest: Newest, how: str
) -> None:
    path = next((app.config["DATA_DIR"] / "evidence").rglob("*.bin"))
    if how == "damaged":
        path.write_bytes(path.read_bytes()[::-1])
    else:
        path.unlink()

    done = run("create", exit_code=1)

    assert str(path) in done.output
    assert hello()["backup_horizon"] == 0
    assert newest().problem == f"photo_{how}"
    assert event_names()[-1] == "backup.failed"


def test_a_photo_damaged_after_it_was_backed_up_keeps_its_good_copy(
    app: Flask, delivered: Phone, run: Run, hello: Hello
) -> None:
    run("create")
    path = next((app.config["DATA_DIR"] / "evidence").rglob("*.bin"))
    path.write_bytes(path.read_bytes()[::-1])
    size = log.size()
    db.session.rollback()

    run("create")

    assert hello()["backup_horizon"] == size


def test_without_the_key_there_is_no_backup(app: Flask, delivered: Phone, run: Run) -> None:
    signing.key_path(app.config["DATA_DIR"]).unlink()

    assert "key" in run("create", exit_code=1).output


def test_without_room_there_is_no_backup_and_nothing_half(
    app: Flask, delivered: Phone, run: Run, backup_dir: Path, newest: Newest
) -> None:
    app.config["MIN_FREE_MB"] = 1 << 40

    run("create", exit_code=1)

    assert newest().problem == "no_room"
    assert list((backup_dir / "databases").iterdir()) == []
    assert list(backup_dir.rglob("*.bin")) == []


def test_a_folder_that_cannot_be_written_is_named(
    app: Flask, delivered: Phone, run: Run, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    app.config["BACKUP_DIR"] = in_the_way

    assert str(in_the_way) in run("create", exit_code=1).output


def test_two_backups_do_not_run_at_once(delivered: Phone, run: Run) -> None:
    from app.custody import installation

    with installation.one_at_a_time():
        assert "at work" in run("create", exit_code=1).output


def test_the_list_and_the_newest_one_verified(delivered: Phone, run: Run, newest: Newest) -> None:
    assert "no backup" in run("verify", exit_code=1).output
    run("create")

    assert newest().id in run("list").output
    assert newest().id in run("verify").output


def test_old_copies_are_thinned_and_originals_never(
    delivered: Phone, run: Run, backup_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.custody import rules

    for name, value in {"DAILY_KEPT": 1, "MONTHLY_KEPT": 1, "FRESH": timedelta(0)}.items():
        monkeypatch.setattr(rules, name, value)
    run("create")
    first = {path.name for path in (backup_dir / "databases").iterdir()}

    run("create")

    left = {path.name for path in (backup_dir / "databases").iterdir()}
    assert len(left) == 1
    assert left.isdisjoint(first)
    assert len(list(backup_dir.rglob("*.bin"))) == len(PHOTOS)
    assert event_names()[-1] == "backup.thinned"
    row = queries.known(first.pop())
    assert row
    assert row.thinned_ms
