"""Who follows the log by its numbers sees each leaf in order, however many write (sync.md C14)."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from app.audit.log import Event
from app.audit.models import AuditLeaf
from app.extensions import begin_write, db

WRITERS = 8
LEAVES_OF_EACH = 50
LONG_S = 60
PAGE = 20

happened = Event("sample.followed", frozenset({"writer"}))


def _write(app: Flask, writer: int) -> None:
    luck = random.Random(writer)
    for _ in range(LEAVES_OF_EACH):
        with app.app_context():
            # Half the acts ask for the turn only when they have something to number.
            begin_write(at_once=luck.random() < 0.5)
            happened.record(actor="system", entity="sample/1", writer=writer)
            time.sleep(luck.random() / 1000)  # another one would commit in between, if it could
            if luck.random() < 0.1:
                db.session.rollback()
            else:
                db.session.commit()


def _follow(app: Flask, done: threading.Event, seen: list[int]) -> None:
    """Ask for what comes after the last one seen, as a phone does with its cursor."""
    while True:
        was_done = done.is_set()
        with app.app_context():
            cursor = seen[-1] if seen else -1
            newer = select(AuditLeaf.idx).where(AuditLeaf.idx > cursor).order_by(AuditLeaf.idx)
            page = list(db.session.scalars(newer.limit(PAGE)))
        seen.extend(page)
        if was_done and not page:
            return


def test_a_reader_misses_nothing_while_eight_write(app: Flask) -> None:
    done = threading.Event()
    seen: list[int] = []
    with ThreadPoolExecutor(WRITERS + 1) as threads:
        reader = threads.submit(_follow, app, done, seen)
        writers = [threads.submit(_write, app, number) for number in range(WRITERS)]
        try:
            for writer in writers:
                writer.result(timeout=LONG_S)
        finally:
            done.set()
        reader.result(timeout=LONG_S)

    committed = list(db.session.scalars(select(AuditLeaf.idx).order_by(AuditLeaf.idx)))
    assert len(committed) > WRITERS * LEAVES_OF_EACH * 0.8
    assert committed == list(range(len(committed)))
    assert seen == committed
