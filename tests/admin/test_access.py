"""The administrator's pages are the administrator's alone."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import SignedIn

PAGES = [
    "/a/people",
    "/a/people/new",
    "/a/people/1",
    "/a/people/1/disable",
    "/a/people/1/reset",
    "/a/people/1/code",
    "/a/squadrons",
    "/a/squadrons/1",
    "/a/devices",
    "/a/devices/1",
    "/a/devices/1/freeze",
    "/a/devices/1/revoke",
    "/a/devices/1/let-in",
    "/a/zones",
    "/a/zones/import",
]
ACTS = [
    "/a/people/new",
    "/a/people/1",
    "/a/people/1/disable",
    "/a/people/1/enable",
    "/a/people/1/reset",
    "/a/squadrons",
    "/a/squadrons/1",
    "/a/devices/1/freeze",
    "/a/devices/1/revoke",
    "/a/devices/1/let-in",
    "/a/zones/import",
    "/a/zones/import/confirm",
]


@pytest.mark.parametrize("role", ["officer", "auxiliary", "leader", "reviewer"])
def test_others_are_refused_whatever_they_ask_for(
    sign_in: Callable[..., SignedIn], role: str
) -> None:
    person = sign_in(role)

    assert {person.get(page).status_code for page in PAGES} == {403}
    assert {person.post(act).status_code for act in ACTS} == {403}


def test_the_lists_above_are_complete(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/a/")]
    ours = [rule for rule in rules if rule.rule != "/a/"]

    def addresses(method: str) -> set[str]:
        return {
            app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 1))
            for rule in ours
            if method in (rule.methods or ())
        }

    assert addresses("GET") == set(PAGES)
    assert addresses("POST") == set(ACTS)


def test_what_does_not_exist_is_not_found(admin: SignedIn) -> None:
    for page in PAGES:
        if "1" in page:
            assert admin.get(page.replace("1", "999")).status_code == 404, page
    for act in ("/a/people/999/disable", "/a/people/999/enable", "/a/people/999/reset"):
        assert admin.post(act).status_code == 404


def test_a_former_administrator_is_refused_at_once(
    admin: SignedIn, sign_in: Callable[..., SignedIn]
) -> None:
    other = sign_in("admin")
    person = other.person
    form = {"name": person.name, "role": "reviewer", "squadron": person.squadron_id, "cert_no": ""}

    assert admin.post(f"/a/people/{person.id}", data=form).status_code == 303

    assert other.post("/a/people/new").status_code == 401
