"""A small installation with one of everything that the log tells of, and a way back to it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
import rfc8785
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit import checkpoints
from app.extensions import begin_write, db
from tests import factories
from tests.conftest import ROOT, make_app
from tests.phone import Phone, Sealed, sha256
from tests.signing import Signer

MEMORY = Path("/dev/shm")  # noqa: S108 -- a folder that is no disk, where there is one


@dataclass(frozen=True)
class Sample:
    """The installation that is tampered with, and the untouched copy."""

    app: Flask
    folder: Path
    untouched: Path

    @property
    def database(self) -> Path:
        """The file that holds every row."""
        return self.folder / "wuzhi.db"

    def photos(self) -> list[Path]:
        """Every original, in an order that stays."""
        return sorted((self.folder / "evidence").rglob("*.bin"))

    def restore(self) -> None:
        """Take back whatever was changed."""
        db.session.remove()
        db.engine.dispose()
        for beside in self.folder.glob("wuzhi.db-*"):
            beside.unlink()
        shutil.copyfile(self.untouched / "wuzhi.db", self.database)
        for original in (self.untouched / "evidence").rglob("*.bin"):
            shutil.copyfile(original, self.folder / original.relative_to(self.untouched))


class SigningPhone(Phone):
    """A phone that signs what it seals."""

    def enrol_key(self) -> None:
        """Make the key known; the phone gets another ticket."""
        self.signer = Signer()
        known = {"device_id": self.device_id, "label": "test", "public_key": self.signer.jwk}
        answer = self.client.post("/api/v1/devices", json=known)
        assert answer.status_code == 201, answer.text
        self.ticket = answer.get_json()["ticket"]

    def put(self, sealed: Sealed, **headers: str) -> TestResponse:
        """See `Phone`."""
        return super().put(sealed, **headers, **self.signer.header(rfc8785.dumps(sealed)))

    def put_fact(self, sealed: Sealed, **headers: str) -> TestResponse:
        """See `Phone`."""
        return super().put_fact(sealed, **headers, **self.signer.header(rfc8785.dumps(sealed)))


@contextmanager
def sample() -> Iterator[Sample]:
    """An installation of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name) / "data"
        app = make_app(folder)
        app.test_cli_runner().invoke(args=["storage", "prepare"])
        with app.app_context():
            flask_migrate.upgrade(str(ROOT / "migrations"))
        fill(app)  # outside of our context: each request has one of its own
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
            shutil.copytree(folder, Path(name) / "untouched")
            yield Sample(app, folder, Path(name) / "untouched")
            db.session.remove()
            db.engine.dispose()


def fill(app: Flask) -> None:
    """Two officers and a leader work for a while; the last thing that happens is a checkpoint."""
    leader = _client(app, "leader")[0]
    phones = _phones(app)
    for number, phone in enumerate(phones):
        records = [_deliver(phone, number, place) for place in range(4)]
        _sign(app)
        _decide(leader, records[0], "approve")
        _decide(leader, records[1], "return", reason="photo_unclear")
        _taken(phone.put(phone.correct(records[1], _photo(number, 90))))
        _taken(phone.put({**records[2], "note": "another version"}))
        _facts(phone, records[3])
        _sign(app)
    _decide(leader, phones[0].deliver(_photo(7, 7)), "return", reason="other", text="Once more")
    _sign(app)


def _deliver(phone: Phone, number: int, place: int) -> Sealed:
    return phone.deliver(*(_photo(number, place * 10 + each) for each in range(place % 3)))


def _facts(phone: Phone, record: Sealed) -> None:
    named = {"inspection_id": record["id"]}
    missing = phone.record(_photo(8, phone.person_id))  # its photo never comes
    _taken(phone.put(missing))
    hole = {"inspection_id": missing["id"], "photo_id": missing["photos"][0]["id"]}
    _taken(phone.put_fact(phone.fact("suggestion", text="More light")))
    _taken(phone.put_fact(phone.fact("withdrawal", reason="Twice", **named)))
    _taken(phone.put_fact(phone.fact("photo_unavailable", reason="Lost", **hole)))
    _taken(phone.put(phone.record(_photo(9, phone.person_id))))  # nor this one, and nobody says so


def _photo(*numbers: int) -> bytes:
    """Bytes that are no picture; nothing here looks into them."""
    return bytes(numbers) * 400


def _phones(app: Flask) -> list[Phone]:
    """Two phones; the second one signs."""
    signing = SigningPhone.enrol(*_client(app, "officer"))
    assert isinstance(signing, SigningPhone)
    signing.enrol_key()
    return [Phone.enrol(*_client(app, "officer")), signing]


def _client(app: Flask, role: str) -> tuple[FlaskClient, int]:
    with app.app_context():
        person = factories.person(role=role)
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    credentials = {"username": person.username, "password": factories.PASSWORD}
    answer = client.post("/sign-in", data=credentials)
    assert answer.status_code == 303
    return client, person.id


def _decide(leader: FlaskClient, sealed: Sealed, decision: str, **words: str) -> None:
    seen = {"rev": str(sealed["rev"]), "sha256": sha256(rfc8785.dumps(sealed))}
    answer = leader.post(
        f"/r/inspections/{sealed['id']}/decisions", data={"decision": decision, **seen, **words}
    )
    assert answer.status_code == 303, answer.text


def _taken(answer: TestResponse) -> None:
    assert answer.status_code in (201, 202), answer.text


def _sign(app: Flask) -> None:
    with app.app_context():
        begin_write()
        checkpoints.sign()
        db.session.commit()
