"""The recorded program: the server takes in two records with photos, the phone notes each answer.

`python -m tests.crash.subject FOLDER [MUTANT]`, where FOLDER holds `data` and `phone.json`.
"""

import json
import os
import random
import sys
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from tests.conftest import make_app
from tests.crash import mutants
from tests.phone import Phone, Sealed

CHUNK = 9_000
SIZES = ((26_000,), (7_000, 3_000))
"""Photos of each record: one in three parts, and two that go whole."""


def photo(size: int) -> bytes:
    """The bytes of the photo of that size."""
    return random.Random(size).randbytes(size)


class Ledger:
    """What the phone knows for certain; each line is one system call."""

    def __init__(self, path: Path) -> None:
        """Begin an empty one."""
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, **words: object) -> None:
        """Note a sealed record, or what the server answered."""
        os.write(self._file, json.dumps(words).encode() + b"\n")


def phone_of(client: Any, folder: Path) -> Phone:
    """The enrolled phone."""
    known = json.loads((folder / "phone.json").read_text())
    return Phone(client, known["person_id"], known["device_id"], known["ticket"])


def upload(phone: Phone, sealed: Sealed, position: int, raw: bytes, ledger: Ledger) -> None:
    """One photo, a chunk at a time."""
    photo_id = sealed["photos"][position]["id"]
    answer = phone.create(sealed, position, raw[:CHUNK])
    while True:
        assert answer.status_code in (201, 204), answer.text
        sent = int(answer.headers["Upload-Offset"])
        receipt = answer.headers.get("X-WZ-Receipt", "")
        ledger.note(photo=photo_id, offset=sent, receipt=receipt)
        if receipt:
            return
        answer = phone.patch(photo_id, sent, raw[sent : sent + CHUNK])


def main(folder: Path, mutant: str) -> None:
    """Take everything in."""
    ledger = Ledger(folder / "told.jsonl")
    if mutant:
        mutants.apply(mutant)
    app = make_app(folder / "data")
    with app.app_context():
        phone = phone_of(app.test_client(), folder)
        for sizes in SIZES:
            photos = [photo(size) for size in sizes]
            sealed = phone.record(*photos)
            ledger.note(sealed=sealed)
            answer: TestResponse = phone.put(sealed)
            assert answer.status_code == 201, answer.text
            ledger.note(rev=sealed["id"], receipt=answer.get_json()["receipt"])
            for position, raw in enumerate(photos):
                upload(phone, sealed, position, raw, ledger)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
