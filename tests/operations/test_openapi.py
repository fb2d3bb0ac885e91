"""/api/v1/openapi.json is the machine-readable half of the contract."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def described(client: FlaskClient) -> dict[str, Any]:
    """The document as anybody gets it."""
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.get_json()
    return document


def test_it_is_openapi_of_this_version(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["info"]["version"]


def test_it_describes_every_call_of_the_api(app: Flask, described: dict[str, Any]) -> None:
    ours = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "operations.openapi"
        for method in (rule.methods or set()) & METHODS
    }

    told = {
        (path, method.upper())
        for path, calls in described["paths"].items()
        for method in calls
        if method.upper() in METHODS
    }

    assert ours == told


def test_it_describes_the_answers_of_a_revision(described: dict[str, Any]) -> None:
    answers = described["paths"]["/api/v1/inspections/{inspection_id}/revs/{rev}"]["put"][
        "responses"
    ]

    assert {"200", "201", "202", "401", "403", "422"} <= answers.keys()


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/([\w.]+)", str(described)))

    assert names
    assert names <= described["components"]["schemas"].keys()
