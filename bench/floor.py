"""The floor: what the same bytes cost without login, checks, hashes, receipts or a log.

One multipart request brings a record and its photos: a plain Flask view writes each file, flushes
it, and commits one row with SQLite at FULL. It is no product; it says what this machine can do.
"""

import os
import sqlite3
import threading
import uuid
from pathlib import Path

from flask import Flask, request

FOLDER = Path(os.environ.get("FLOOR_DIR", "."))
_local = threading.local()
app = Flask(__name__)


def _database() -> sqlite3.Connection:
    if not hasattr(_local, "database"):
        database = sqlite3.connect(FOLDER / "floor.db", timeout=30, isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE IF NOT EXISTS records (id TEXT PRIMARY KEY, content TEXT)")
        _local.database = database
    connection: sqlite3.Connection = _local.database
    return connection


@app.get("/healthz")
def healthz() -> str:
    """The process answers."""
    return "ok"


@app.post("/records")
def take() -> tuple[str, int]:
    """Keep what came."""
    for upload in request.files.values():
        with (FOLDER / uuid.uuid4().hex).open("wb") as file:
            file.write(upload.stream.read())
            file.flush()
            os.fdatasync(file.fileno())
    _database().execute(
        "INSERT INTO records VALUES (?, ?)", (uuid.uuid4().hex, request.form["record"])
    )
    return "", 201
