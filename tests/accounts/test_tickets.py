"""An upload ticket opens nothing but appending evidence, and lasts while it is used."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts import queries
from app.core import clock
from tests.accounts.people import disable
from tests.conftest import SignedIn
from tests.phone import Phone

MakePhone = Callable[..., Phone]
DAY_MS = 24 * 3_600_000


def _later(monkeypatch: pytest.MonkeyPatch, milliseconds: int) -> None:
    then = clock.now_ms() + milliseconds
    monkeypatch.setattr(clock, "now_ms", lambda: then)


def _token(client: FlaskClient) -> str:
    cookie = client.get_cookie("wz_session")
    assert cookie is not None
    return cookie.value


@pytest.fixture
def cookieless(phone: MakePhone, client: FlaskClient) -> Phone:
    """An enrolled phone whose browser has lost its session."""
    enrolled = phone()
    enrolled.client = client
    return enrolled


def test_a_ticket_appends_evidence_without_any_session(cookieless: Phone) -> None:
    assert cookieless.put(cookieless.record()).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/session"),
        ("POST", "/api/v1/devices"),
        ("GET", "/api/v1/snapshot/zones"),
        ("GET", "/api/v1/snapshot/law"),
        ("GET", "/api/v1/snapshot/roster"),
        ("GET", "/a/"),
        ("GET", "/r/"),
        ("GET", "/r/inspections/x"),
        ("POST", "/r/inspections/x/decisions"),
        ("GET", "/r/photos/x/screen"),
        ("POST", "/r/photos/x/original"),
    ],
)
def test_a_ticket_opens_nothing_else(cookieless: Phone, method: str, path: str) -> None:
    answer = cookieless.client.open(path, method=method, headers=cookieless.authorization)

    assert answer.status_code == 403


def test_even_a_leaders_ticket_reviews_nothing(phone: MakePhone) -> None:
    leader = phone(role="leader")

    assert leader.client.get("/r/", headers=leader.authorization).status_code == 403


@pytest.mark.parametrize("value", ["Bearer", "Bearer ", "Bearer x", "Basic dTpw", "", "x"])
def test_with_an_authorization_header_cookies_are_ignored(
    sign_in: Callable[..., SignedIn], value: str
) -> None:
    officer = sign_in("officer")

    answer = officer.get("/api/v1/session", headers={"Authorization": value})

    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/api/v1/session"), ("POST", "/sign-out")])
def test_nor_does_such_a_request_end_the_cookies_session(
    sign_in: Callable[..., SignedIn], method: str, path: str
) -> None:
    officer = sign_in("officer")
    token = _token(officer)

    officer.open(path, method=method, headers={"Authorization": "Bearer x"})

    assert queries.person_of_session(token) is not None


def test_a_session_cookie_is_no_ticket(phone: MakePhone) -> None:
    enrolled = phone()
    enrolled.ticket = _token(enrolled.client)

    assert enrolled.put(enrolled.record()).status_code == 401


def test_a_session_alone_appends_nothing(phone: MakePhone) -> None:
    enrolled = phone()
    sealed = enrolled.record()

    answer = enrolled.client.put(f"/api/v1/inspections/{sealed['id']}/revs/1", data=b"{}")

    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_word_bearer_may_be_written_in_any_case(cookieless: Phone, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {cookieless.ticket}"}

    assert cookieless.client.get("/r/", headers=headers).status_code == 403


def test_a_ticket_lasts_45_days(cookieless: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    _later(monkeypatch, 45 * DAY_MS - 60_000)

    assert cookieless.put(cookieless.record()).status_code == 201


def test_an_unused_ticket_ends_then(cookieless: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    _later(monkeypatch, 45 * DAY_MS)

    answer = cookieless.put(cookieless.record())

    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")


def test_sending_a_record_renews_the_ticket(
    cookieless: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    _later(monkeypatch, 30 * DAY_MS)
    cookieless.put(cookieless.record())

    _later(monkeypatch, 30 * DAY_MS)

    assert cookieless.put(cookieless.record()).status_code == 201


def test_sending_a_photo_renews_the_ticket_too(
    cookieless: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = cookieless.record(b"photo")
    cookieless.put(sealed)
    _later(monkeypatch, 30 * DAY_MS)
    assert cookieless.create(sealed, 0, b"photo").status_code == 201

    _later(monkeypatch, 30 * DAY_MS)

    assert cookieless.head(sealed["photos"][0]["id"]).status_code == 200


def test_the_end_of_the_session_does_not_trap_evidence(
    phone: MakePhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled = phone()
    enrolled.client.delete("/api/v1/session")

    assert enrolled.put(enrolled.record()).status_code == 201


def test_the_ticket_of_a_disabled_person_appends_nothing(phone: MakePhone) -> None:
    enrolled = phone()
    person = queries.person(enrolled.person_id)
    assert person is not None

    disable(person)

    assert enrolled.put(enrolled.record()).status_code == 403
