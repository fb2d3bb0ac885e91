"""Filling in and reading the administrator's pages."""

import re

from werkzeug.test import TestResponse

from app.accounts import queries
from app.accounts.models import Person
from tests.conftest import SignedIn


def person_form(admin: SignedIn, **fields: object) -> dict[str, object]:
    """Zhang San, an officer in the administrator's squadron, unless said otherwise."""
    usual = {
        "username": "zhang",
        "name": "Zhang San",
        "role": "officer",
        "squadron": admin.person.squadron_id,
        "cert_no": "41-0007",
    }
    return usual | fields


def add(admin: SignedIn, **fields: object) -> TestResponse:
    """Add somebody."""
    return admin.post("/a/people/new", data=person_form(admin, **fields))


def code_on(page: str) -> str:
    """The one-time code that the page shows."""
    found = re.search(r'data-testid="one-time-code">([^<]+)<', page)
    assert found, "no code on the page"
    return found[1]


def known(username: str) -> Person:
    """Somebody who was added."""
    found = queries.person_by_username(username)
    assert found is not None
    return found


def cells(page: str) -> str:
    """The texts of a page, with one bar for all the markup between two of them."""
    return re.sub(r"(<[^>]+>)+", "|", re.sub(r">\s+<", "><", page))
