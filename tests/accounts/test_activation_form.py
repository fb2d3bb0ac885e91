"""The form to choose a password: says what is wrong at its field, and helps password managers."""

import pytest
from flask.testing import FlaskClient

from tests import factories
from tests.accounts.people import activate, give_code, try_api


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("7 chars", "shorter than 8 characters"),
        ("PERSON-Zhang", "the same as the user name"),
        ("x" * 257, "256"),
        ("", "Choose a password."),
    ],
)
def test_a_weak_password_is_refused_and_the_code_stays(
    client: FlaskClient, password: str, sentence: str
) -> None:
    person = factories.person(username="person-zhang")
    code = give_code(person)

    answer = activate(client, person.username, code, password)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert '<a href="#password">' in answer.text
    assert "<title>Error:" in answer.text
    assert activate(client, person.username, code).status_code == 303


def test_a_long_password_is_taken(client: FlaskClient) -> None:
    person = factories.person()
    long = "a sentence " * 20

    assert activate(client, person.username, give_code(person), long).status_code == 303
    assert try_api(client, person.username, long).status_code == 201


def test_an_empty_form_names_every_field(client: FlaskClient) -> None:
    page = activate(client, "", "", "").text

    for field in ("username", "code", "password"):
        assert f'<a href="#{field}">' in page
    assert page.count('aria-invalid="true"') == 3


def test_the_form_helps_password_managers(client: FlaskClient) -> None:
    page = client.get("/activate").text

    assert 'autocomplete="username"' in page
    assert 'autocomplete="one-time-code"' in page
    assert 'autocomplete="new-password"' in page
    assert 'data-reveal="password"' in page
