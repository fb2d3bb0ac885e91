"""Guessing passwords is slow: ten attempts a minute for one user name from one address."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import factories
from tests.accounts.people import sign_in_by_api, try_api, try_page

ATTEMPTS = 10


@pytest.mark.parametrize("attempt", [try_page, try_api])
def test_the_eleventh_attempt_of_a_minute_is_refused(
    client: FlaskClient, attempt: Callable[[FlaskClient, str], TestResponse]
) -> None:
    statuses = [attempt(client, "zhang").status_code for _ in range(ATTEMPTS + 1)]

    assert statuses == [401] * ATTEMPTS + [429]


def test_the_api_says_that_there_were_too_many(client: FlaskClient) -> None:
    for _ in range(ATTEMPTS):
        try_api(client, "zhang")

    answer = try_api(client, "zhang")

    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "too_many_attempts"
    assert answer.get_json()["detail"] == "There were too many attempts in a short time."


def test_the_page_says_so_in_words(client: FlaskClient) -> None:
    client.set_cookie("wz_lang", "en")
    for _ in range(ATTEMPTS):
        try_page(client, "zhang")

    answer = try_page(client, "zhang")

    assert "There were too many attempts in a short time." in answer.text
    assert "too_many_attempts" in answer.text


def test_even_the_right_password_waits_then(client: FlaskClient) -> None:
    person = factories.person()
    for _ in range(ATTEMPTS):
        try_api(client, person.username)

    assert sign_in_by_api(client, person).status_code == 429


def test_a_colleague_behind_the_same_address_is_not_locked_out(client: FlaskClient) -> None:
    person = factories.person()
    for _ in range(ATTEMPTS + 1):
        try_api(client, "zhang")

    assert sign_in_by_api(client, person).status_code == 201


def test_reading_the_page_is_no_attempt(client: FlaskClient) -> None:
    for _ in range(ATTEMPTS + 1):
        client.get("/sign-in")

    assert client.get("/sign-in").status_code == 200


def test_one_address_cannot_try_every_name(client: FlaskClient) -> None:
    statuses = [try_api(client, f"name{n}").status_code for n in range(61)]

    assert statuses == [401] * 60 + [429]
