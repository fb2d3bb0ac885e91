"""The system page: the installation in numbers."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.admin import queries
from app.audit import log
from tests import factories
from tests.conftest import SignedIn
from tests.phone import Phone

SignIn = Callable[..., SignedIn]


def _figure(page: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>([^<]*)</dd>", page)
    assert found, f"{name} is not on the page"
    return found[1]


def test_an_empty_installation_is_shown_as_such(admin: SignedIn) -> None:
    page = admin.get("/a/").text

    assert _figure(page, "Records") == "0"
    assert _figure(page, "Photos kept") == "0"
    assert _figure(page, "Phones enrolled") == "0"
    assert float(_figure(page, "Free disk space").split()[0]) > 0


def test_the_page_counts_what_phones_have_sent(
    admin: SignedIn, phone: Callable[..., Phone]
) -> None:
    officer = phone()
    officer.deliver(b"the first photo")
    officer.put(officer.record(b"still on the phone", b"this one too"))

    page = admin.get("/a/").text

    assert _figure(page, "Records") == "2"
    assert _figure(page, "Photos kept") == "1"
    assert _figure(page, "Photos still on phones") == "2"
    assert _figure(page, "Phones enrolled") == "1"
    assert _figure(page, "Audit log entries") == str(log.size())


def test_nobodys_secrets_are_on_the_page(admin: SignedIn) -> None:
    page = admin.get("/a/").text

    assert "argon2" not in page
    assert factories.PASSWORD not in page


@pytest.mark.parametrize("role", ["officer", "auxiliary", "leader", "reviewer"])
def test_others_are_refused(sign_in: SignIn, role: str) -> None:
    assert sign_in(role).get("/a/").status_code == 403


def test_a_stranger_is_led_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/a/").location.startswith("/sign-in?")


def test_the_disk_is_counted_in_gib(admin: SignedIn) -> None:
    figures = queries.system_figures()

    assert 0 < figures.free_gib < 1_000_000
    assert figures.people == 1
