"""The security headers, exactly, on every kind of answer."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

EXACT = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types wz"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ADDRESSES = {
    "page": "/sign-in",
    "officer app": "/f/",
    "redirect": "/",
    "api": "/api/v1/hello",
    "api error": "/api/v1/session",
    "static file": "/static/icons/icon-192.png",
    "error page": "/nothing-here",
    "missing static file": "/static/nothing",
    "health": "/healthz",
}
every_kind = pytest.mark.parametrize("path", ADDRESSES.values(), ids=ADDRESSES)


@every_kind
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        sent = {name: answer.headers.getlist(name) for name in EXACT}

    assert sent == {name: [value] for name, value in EXACT.items()}


@every_kind
def test_over_https_browsers_are_told_to_stay_there(
    app: Flask, client: FlaskClient, path: str
) -> None:
    app.config["PUBLIC_ORIGIN"] = "https://localhost"

    with client.get(path) as answer:
        told = answer.headers["Strict-Transport-Security"]

    assert told == "max-age=31536000; includeSubDomains"


def test_over_http_they_are_not(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


@pytest.mark.parametrize("path", ["/api/v1/hello", "/api/v1/session", "/api/v1/nothing"])
def test_api_answers_are_marked_as_ours_and_kept_by_nobody(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.headers["X-WZ-Api"] == "1"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/nothing", "/static/nothing"])
def test_only_the_api_is_marked(client: FlaskClient, path: str) -> None:
    assert "X-WZ-Api" not in client.get(path).headers


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/a/"])
def test_nobody_keeps_a_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_a_built_file_is_kept_for_ever_and_a_missing_one_is_not(client: FlaskClient) -> None:
    page = client.get("/sign-in").text
    built = re.findall(r'/static/dist/desk-[^"]+\.css', page)[0]

    with client.get(built) as kept:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in client.get("/static/dist/gone.css").headers.get("Cache-Control", "")
