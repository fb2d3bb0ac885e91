"""Signing in at the desk: a form that says what is wrong and keeps what was typed."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from app.accounts import passwords
from tests import factories
from tests.accounts.people import disable, try_page
from tests.audit.leaves import leaves_of
from tests.conftest import SignedIn


def test_the_page_shows_an_empty_form(client: FlaskClient) -> None:
    answer = client.get("/sign-in")

    assert answer.status_code == 200
    assert 'name="username"' in answer.text
    assert "error-summary" not in answer.text


def test_the_right_password_opens_a_session(client: FlaskClient) -> None:
    person = factories.person(role="reviewer")

    answer = try_page(client, person.username, factories.PASSWORD)

    assert (answer.status_code, answer.location) == (303, "/r/")
    assert client.get("/r/").status_code == 200


def test_signing_in_leaves_a_trace(client: FlaskClient) -> None:
    person = factories.person()

    try_page(client, person.username, factories.PASSWORD)

    (leaf,) = leaves_of("person.signed_in")
    assert (leaf["actor"], leaf["entity"], leaf["detail"]) == (person.actor, person.actor, {})


@pytest.mark.parametrize("case", ["wrong password", "unknown user", "disabled person"])
def test_every_refusal_looks_the_same(client: FlaskClient, case: str) -> None:
    client.set_cookie("wz_lang", "en")
    person = factories.person()
    password = "wrong one" if case == "wrong password" else factories.PASSWORD
    if case == "disabled person":
        disable(person)

    answer = try_page(client, "nobody" if case == "unknown user" else person.username, password)

    assert answer.status_code == 401
    assert "The user name or the password is wrong, or the account is disabled." in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_refused_attempt_leaves_a_trace_without_what_was_typed(client: FlaskClient) -> None:
    person = factories.person()

    try_page(client, person.username)
    try_page(client, "typed-my-password-here")

    refused = leaves_of("person.sign_in_refused")
    assert [leaf["entity"] for leaf in refused] == [person.actor, "unknown"]
    assert {leaf["actor"] for leaf in refused} == {"stranger"}
    assert "typed-my-password-here" not in str(refused)


def test_an_empty_form_names_both_fields(client: FlaskClient) -> None:
    client.set_cookie("wz_lang", "en")

    answer = try_page(client, "", "")

    assert answer.status_code == 422
    assert 'href="#username">Enter the user name.' in answer.text
    assert 'href="#password">Enter the password.' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2


def test_the_errors_are_said_in_chinese_unless_asked_otherwise(client: FlaskClient) -> None:
    assert "填写用户名。" in try_page(client, "", "").text


def test_a_refused_form_keeps_the_user_name_and_forgets_the_password(client: FlaskClient) -> None:
    answer = try_page(client, "officer-zhang", "my-secret-guess")

    assert 'value="officer-zhang"' in answer.text
    assert "my-secret-guess" not in answer.text


def test_what_was_typed_cannot_become_markup(client: FlaskClient) -> None:
    answer = try_page(client, '"><script>alert(1)</script>')

    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(("username", "password"), [("x" * 65, "y"), ("x", "y" * 257)])
def test_a_form_longer_than_any_account_is_refused(
    client: FlaskClient, username: str, password: str
) -> None:
    assert try_page(client, username, password).status_code == 422


def test_user_names_are_taken_as_they_are_written(client: FlaskClient) -> None:
    factories.person(username="zhang")

    assert try_page(client, "ZHANG", factories.PASSWORD).status_code == 401


def test_a_file_where_a_name_belongs_is_an_empty_name(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"username": (BytesIO(b"x"), "x.bin"), "password": "y"})

    assert answer.status_code == 422


def test_a_stranger_is_led_to_sign_in_and_back(client: FlaskClient) -> None:
    leader = factories.person(role="leader")

    asked = client.get("/r/inspections/x?y=1")
    signed_in = client.post(
        asked.location, data={"username": leader.username, "password": factories.PASSWORD}
    )

    assert asked.location == "/sign-in?next=%2Fr%2Finspections%2Fx%3Fy%3D1"
    assert signed_in.location == "/r/inspections/x?y=1"


@pytest.mark.parametrize("asked", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_nobody_is_led_to_another_site_after_signing_in(client: FlaskClient, asked: str) -> None:
    leader = factories.person(role="leader")

    answer = client.post(
        "/sign-in",
        query_string={"next": asked},
        data={"username": leader.username, "password": factories.PASSWORD},
    )

    assert answer.location == "/r/"


def test_whoever_is_signed_in_goes_home(sign_in: Callable[..., SignedIn]) -> None:
    assert sign_in("leader").get("/sign-in").location == "/r/"


def test_an_unknown_name_costs_a_password_check_too(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = passwords.matches

    def noted(kept: str, given: str) -> bool:
        checked.append(kept)
        return real(kept, given)

    monkeypatch.setattr(passwords, "matches", noted)

    client.post("/sign-in", data={"username": "nobody-here", "password": "whatever"})

    assert checked == [passwords.NOBODY]
