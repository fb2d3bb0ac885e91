"""/version: which build runs on which schema, and nothing about components."""

from flask import Flask
from flask.testing import FlaskClient

from config import VERSION
from tests.conftest import ROOT


def test_the_version_names_build_and_schema(app: Flask, client: FlaskClient) -> None:
    app.config["BUILD_COMMIT"] = "abc123"
    newest = max(path.name[:4] for path in (ROOT / "migrations" / "versions").glob("*.py"))

    answer = client.get("/version")

    assert answer.get_json() == {"version": VERSION, "commit": "abc123", "database": newest}


def test_no_answer_names_what_we_are_made_of(client: FlaskClient) -> None:
    answer = client.get("/version")

    assert "X-Powered-By" not in answer.headers
    assert not any(word in answer.text.lower() for word in ("flask", "python", "sqlite"))
