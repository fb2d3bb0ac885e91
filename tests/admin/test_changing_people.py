"""Changing, disabling, enabling and resetting people at the desk of the administrator."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries
from tests import factories
from tests.accounts.people import try_api
from tests.admin.pages import code_on, known, person_form
from tests.audit.leaves import leaves_of
from tests.conftest import SignedIn

SignIn = Callable[..., SignedIn]


def test_somebody_is_changed(admin: SignedIn) -> None:
    person = factories.person(username="zhang", squadron="Second")

    answer = admin.post(
        f"/a/people/{person.id}",
        data=person_form(admin, name="Zhang Si", role="leader", cert_no=""),
    )

    assert (answer.status_code, answer.location) == (303, f"/a/people?saved={person.id}")
    assert "Zhang Si saved." in admin.get(answer.location).text
    changed = known("zhang")
    assert (changed.name, changed.role, changed.cert_no) == ("Zhang Si", "leader", "")
    assert changed.squadron_id == admin.person.squadron_id
    (leaf,) = leaves_of("person.edited")
    assert leaf["detail"]["changed"] == "name,role,squadron,cert_no"


def test_the_user_name_stays(admin: SignedIn) -> None:
    person = factories.person(username="zhang")

    admin.post(f"/a/people/{person.id}", data=person_form(admin, username="another"))

    assert queries.person_by_username("another") is None


def test_another_role_ends_the_sessions_that_had_the_old_one(
    admin: SignedIn, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    same = {"role": "officer", "name": "Another"}

    admin.post(f"/a/people/{officer.person.id}", data=person_form(admin, **same))
    assert officer.get("/api/v1/session").status_code == 200

    admin.post(f"/a/people/{officer.person.id}", data=person_form(admin, role="leader"))
    assert officer.get("/api/v1/session").status_code == 401


def test_the_last_administrator_stays_one(admin: SignedIn) -> None:
    own = f"/a/people/{admin.person.id}"

    answer = admin.post(own, data=person_form(admin, role="officer"))

    assert answer.status_code == 409
    assert '<a href="#role">This is the last administrator who can sign in.' in answer.text
    assert "last_admin" in admin.post(f"{own}/disable").text
    assert admin.get("/a/people").status_code == 200


def test_disabling_asks_once_more_and_works_at_once(admin: SignedIn, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    address = f"/a/people/{officer.person.id}/disable"

    assert officer.person.username in admin.get(address).text
    assert officer.get("/api/v1/session").status_code == 200

    assert admin.post(address).status_code == 303
    assert officer.get("/api/v1/session").status_code == 401
    assert [leaf["actor"] for leaf in leaves_of("person.disabled")] == [admin.person.actor]


def test_somebody_disabled_is_let_in_again(
    admin: SignedIn, client: FlaskClient, app: Flask
) -> None:
    person = factories.person()
    admin.post(f"/a/people/{person.id}/disable")
    page = admin.get(f"/a/people/{person.id}").text
    assert "Let sign in again" in page
    assert f"/a/people/{person.id}/reset" not in page

    assert admin.post(f"/a/people/{person.id}/enable").status_code == 303

    assert try_api(client, person.username, factories.PASSWORD).status_code == 201


def test_a_reset_asks_once_more_and_gives_a_new_code(admin: SignedIn, client: FlaskClient) -> None:
    person = factories.person()
    address = f"/a/people/{person.id}/reset"

    assert admin.get(address).status_code == 200
    assert try_api(client, person.username, factories.PASSWORD).status_code == 201

    answer = admin.post(address)
    assert answer.status_code == 303
    assert code_on(admin.get(answer.location).text)
    assert try_api(client, person.username, factories.PASSWORD).status_code == 401
    assert "handed out, ends 20" in admin.get(f"/a/people/{person.id}").text


def test_nobody_resets_themselves(admin: SignedIn) -> None:
    own = f"/a/people/{admin.person.id}"

    answer = admin.post(f"{own}/reset")

    assert (answer.status_code, "own_code" in answer.text) == (409, True)
    assert f"{own}/reset" not in admin.get(own).text
    assert admin.get("/a/people").status_code == 200
