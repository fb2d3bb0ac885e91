"""hello is how a phone tells the server from a portal, and what time it is."""

from flask.testing import FlaskClient

from app.core import clock


def test_hello_answers_strangers_with_the_server_clock(client: FlaskClient) -> None:
    before = clock.now_ms()

    answer = client.get("/api/v1/hello")

    assert answer.status_code == 200
    assert answer.headers["X-WZ-Api"] == "1"
    body = answer.get_json()
    assert before <= body["server_ms"] <= clock.now_ms()
    assert set(body) == {
        "server_ms",
        "epoch",
        "backup_horizon",
        "log_size",
        "checkpoint",
        "min_client",
        "latest_client",
    }


def test_the_backup_horizon_is_zero_until_a_backup_is_verified(client: FlaskClient) -> None:
    assert client.get("/api/v1/hello").get_json()["backup_horizon"] == 0
