"""What phones do after a restore, and what must then be there."""

from typing import Any

import rfc8785
from flask import Flask
from werkzeug.test import TestResponse

from app.evidence.models import Photo
from app.extensions import db
from app.inspections.models import Inspection, Revision
from app.operations import verification
from tests.phone import Phone, Sealed, sha256

LATER = [b"after the backup", b"later still" * 3000]


def receipt_of(answer: TestResponse) -> dict[str, Any]:
    """The receipt of a sealed item."""
    found: dict[str, Any] = answer.get_json()["receipt"]
    return found


def send_again(officer: Phone, sealed: Sealed, photos: list[bytes]) -> dict[str, Any]:
    """What a phone does after an epoch change with what the server lacks."""
    answer = officer.put(sealed)
    assert answer.status_code in (200, 201), answer.text
    for position, raw in enumerate(photos):
        sent = officer.create(sealed, position, raw)
        assert "X-WZ-Receipt" in sent.headers, sent.text
    return receipt_of(answer)


def assert_all_here(app: Flask, *delivered: tuple[Sealed, list[bytes]]) -> None:
    """Every record once, every photo with its bytes, and no other."""
    assert db.session.query(Inspection).count() == len(delivered)
    assert {row.sha256 for row in db.session.query(Revision)} == {
        sha256(rfc8785.dumps(sealed)) for sealed, _ in delivered
    }
    photos = {photo.id: photo for photo in db.session.query(Photo)}
    db.session.rollback()
    wanted = [
        (named["id"], raw)
        for sealed, raws in delivered
        for named, raw in zip(sealed["photos"], raws, strict=True)
    ]
    assert set(photos) == {photo_id for photo_id, _ in wanted}
    for photo_id, raw in wanted:
        assert photos[photo_id].stored
        name = f"{sha256(raw)}-{photo_id}.bin"
        path = app.config["DATA_DIR"] / "evidence" / name[:2] / name[2:4] / name
        assert path.read_bytes() == raw
    verified = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert verified.exit_code == 0, verified.output
    verification.verify()


def restore_on(machine: Flask, *arguments: str, exit_code: int = 0) -> str:
    """Type `flask backup restore` on this machine."""
    with machine.app_context():  # commands run in the context that they find
        done = machine.test_cli_runner(env={"LANG": "en"}).invoke(
            args=["backup", "restore", *arguments]
        )
        db.session.remove()
    assert done.exit_code == exit_code, done.output
    return done.output
