"""/healthz: the process answers, whatever else is broken."""

from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db


def test_a_running_process_is_healthy(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_a_broken_database_does_not_make_the_process_unhealthy(
    app: Flask, client: FlaskClient
) -> None:
    db.session.remove()
    db.engine.dispose()
    (app.config["DATA_DIR"] / "wuzhi.db").write_bytes(b"no database" * 1000)

    assert client.get("/healthz").status_code == 200
