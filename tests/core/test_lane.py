"""Writers of any thread and process wait in one lane; readers never do, and cannot write."""

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.accounts.models import Squadron
from app.extensions import begin_write, db
from app.inspections.models import NumberSeries
from tests.conftest import ROOT
from tests.core.writer import YEAR, count_up, never_wait_in_sqlite

LONG_S = 20


def _begin_the_count() -> None:
    begin_write()
    db.session.add(NumberSeries(year=YEAR, last=0))
    db.session.commit()


def _count() -> int:
    db.session.rollback()
    return db.session.scalars(select(NumberSeries.last)).one()


def _squadrons() -> int:
    return db.session.scalar(select(func.count()).select_from(Squadron)) or 0


def _in_a_thread(app: Flask, work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        with app.app_context():
            work()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_no_update_of_several_threads_and_a_second_process_is_lost(app: Flask) -> None:
    never_wait_in_sqlite()
    _begin_the_count()
    command = [sys.executable, "-m", "tests.core.writer", str(app.config["DATA_DIR"]), "30"]
    with (
        subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as other,
        ThreadPoolExecutor(4) as threads,
    ):
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"

        counting = [threads.submit(count_up, app, 30) for _ in range(4)]
        other.communicate("go\n", timeout=LONG_S)
        for each in counting:
            each.result(timeout=LONG_S)

    assert other.returncode == 0
    assert _count() == 5 * 30


def test_a_writer_waits_until_the_one_before_has_committed(app: Flask) -> None:
    never_wait_in_sqlite()
    _begin_the_count()
    begin_write()

    other = _in_a_thread(app, partial(count_up, app, 1))
    other.join(0.2)

    assert other.is_alive()
    db.session.commit()
    other.join(LONG_S)
    assert _count() == 1


def test_a_writer_that_gives_up_lets_the_next_one_in(app: Flask) -> None:
    _begin_the_count()
    begin_write()
    db.session.add(Squadron(name="never"))

    db.session.rollback()
    other = _in_a_thread(app, partial(count_up, app, 1))
    other.join(LONG_S)

    assert _count() == 1
    assert _squadrons() == 0


def test_readers_wait_for_no_writer(app: Flask) -> None:
    seen: list[int] = []
    begin_write()
    db.session.add(Squadron(name="not yet committed"))
    db.session.flush()

    reader = _in_a_thread(app, lambda: seen.append(_squadrons()))
    reader.join(LONG_S)

    assert seen == [0]


def test_what_was_committed_is_seen_by_the_next_transaction(app: Flask) -> None:
    def write() -> None:
        begin_write()
        db.session.add(Squadron(name="new"))
        db.session.commit()

    assert _squadrons() == 0
    _in_a_thread(app, write).join(LONG_S)
    assert _squadrons() == 0, "one transaction reads one state"

    begin_write()

    assert _squadrons() == 1


def test_a_transaction_that_only_reads_cannot_write(app: Flask) -> None:
    db.session.add(Squadron(name="forgot begin_write"))

    with pytest.raises(OperationalError, match="readonly"):
        db.session.commit()

    db.session.rollback()
    assert _squadrons() == 0


def test_nor_can_plain_sql_without_begin_write(app: Flask) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        db.session.execute(text("DELETE FROM squadrons"))


def test_a_connection_that_wrote_reads_only_again_afterwards(app: Flask) -> None:
    begin_write()
    db.session.add(Squadron(name="first"))
    db.session.commit()
    db.session.add(Squadron(name="second"))

    with pytest.raises(OperationalError, match="readonly"):
        db.session.commit()


def test_begin_write_drops_what_was_not_meant_to_be_written(app: Flask) -> None:
    db.session.add(Squadron(name="added while reading"))

    begin_write()
    db.session.commit()

    assert _squadrons() == 0


def test_a_row_that_points_nowhere_is_refused(app: Flask) -> None:
    begin_write()
    statement = text("INSERT INTO sessions VALUES ('x', 404, 0, 0)")

    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        db.session.execute(statement)


def test_a_commit_survives_a_power_cut(app: Flask) -> None:
    """WAL with FULL: an answer goes out after its commit is on the disk."""
    journal = db.session.scalar(text("PRAGMA journal_mode"))
    synchronous = db.session.scalar(text("PRAGMA synchronous"))

    assert (journal, synchronous) == ("wal", 2)


def test_a_broken_connection_gives_its_place_back(app: Flask) -> None:
    for _ in range(3):
        begin_write()
        db.session.connection().invalidate()
        db.session.close()

    begin_write()  # would wait for ever behind a lost place
    assert _squadrons() == 0
    assert db.engine.pool.checkedout() == 1  # type: ignore[attr-defined]
