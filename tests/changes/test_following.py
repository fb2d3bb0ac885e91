"""Whoever reads the feed with a cursor sees each row once and in order, whoever writes (C14)."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from app.changes import actions, queries
from app.changes.rules import Scope
from app.extensions import begin_write, db

WRITERS = 8
CHANGES_OF_EACH = {"postgresql": 500, "sqlite": 60}
"""SQLite has one writer at a time by its nature; PostgreSQL's commits could overtake each other."""
LONG_S = 90
NOBODY = 0


def _write(app: Flask, writer: int, count: int, seed: int) -> None:
    """Small acts; half of them ask for the turn only when they have something to tell."""
    luck = random.Random(f"{seed}/{writer}")
    with app.app_context():
        for number in range(count):
            begin_write(at_once=luck.random() < 0.5)
            actions.record(Scope.TASKS, f"{writer}", version=number, data={})
            db.session.commit()
        db.session.remove()


def _read(app: Flask, done: threading.Event, seed: int) -> list[tuple[int, str, int]]:
    """Page after page from the cursor of the last one, as a phone does."""
    luck = random.Random(seed)
    seen: list[tuple[int, str, int]] = []
    cursor = None
    with app.app_context():
        while True:
            was_done = done.is_set()
            page = queries.page(
                cursor, person_id=NOBODY, scopes=[Scope.TASKS], limit=luck.randint(1, 200)
            )
            seen += [(row.seq, row.entity, row.version) for row in page.rows]
            cursor = str(page.cursor)
            db.session.remove()
            if was_done and not page.rows and not page.more:
                return seen


def test_a_reader_misses_no_change_while_eight_write(app: Flask) -> None:
    seed = random.SystemRandom().randrange(2**32)
    count = CHANGES_OF_EACH[db.engine.dialect.name]
    done = threading.Event()
    with ThreadPoolExecutor(WRITERS + 1) as threads:
        reader = threads.submit(_read, app, done, seed)
        writers = [threads.submit(_write, app, number, count, seed) for number in range(WRITERS)]
        try:
            for writer in writers:
                writer.result(timeout=LONG_S)
        finally:
            done.set()
        seen = reader.result(timeout=LONG_S)

    replay = f"seed {seed}"
    assert [seq for seq, _, _ in seen] == list(range(1, WRITERS * count + 1)), replay
    for number in range(WRITERS):
        told = [version for _, entity, version in seen if entity == f"{number}"]
        assert told == list(range(count)), f"{replay}, writer {number}"
