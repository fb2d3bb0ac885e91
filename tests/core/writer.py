"""A process that counts up in the database of a folder: `python -m tests.core.writer FOLDER N`."""

import sys
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.extensions import begin_write, db
from app.inspections.models import NumberSeries
from tests.conftest import make_app

YEAR = 1


def never_wait_in_sqlite() -> None:
    """Let SQLite give up at once, so that only the lane keeps writers apart."""

    def connect(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", connect)


def count_up(app: Flask, times: int) -> None:
    """Read the number, add one in Python, write it back, so many times."""
    for _ in range(times):
        with app.app_context():
            begin_write()
            series = db.session.get(NumberSeries, YEAR)
            assert series is not None
            series.last += 1
            db.session.commit()


def main() -> None:
    """Say that we are ready, wait for a line, count."""
    app = make_app(Path(sys.argv[1]))
    with app.app_context():
        never_wait_in_sqlite()
        db.session.get(NumberSeries, YEAR)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    count_up(app, int(sys.argv[2]))


if __name__ == "__main__":
    main()
