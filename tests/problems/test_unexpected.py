"""A bug becomes a 500 that tells nothing of our insides, and a line in the log."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.access import open_to_anyone
from app.extensions import begin_write, db
from tests.conftest import SignedIn

SECRET = "the database password is hunter2"


@open_to_anyone
def _break() -> str:
    raise RuntimeError(SECRET)


@pytest.fixture
def broken(app: Flask) -> Flask:
    """The product as it serves people, with a bug in two addresses."""
    app.add_url_rule("/broken", "broken_page", _break)
    app.add_url_rule("/api/v1/broken", "broken_api", _break)
    app.config["TESTING"] = False
    return app


def test_the_api_answers_with_a_problem(broken: Flask, client: FlaskClient) -> None:
    answer = client.get("/api/v1/broken", headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert answer.get_json()["code"] == "unexpected"
    assert answer.get_json()["detail"] == "The server made a mistake. It has been noted."
    assert answer.headers["X-WZ-Api"] == "1"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh_CN", "服务器出错，已记录。"),
        ("en", "The server made a mistake. It has been noted."),
    ],
)
def test_people_get_a_page(
    broken: Flask, client: FlaskClient, language: str, sentence: str
) -> None:
    client.set_cookie("wz_lang", language)

    answer = client.get("/broken")

    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert sentence in answer.text


@pytest.mark.parametrize("path", ["/broken", "/api/v1/broken"])
def test_nothing_of_our_insides_gets_out(broken: Flask, client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    for inside in (SECRET, "RuntimeError", "Traceback", "test_unexpected"):
        assert inside not in answer.text


def test_the_log_has_the_whole_story(
    broken: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/broken")

    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage() == "unexpected error at /broken"
    assert record.exc_info is not None
    assert SECRET in str(record.exc_info[1])


def test_a_bug_is_raised_in_the_face_of_a_test(broken: Flask, client: FlaskClient) -> None:
    broken.config["TESTING"] = True

    with pytest.raises(RuntimeError, match="hunter2"):
        client.get("/broken")


@pytest.mark.parametrize("path", ["/r/", "/api/v1/session"])
def test_even_without_its_sessions_the_server_answers_in_words(
    broken: Flask, sign_in: Callable[..., SignedIn], path: str
) -> None:
    leader = sign_in("leader")
    begin_write()
    db.session.execute(text("DROP TABLE sessions"))
    db.session.commit()

    answer = leader.get(path)

    assert answer.status_code == 500
    assert "unexpected" in answer.text
