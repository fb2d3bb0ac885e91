"""Collecting touches old files in incoming/ that nobody can use, and nothing else, ever."""

import os
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit.models import AuditLeaf
from app.core import clock
from app.core.ids import uuid7
from app.custody import orphans
from app.extensions import db
from tests.phone import Phone

DAY_S = 24 * 3600


def lay(path: Path, days: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"bytes")
    at = clock.now_ms() / 1000 - days * DAY_S
    os.utime(path, (at, at))


def test_a_part_goes_on_being_used_as_long_as_its_photo_is_expected(
    app: Flask, phone: Callable[..., Phone]
) -> None:
    officer = phone()
    sealed = officer.record(b"half of a photo")
    officer.put(sealed)
    officer.create(sealed, 0, b"half")
    part = app.config["DATA_DIR"] / "incoming" / f"{sealed['photos'][0]['id']}.part"
    lay(part, days=400)
    lay(part.with_name(f"{uuid7()}.part"), days=31)

    done = app.test_cli_runner(env={"LANG": "en"}).invoke(args=["storage", "collect"])

    assert done.output.startswith("1 files")
    assert part.exists()
    assert len(list(part.parent.iterdir())) == 1
    newest = db.session.scalars(db.select(AuditLeaf.leaf).order_by(AuditLeaf.idx.desc())).first()
    assert newest
    assert b'"storage.collected"' in newest
    assert "storage.collected" in newest.decode()
    db.session.rollback()


FOLDERS = [
    "incoming",
    "evidence/ab/cd",
    "evidence",
    "backups/evidence/ab/cd",
    "keys",
    "",
    "incoming/sub",
]
names = st.sampled_from([".part", ".bin", ".zip", ".whole", ""]).flatmap(
    lambda ending: st.uuids().map(lambda each: f"{each}{ending}")
)
files = st.lists(st.tuples(st.sampled_from(FOLDERS), names, st.floats(0, 100)), max_size=20)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files)
def test_nothing_outside_of_incoming_is_ever_touched(
    app: Flask, drawn: list[tuple[str, str, float]]
) -> None:
    data = app.config["DATA_DIR"]
    for folder, name, days in drawn:
        lay(data / folder / name, days)
    may_go = {
        data / folder / name for folder, name, days in drawn if folder == "incoming" and days > 30
    }
    before = {path for path in data.rglob("*") if path.is_file() and "wuzhi.db" not in path.name}

    orphans.collect()

    after = {path for path in data.rglob("*") if path.is_file() and "wuzhi.db" not in path.name}
    assert before - after == may_go & before


def test_a_link_out_of_incoming_is_left_alone(app: Flask, tmp_path: Path) -> None:
    elsewhere = tmp_path / "precious.part"
    lay(elsewhere, days=100)
    link = app.config["DATA_DIR"] / "incoming" / "0.part"
    link.symlink_to(elsewhere)

    orphans.collect()

    assert link.is_symlink()
    assert elsewhere.exists()
