"""A frozen phone still sends its evidence; one that was shut out keeps it."""

import json
from collections.abc import Callable

import pytest

from app.accounts.rules import DeviceState
from app.core.encoding import sha256_hex
from app.core.ids import uuid7
from app.devices import actions, queries
from app.devices.models import Enrolment
from app.extensions import begin_write, db
from tests.audit.leaves import leaves_of
from tests.conftest import SignedIn
from tests.phone import Phone
from tests.signing import Signer

NewPhone = Callable[..., Phone]
PHOTO = b"\xff\xd8 a picture"


def put_into(phone: Phone, state: DeviceState, reason: str = "lost") -> None:
    """As the administrator does."""
    begin_write()
    device = queries.device(phone.device_id)
    assert device is not None
    actions.set_state(device, state, reason=reason, actor="person/1")
    db.session.commit()


def enrol_again(phone: Phone, client: SignedIn | None = None, **members: object) -> tuple[int, str]:
    """Sign in on the phone once more; the status and the code of the answer."""
    body = {"device_id": phone.device_id, "label": "test", **members}
    answer = (client or phone.client).post("/api/v1/devices", json=body)
    return answer.status_code, answer.get_json().get("code", "")


def test_a_frozen_phone_sends_what_it_holds_and_is_told_so(phone: NewPhone) -> None:
    officer = phone()
    put_into(officer, DeviceState.FROZEN)

    sealed = officer.deliver(PHOTO)
    fact = officer.put_fact(officer.fact("suggestion", text="x"))

    assert officer.put(sealed).get_json()["flags"] == ["device_frozen"]
    assert fact.get_json()["flags"] == ["device_frozen"]
    answer = officer.heartbeat()
    assert (answer.status_code, answer.get_json()["device_state"]) == (200, "frozen")
    assert officer.status((f"photos/{sealed['photos'][0]['id']}", "0" * 64)).status_code == 200


def test_nobody_signs_in_on_a_frozen_phone(
    phone: NewPhone, sign_in: Callable[..., SignedIn]
) -> None:
    officer = phone()
    put_into(officer, DeviceState.FROZEN)

    assert enrol_again(officer) == (403, "device_frozen")
    assert enrol_again(officer, sign_in("leader")) == (403, "device_frozen")


def test_a_phone_that_was_shut_out_is_told_so_at_every_call(phone: NewPhone) -> None:
    officer = phone()
    sealed = officer.deliver(PHOTO)
    put_into(officer, DeviceState.REVOKED)

    answers = [
        officer.put(sealed),
        officer.put(officer.record()),
        officer.put_fact(officer.fact("suggestion", text="x")),
        officer.create(sealed),
        officer.patch(sealed["photos"][0]["id"], 0, PHOTO),
        officer.heartbeat(),
        officer.status(),
    ]

    assert {(answer.status_code, answer.get_json()["code"]) for answer in answers} == {
        (403, "device_revoked")
    }
    assert officer.head(sealed["photos"][0]["id"]).status_code == 403
    assert enrol_again(officer) == (403, "device_revoked")


def test_it_takes_part_again_once_it_is_let_in(phone: NewPhone) -> None:
    officer = phone()
    sealed = officer.record()
    put_into(officer, DeviceState.REVOKED)
    assert officer.put(sealed).status_code == 403

    put_into(officer, DeviceState.ACTIVE)

    assert officer.put(sealed).status_code == 201
    assert enrol_again(officer) == (201, "")


def test_other_phones_of_the_officer_go_on(phone: NewPhone) -> None:
    officer = phone()
    second = Phone.enrol(officer.client, officer.person_id)
    put_into(officer, DeviceState.REVOKED)

    assert second.put(second.record()).status_code == 201


@pytest.mark.parametrize(
    ("state", "event"),
    [(DeviceState.FROZEN, "device.frozen"), (DeviceState.REVOKED, "device.revoked")],
)
def test_each_change_leaves_a_trace_without_the_words(
    phone: NewPhone, state: DeviceState, event: str
) -> None:
    officer = phone()

    for now in (state, state, DeviceState.ACTIVE):
        put_into(officer, now, reason="Zhang lost it")

    (leaf,) = leaves_of(event)
    assert (leaf["actor"], leaf["entity"]) == ("person/1", f"device/{officer.device_id}")
    assert leaf["sha256"] == sha256_hex(b"Zhang lost it")
    assert len(leaves_of("device.let_in")) == 1
    assert "Zhang" not in json.dumps(leaf)


def test_the_key_of_a_phone_is_kept_with_who_enrolled_it(phone: NewPhone) -> None:
    officer, signer = phone(), Signer()

    for _ in range(2):
        assert enrol_again(officer, public_key={**signer.jwk, "ext": True}) == (201, "")

    keys = db.session.query(Enrolment).order_by(Enrolment.thumbprint).all()
    assert [json.loads(row.public_key or "{}") for row in keys] == [{}, signer.jwk]
    assert {row.person_id for row in keys} == {officer.person_id}
    assert [leaf["detail"]["key"] for leaf in leaves_of("device.enrolled")] == [
        "",
        keys[1].thumbprint,
        keys[1].thumbprint,
    ]


@pytest.mark.parametrize("key", [{}, {"kty": "EC", "crv": "P-256", "x": "A", "y": "B"}, None])
def test_a_phone_without_a_usable_key_enrols_all_the_same(phone: NewPhone, key: object) -> None:
    officer = phone()
    officer.device_id = uuid7()

    assert enrol_again(officer, public_key=key) == (201, "")
    assert [leaf["detail"]["key"] for leaf in leaves_of("device.enrolled")] == ["", ""]
