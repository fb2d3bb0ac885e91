"""The session's cookie is for this host alone, out of reach of scripts and of other sites."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import parse_cookie
from werkzeug.test import TestResponse

from app.core import clock
from tests import factories

HTTPS = "https://chengguan.example"


def _sign_in(client: FlaskClient, **options: str) -> TestResponse:
    form = {"username": factories.person().username, "password": factories.PASSWORD}
    return client.post("/sign-in", data=form, **options)


def _flags(set_cookie: str) -> set[str]:
    return {flag.strip() for flag in set_cookie.split(";")[1:]} - {""}


@pytest.fixture
def https(app: Flask) -> Flask:
    """The product behind HTTPS."""
    app.config["PUBLIC_ORIGIN"] = HTTPS
    return app


def test_over_http_the_cookie_has_a_plain_name(client: FlaskClient) -> None:
    header = _sign_in(client).headers["Set-Cookie"]

    assert header.startswith("wz_session=")
    flags = {flag for flag in _flags(header) if not flag.startswith("Expires=")}
    assert flags == {"HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={12 * 3600}"}


def test_over_https_the_cookie_is_bound_to_the_host(https: Flask, client: FlaskClient) -> None:
    header = _sign_in(client, base_url=HTTPS).headers["Set-Cookie"]

    assert header.startswith("__Host-wz_session=")
    flags = {flag for flag in _flags(header) if not flag.startswith("Expires=")}
    assert flags == {"Secure", "HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={12 * 3600}"}


def test_over_https_the_bound_cookie_opens_the_session(https: Flask, client: FlaskClient) -> None:
    _sign_in(client, base_url=HTTPS)

    assert client.get("/api/v1/session", base_url=HTTPS).status_code == 200


def test_over_https_a_cookie_of_the_plain_name_counts_for_nothing(
    https: Flask, client: FlaskClient
) -> None:
    """Any neighbour host of the same domain could have set that one."""
    token = parse_cookie(_sign_in(client, base_url=HTTPS).headers["Set-Cookie"])[
        "__Host-wz_session"
    ]
    other = https.test_client()
    other.set_cookie("wz_session", token, domain="chengguan.example")

    assert other.get("/api/v1/session", base_url=HTTPS).status_code == 401


def test_signing_out_takes_the_bound_cookie_away(https: Flask, client: FlaskClient) -> None:
    _sign_in(client, base_url=HTTPS)

    header = client.post("/sign-out", base_url=HTTPS).headers["Set-Cookie"]

    assert header.startswith("__Host-wz_session=;")
    assert {"Max-Age=0", "Secure", "Path=/"} <= _flags(header)


def test_nothing_else_is_set_by_signing_in(client: FlaskClient) -> None:
    assert len(_sign_in(client).headers.getlist("Set-Cookie")) == 1


def test_each_session_has_a_token_of_its_own(client: FlaskClient) -> None:
    first, second = (_sign_in(client).headers["Set-Cookie"].split(";")[0] for _ in range(2))

    assert first != second


def test_the_hours_of_the_setting_are_the_hours_of_the_cookie(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["SESSION_HOURS"] = 2

    header = _sign_in(client).headers["Set-Cookie"]

    assert "Max-Age=7200" in _flags(header)
    then = clock.now_ms() + 2 * 3_600_000
    monkeypatch.setattr(clock, "now_ms", lambda: then)
    assert client.get("/api/v1/session").status_code == 401
