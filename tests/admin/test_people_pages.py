"""People at the desk of the administrator: listed, made, given a code."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts import queries
from tests import factories
from tests.accounts.people import disable, try_api
from tests.admin.pages import add, cells, code_on, known
from tests.audit.leaves import leaves_of
from tests.conftest import SignedIn

SignIn = Callable[..., SignedIn]


def test_everybody_is_listed_by_squadron(admin: SignedIn) -> None:
    factories.person(role="auxiliary", username="zhao", name="Zhao <b>", squadron="Second")
    disable(factories.person(username="li", squadron="Third", name="Li"))

    page = admin.get("/a/people").text

    assert page.index(">Second <") < page.index("Zhao &lt;b&gt;") < page.index(">Third <")
    assert "Zhao <b>" not in page
    assert re.search(r"Zhao &lt;b&gt;\|+zhao\|+Auxiliary\|+none\|+active", cells(page))
    assert re.search(r"Li\|+li\|+Enforcement officer\|+cert-\d+\|+disabled", cells(page))


def test_nobodys_secrets_are_on_the_page(admin: SignedIn) -> None:
    page = admin.get("/a/people").text + admin.get(f"/a/people/{admin.person.id}").text

    assert "argon2" not in page
    assert factories.PASSWORD not in page


def test_somebody_new_gets_a_code_and_chooses_a_password(
    admin: SignedIn, client: FlaskClient
) -> None:
    answer = add(admin)
    assert answer.status_code == 303
    page = admin.get(answer.location).text

    assert "http://localhost/activate" in page
    assert "no password yet" in admin.get("/a/people").text
    form = {"username": "zhang", "code": code_on(page), "password": "long enough"}
    assert client.post("/activate", data=form).status_code == 303
    assert try_api(client, "zhang", "long enough").status_code == 201
    assert "no password yet" not in admin.get("/a/people").text


def test_the_log_names_the_administrator(admin: SignedIn) -> None:
    add(admin)

    for event in ("person.created", "person.code_issued"):
        (leaf,) = [leaf for leaf in leaves_of(event) if leaf["entity"] == known("zhang").actor]
        assert leaf["actor"] == admin.person.actor


def test_the_code_is_shown_once(admin: SignedIn) -> None:
    address = add(admin).location
    code = code_on(admin.get(address).text)

    again = admin.get(address).text

    assert code not in again
    assert "kept nowhere" in again
    assert admin.get_cookie("wz_code", path="/a/people") is None


def test_the_code_travels_in_a_cookie_that_no_script_reads(admin: SignedIn) -> None:
    (cookie,) = add(admin).headers.getlist("Set-Cookie")

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/a/people" in cookie
    assert "Max-Age=60" in cookie


def test_the_code_of_one_is_not_shown_as_that_of_another(admin: SignedIn) -> None:
    add(admin)

    assert "kept nowhere" in admin.get(f"/a/people/{admin.person.id}/code").text


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"username": ""}, "username", "Enter the user name."),
        ({"username": "zhang san"}, "username", "A user name has no spaces."),
        ({"username": "z" * 65}, "username", "Use at most 64 characters."),
        ({"name": "  "}, "name", "Enter the full name."),
        ({"cert_no": "4" * 41}, "cert_no", "Use at most 40 characters."),
        ({"role": "king"}, "role", ""),
        ({"squadron": 999}, "squadron", ""),
    ],
)
def test_a_form_with_a_fault_says_so_twice_and_keeps_what_was_typed(
    admin: SignedIn, fields: dict[str, object], field: str, sentence: str
) -> None:
    answer = add(admin, **{"name": "Zhang San", **fields})

    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert f'<a href="#{field}">{sentence}' in answer.text
    assert f'id="{field}-error">{sentence}' in answer.text
    assert 'value="41-0007"' in answer.text or field == "cert_no"
    assert queries.person_by_username("zhang") is None


def test_a_user_name_in_use_is_refused_at_its_field(admin: SignedIn) -> None:
    factories.person(username="zhang")

    answer = add(admin)

    assert answer.status_code == 409
    assert '<a href="#username">The user name zhang is in use.' in answer.text


def test_spaces_around_a_name_are_no_part_of_it(admin: SignedIn) -> None:
    add(admin, username=" zhang ", name=" Zhang San ")

    assert known("zhang").name == "Zhang San"
