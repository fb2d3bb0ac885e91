"""Phones at the desk of the administrator: who uses them, and whether they may take part."""

from collections.abc import Callable

import pytest

from app.core.ids import uuid7
from app.devices import queries
from app.extensions import db
from tests.admin.pages import cells
from tests.conftest import SignedIn
from tests.phone import Phone

NewPhone = Callable[..., Phone]


def state_of(phone: Phone) -> str:
    """How the phone stands."""
    db.session.expire_all()
    device = queries.device(phone.device_id)
    assert device is not None
    return device.state.value


def change(admin: SignedIn, phone: Phone, act: str, reason: str = "left in a taxi") -> int:
    """Fill in the form and press the button."""
    answer = admin.post(f"/a/devices/{phone.device_id}/{act}", data={"reason": reason})
    return answer.status_code


def test_phones_are_listed_with_their_people_and_what_they_still_hold(
    admin: SignedIn, phone: NewPhone
) -> None:
    officer = phone(name="Zhao <b>")
    officer.client.post("/api/v1/devices", json={"device_id": uuid7(), "label": "Night shift's"})
    pending = {"revs": 1, "photos": 3, "facts": 0, "quarantined": 0, "damaged": 0}
    officer.heartbeat(pending=pending)

    page = admin.get("/a/devices").text

    assert "Zhao <b>" not in page
    assert "|Night shift&#39;s|Zhao &lt;b&gt;|never|0|in use|" in cells(page)
    assert "|test|Zhao &lt;b&gt;|" in cells(page)
    assert "|4|in use|" in cells(page)


def test_a_phone_without_a_name_is_called_by_the_end_of_its_id(
    admin: SignedIn, phone: NewPhone
) -> None:
    device_id = uuid7()
    phone().client.post("/api/v1/devices", json={"device_id": device_id, "label": ""})

    assert f"Phone …{device_id[-6:]}" in admin.get("/a/devices").text


def test_freezing_shutting_out_and_letting_in(admin: SignedIn, phone: NewPhone) -> None:
    officer = phone()
    for act, state, word in (
        ("freeze", "frozen", "frozen"),
        ("revoke", "revoked", "shut out"),
        ("let-in", "active", "in use"),
    ):
        assert admin.get(f"/a/devices/{officer.device_id}/{act}").status_code == 200
        assert state_of(officer) != state

        assert change(admin, officer, act) == 303

        assert state_of(officer) == state
        page = admin.get(f"/a/devices/{officer.device_id}").text
        assert word in page
        assert "left in a taxi" in page


@pytest.mark.parametrize("reason", ["", "   ", "\0", "x" * 401])
def test_a_change_needs_a_reason_of_reasonable_length(
    admin: SignedIn, phone: NewPhone, reason: str
) -> None:
    officer = phone()

    assert change(admin, officer, "freeze", reason) == 422
    assert state_of(officer) == "active"


def test_only_what_can_be_done_is_offered(admin: SignedIn, phone: NewPhone) -> None:
    officer = phone()
    before = admin.get(f"/a/devices/{officer.device_id}").text
    change(admin, officer, "revoke")
    after = admin.get(f"/a/devices/{officer.device_id}").text

    assert ("/let-in" in before, "/revoke" in before) == (False, True)
    assert ("/let-in" in after, "/revoke" in after) == (True, False)


def test_without_a_phone_the_page_says_so(admin: SignedIn) -> None:
    assert "No phone has signed in yet." in admin.get("/a/devices").text
