"""What must hold on a disk after a power cut: in its bytes, then of the server started on it."""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.extensions import db
from tests.conftest import make_app
from tests.crash.disk import State
from tests.crash.subject import SIZES, phone_of, photo
from tests.phone import Phone, Sealed

TRIES = 6
"""Requests per photo, more than the longest way to a receipt."""


@dataclass
class Told:
    """What the phone knew at the cut."""

    sealed: list[Sealed] = field(default_factory=list)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the key that they name."""
    offsets: dict[str, int] = field(default_factory=dict)
    """Bytes that the server had counted, by photo."""

    @classmethod
    def of(cls, lines: tuple[str, ...]) -> "Told":
        """Read the ledger."""
        told = cls()
        for line in lines:
            words = json.loads(line)
            if "sealed" in words:
                told.sealed.append(words["sealed"])
            elif "rev" in words:
                told.receipts[words["receipt"]["key"]] = words["receipt"]
            else:
                told.offsets[words["photo"]] = words["offset"]
                if words["receipt"]:
                    receipt = json.loads(base64.urlsafe_b64decode(words["receipt"] + "=="))
                    told.receipts[receipt["key"]] = receipt
        return told

    def photos(self) -> Iterator[tuple[Sealed, int, bytes]]:
        """Every sealed photo with its bytes, as the phone still has them."""
        for sealed, sizes in zip(self.sealed, SIZES, strict=False):
            for position, size in enumerate(sizes):
                yield sealed, position, photo(size)


def judge(state: State, root: str, folder: Path, *, drain: bool) -> list[str]:
    """Lay the state out in `folder/data`, judge the bytes, and let the phone send the rest."""
    data = folder / "data"
    _lay_out(state, root, data)
    told = Told.of(state.told)
    wrong = _raw(data, told)
    if drain:
        wrong += _drain(folder, told)
        wrong += _raw(data, told, drained=True)
    return wrong


def _lay_out(state: State, root: str, data: Path) -> None:
    data.mkdir()
    for path in sorted(state.folders):
        (data / Path(path).relative_to(root)).mkdir()
    for path, content in state.files.items():
        (data / Path(path).relative_to(root)).write_bytes(content)


def _raw(data: Path, told: Told, *, drained: bool = False) -> list[str]:
    """Without a line of the product: the database by SQL, photos by their bytes."""
    with closing(sqlite3.connect(data / "wuzhi.db")) as database:
        database.row_factory = sqlite3.Row
        said = database.execute("PRAGMA integrity_check").fetchone()[0]
        wrong = [] if said == "ok" else [f"database: {said}"]
        revisions = {
            f"inspections/{row['inspection_id']}/revs/{row['rev']}": row
            for row in database.execute("SELECT * FROM revisions")
        }
        photos = {row["id"]: row for row in database.execute("SELECT * FROM photos")}
        leaves = [row["idx"] for row in database.execute("SELECT idx FROM audit_leaves")]
    rows = {**revisions, **{f"photos/{id_}": row for id_, row in photos.items()}}
    wrong += [f"lost: {key}" for key, said in told.receipts.items() if not _kept(rows, key, said)]
    wrong += _wrong_photos(data, photos, told)
    if sorted(leaves) != list(range(len(leaves))):
        wrong.append(f"gap in the log: {sorted(leaves)}")
    if drained and any(row["state"] != "stored" for row in photos.values()):
        wrong.append("a photo is not stored in the end")
    if drained and len(rows) != sum(1 + len(sealed["photos"]) for sealed in told.sealed):
        wrong.append(f"more or fewer rows than were sealed: {sorted(rows)}")
    return wrong


def _kept(rows: dict[str, sqlite3.Row], key: str, said: dict[str, Any]) -> bool:
    row = rows.get(key)
    return bool(row and row["receipt"] and json.loads(row["receipt"]) == said)


def _wrong_photos(data: Path, photos: dict[str, sqlite3.Row], told: Told) -> list[str]:
    wrong = []
    for sealed, position, raw in told.photos():
        photo_id = sealed["photos"][position]["id"]
        row = photos.get(photo_id)
        counted = told.offsets.get(photo_id, 0)
        if row is None:
            if counted:
                wrong.append(f"no row for photo {photo_id}")
            continue
        if row["state"] == "stored":
            if not _in_its_place(data, row):
                wrong.append(f"called stored, and is not there: {photo_id}")
        elif row["upload_offset"] < counted:
            wrong.append(f"{row['upload_offset']} of {counted} counted bytes known: {photo_id}")
        elif counted and not _begins_with(data, row, raw[:counted]):
            wrong.append(f"counted bytes are gone: {photo_id}")
    return wrong


def _final(data: Path, row: sqlite3.Row) -> Path:
    sha256 = str(row["sha256"])
    return data / "evidence" / sha256[:2] / sha256[2:4] / f"{sha256}-{row['id']}.bin"


def _in_its_place(data: Path, row: sqlite3.Row) -> bool:
    final = _final(data, row)
    return final.exists() and hashlib.sha256(final.read_bytes()).hexdigest() == row["sha256"]


def _begins_with(data: Path, row: sqlite3.Row, wanted: bytes) -> bool:
    part = data / "incoming" / f"{row['id']}.part"
    return any(
        path.exists() and path.read_bytes()[: len(wanted)] == wanted
        for path in (part, _final(data, row))
    )


def _drain(folder: Path, told: Told) -> list[str]:
    """The server starts and the phone sends everything again that it still holds."""
    app = make_app(folder / "data")
    with app.app_context():
        try:
            phone = phone_of(app.test_client(), folder)
            wrong = []
            for sealed in told.sealed:
                answer = phone.put(sealed)
                if answer.status_code not in (200, 201):
                    wrong.append(f"record refused after the cut: {answer.text}")
            wrong += [
                f"photo refused after the cut: {sealed['photos'][position]['id']}"
                for sealed, position, raw in told.photos()
                if not _sent(phone, sealed, position, raw)
            ]
            return wrong
        finally:
            db.session.remove()
            db.engine.dispose()


def _sent(phone: Phone, sealed: Sealed, position: int, raw: bytes) -> bool:
    photo_id = sealed["photos"][position]["id"]
    for _ in range(TRIES):
        answer = phone.head(photo_id)
        if answer.status_code == 404:
            answer = phone.create(sealed, position, raw)
        elif "X-WZ-Receipt" not in answer.headers and "Upload-Offset" in answer.headers:
            offset = int(answer.headers["Upload-Offset"])
            answer = phone.patch(photo_id, offset, raw[offset:])
        if "X-WZ-Receipt" in answer.headers:
            return True
    return False
