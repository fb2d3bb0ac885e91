"""Signing in from the officer app."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import factories
from tests.accounts.people import disable, sign_in_by_api, try_api


def test_the_app_learns_who_signed_in(client: FlaskClient) -> None:
    person = factories.person(role="officer", name="Zhang", squadron="First")

    answer = sign_in_by_api(client, person)

    assert answer.status_code == 201
    assert answer.get_json() == {
        "person": {
            "id": str(person.id),
            "name": "Zhang",
            "role": "officer",
            "certified": True,
            "squadron": {"id": str(person.squadron_id), "name": "First"},
        }
    }


def test_an_auxiliary_holds_no_certificate(client: FlaskClient) -> None:
    person = factories.person(role="auxiliary")

    assert sign_in_by_api(client, person).get_json()["person"]["certified"] is False


def test_the_session_answers_who_it_belongs_to(client: FlaskClient) -> None:
    signed_in = sign_in_by_api(client, factories.person()).get_json()

    answer = client.get("/api/v1/session")

    assert (answer.status_code, answer.get_json()) == (200, signed_in)


def test_a_stranger_is_told_that_nobody_is_signed_in(client: FlaskClient) -> None:
    answer = client.get("/api/v1/session")

    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("case", ["wrong password", "unknown user", "disabled person"])
def test_every_refusal_is_the_same_problem(client: FlaskClient, case: str) -> None:
    person = factories.person()
    password = "wrong one" if case == "wrong password" else factories.PASSWORD
    if case == "disabled person":
        disable(person)

    answer = try_api(client, "nobody" if case == "unknown user" else person.username, password)

    assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in_refused")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {"username": "a"},
        {"username": "", "password": "b"},
        {"username": "a", "password": ""},
        {"username": ["a"], "password": "b"},
        {"username": "a", "password": None},
        {"username": "a" * 65, "password": "b"},
        {"username": "a", "password": "b", "role": "admin"},
    ],
)
def test_a_body_of_another_shape_is_a_bad_request(client: FlaskClient, body: Any) -> None:
    answer = client.post("/api/v1/session", json=body)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")


def test_a_form_is_not_what_the_api_takes(client: FlaskClient) -> None:
    person = factories.person()
    form = {"username": person.username, "password": factories.PASSWORD}

    answer = client.post("/api/v1/session", data=form)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")
