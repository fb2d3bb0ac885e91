"""An unsafe request must come from our own page, or carry a ticket that no other site has."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import SignedIn
from tests.phone import Phone

OURS = "http://localhost"


@pytest.fixture
def bare(app: Flask) -> FlaskClient:
    """A browser that says nothing of where a request comes from."""
    return app.test_client()


def _status(client: FlaskClient, **headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/language/en", headers=sent).status_code


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "", "Same-Origin"])
def test_other_sites_and_neighbours_are_refused(bare: FlaskClient, site: str) -> None:
    assert _status(bare, Sec_Fetch_Site=site) == 403


def test_our_own_page_is_let_in(bare: FlaskClient) -> None:
    assert _status(bare, Sec_Fetch_Site="same-origin") == 303


def test_fetch_metadata_counts_more_than_origin(bare: FlaskClient) -> None:
    assert _status(bare, Sec_Fetch_Site="cross-site", Origin=OURS) == 403


def test_an_old_browser_shows_our_origin_instead(bare: FlaskClient) -> None:
    assert _status(bare, Origin=OURS) == 303


@pytest.mark.parametrize(
    "origin",
    ["null", "", "https://localhost", "http://localhost:8080", "http://localhost.evil.example"],
)
def test_an_old_browser_on_another_origin_is_refused(bare: FlaskClient, origin: str) -> None:
    assert _status(bare, Origin=origin) == 403


def test_who_says_neither_is_refused(bare: FlaskClient) -> None:
    assert _status(bare) == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_every_unsafe_method_is_guarded(bare: FlaskClient, method: str) -> None:
    answer = bare.open("/api/v1/session", method=method, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, answer.get_json()["code"]) == (403, "cross_site")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_not_guarded(bare: FlaskClient, method: str) -> None:
    answer = bare.open("/sign-in", method=method, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 200


def test_another_site_cannot_ride_on_a_session(sign_in: Callable[..., SignedIn]) -> None:
    officer = sign_in("officer")

    refused = officer.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})

    assert refused.status_code == 403
    assert officer.get("/api/v1/session").status_code == 200


def test_a_request_with_a_ticket_passes_from_anywhere(
    phone: Callable[..., Phone], bare: FlaskClient
) -> None:
    enrolled = phone()
    enrolled.client = bare

    assert enrolled.put(enrolled.record()).status_code == 201


def test_the_refused_reader_is_told_why(client: FlaskClient) -> None:
    client.set_cookie("wz_lang", "en")

    answer = client.post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert "The request came from another site and was refused." in answer.text
