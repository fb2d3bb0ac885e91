"""Every address declares who may call it, and refuses everybody else in the right words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.access import ANYONE, Permission
from app.guards import SAFE_METHODS

KNOWN_ROUTES = Path(__file__).parent / "routes.txt"
OURS = {"Sec-Fetch-Site": "same-origin", "Tus-Resumable": "1.0.0"}


def _rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, _methods(rule)))


def _methods(rule: Rule) -> list[str]:
    """The methods that we wrote; Flask adds OPTIONS by itself, and HEAD to every GET."""
    assert rule.methods is not None
    added = {"OPTIONS", "HEAD"} if "GET" in rule.methods else {"OPTIONS"}
    return sorted(rule.methods - added) or ["OPTIONS"]


def _access(app: Flask, rule: Rule) -> object:
    return getattr(app.view_functions[rule.endpoint], "access", None)


def _calls(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Each method of each address, with something plausible in its variable places."""
    for rule in _rules(app):
        values = dict.fromkeys(rule.arguments, 1 if "int:" in rule.rule else "x")
        address = app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in _methods(rule):
            yield rule, method, address


def test_every_route_declares_who_may_call_it(app: Flask) -> None:
    undeclared = [rule.endpoint for rule in _rules(app) if _access(app, rule) is None]

    assert not undeclared, f"add @requires(...) or @open_to_anyone to {undeclared}"


def test_a_declaration_is_a_permission_or_anyone(app: Flask) -> None:
    wrong = [
        rule.endpoint
        for rule in _rules(app)
        if not isinstance(access := _access(app, rule), Permission) and access != ANYONE
    ]

    assert not wrong


def test_a_route_without_a_declaration_is_refused(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/forgotten", view_func=lambda: "secret")

    assert client.get("/forgotten").status_code == 403


def test_every_api_route_answers_strangers_with_a_problem(app: Flask, client: FlaskClient) -> None:
    for rule, method, address in _calls(app):
        if not address.startswith("/api/") or _access(app, rule) == ANYONE:
            continue

        answer = client.open(address, method=method, headers=OURS)

        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), address
        assert method == "HEAD" or answer.get_json()["code"] == "not_signed_in"
        assert answer.headers["X-WZ-Api"] == "1"


def test_every_page_refuses_strangers(app: Flask, client: FlaskClient) -> None:
    for rule, method, address in _calls(app):
        if address.startswith("/api/") or _access(app, rule) == ANYONE:
            continue

        answer = client.open(address, method=method, headers=OURS)

        assert answer.status_code in (302, 303, 401), f"{method} {address}: {answer.status}"
        assert "Set-Cookie" not in answer.headers


def test_every_unsafe_route_refuses_other_sites(app: Flask, client: FlaskClient) -> None:
    unsafe = [call for call in _calls(app) if call[1] not in SAFE_METHODS]
    for _rule, method, address in unsafe:
        answer = client.open(address, method=method, headers={"Sec-Fetch-Site": "cross-site"})

        assert answer.status_code == 403, f"{method} {address}: {answer.status}"
    assert unsafe


def test_no_route_appears_or_disappears_unnoticed(app: Flask) -> None:
    now = [f"{' '.join(_methods(rule))} {rule.rule}" for rule in _rules(app)]

    known = KNOWN_ROUTES.read_text().splitlines()

    assert now == known, (
        "write the new route into tests/architecture/routes.txt; before you take one out, think of"
        " the phones that still run last month's app and of the links in people's messages"
    )


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_needed_by_some_view(app: Flask, permission: Permission) -> None:
    assert permission in {_access(app, rule) for rule in _rules(app)}
