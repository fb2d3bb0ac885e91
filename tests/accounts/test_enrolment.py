"""A phone becomes known while its officer is signed in, and gets an upload ticket."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Device, UploadTicket
from app.audit import signing
from app.core import clock
from app.core.ids import uuid7
from app.extensions import db
from tests.audit.leaves import leaves_of
from tests.conftest import SignedIn

SignIn = Callable[..., SignedIn]
DAY_MS = 24 * 3_600_000
NOW = 1_790_000_000_000


def test_the_phone_learns_its_ticket_and_the_servers_key(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now_ms", lambda: NOW)
    officer = sign_in("officer")
    device = uuid7()

    answer = officer.post("/api/v1/devices", json={"device_id": device, "label": "Zhang's phone"})

    told = answer.get_json()
    assert answer.status_code == 201
    assert told["device_id"] == device
    assert told["ticket_expires_ms"] == NOW + 45 * DAY_MS
    assert told["server_key"] == signing.public_key()
    assert told["person"] == officer.get("/api/v1/session").get_json()["person"]


def test_the_database_keeps_the_label_and_only_the_hash_of_the_ticket(sign_in: SignIn) -> None:
    device = uuid7()
    body = {"device_id": device, "label": "Zhang's phone"}

    ticket = sign_in("officer").post("/api/v1/devices", json=body).get_json()["ticket"]

    known = db.session.get(Device, device)
    assert known is not None
    assert known.label == "Zhang's phone"
    assert ticket not in str(vars(db.session.scalars(select(UploadTicket)).one()))


def test_enrolling_leaves_a_trace(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    device = uuid7()

    officer.post("/api/v1/devices", json={"device_id": device, "label": ""})

    (leaf,) = leaves_of("device.enrolled")
    assert (leaf["actor"], leaf["entity"], leaf["device"]) == (
        officer.person.actor,
        f"device/{device}",
        device,
    )


def test_two_officers_may_share_a_phone(sign_in: SignIn) -> None:
    body = {"device_id": uuid7(), "label": "shared"}

    first = sign_in("officer").post("/api/v1/devices", json=body)
    second = sign_in("auxiliary").post("/api/v1/devices", json=body)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.get_json()["ticket"] != second.get_json()["ticket"]
    assert len(db.session.scalars(select(Device)).all()) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"device_id": "1234", "label": ""},
        {"device_id": "0199A1B2-C3D4-7EF0-8123-456789ABCDEF", "label": ""},
        {"device_id": "0199a1b2-c3d4-4ef0-8123-456789abcdef", "label": ""},
        {"device_id": "0199a1b2-c3d4-7ef0-8123-456789abcdef\n", "label": ""},
        {"device_id": "0199a1b2-c3d4-7ef0-8123-456789abcdef"},
        {"device_id": "0199a1b2-c3d4-7ef0-8123-456789abcdef", "label": "x" * 121},
        {"device_id": "0199a1b2-c3d4-7ef0-8123-456789abcdef", "label": "", "person": 1},
    ],
)
def test_a_body_of_another_shape_is_refused(sign_in: SignIn, body: dict[str, Any]) -> None:
    answer = sign_in("officer").post("/api/v1/devices", json=body)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")
    assert db.session.scalars(select(Device)).all() == []


@pytest.mark.parametrize("role", ["reviewer", "admin"])
def test_who_does_not_go_on_patrol_enrols_no_phone(sign_in: SignIn, role: str) -> None:
    answer = sign_in(role).post("/api/v1/devices", json={"device_id": uuid7(), "label": ""})

    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")
