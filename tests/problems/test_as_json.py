"""Under /api every error is a problem of RFC 9457, in the language that the caller accepts."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def _problem(answer: TestResponse) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json"
    body: dict[str, Any] = answer.get_json()
    assert body["status"] == answer.status_code
    return body


def test_a_problem_says_what_happened_and_what_to_do(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing", headers={"Accept-Language": "en"})

    assert _problem(answer) == {
        "type": "/problems#not_found",
        "title": "not_found",
        "status": 404,
        "code": "not_found",
        "detail": "There is nothing at this address.",
        "next": "Go back to the start page.",
    }


@pytest.mark.parametrize("accepted", ["zh-CN", "zh", "zh-CN,zh;q=0.9,en;q=0.8", "de", None])
def test_it_speaks_chinese_unless_english_is_preferred(
    client: FlaskClient, accepted: str | None
) -> None:
    headers = {} if accepted is None else {"Accept-Language": accepted}

    answer = client.get("/api/v1/nothing", headers=headers)

    assert _problem(answer)["detail"] == "没有找到这个页面。"


@pytest.mark.parametrize("accepted", ["en", "en-GB,en;q=0.9", "en,zh-CN;q=0.5"])
def test_it_speaks_english_to_those_who_prefer_it(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/api/v1/nothing", headers={"Accept-Language": accepted})

    assert _problem(answer)["detail"] == "There is nothing at this address."


def test_the_cookie_of_the_pages_does_not_change_the_api(client: FlaskClient) -> None:
    client.set_cookie("wz_lang", "en")

    assert _problem(client.get("/api/v1/nothing"))["detail"] == "没有找到这个页面。"


def test_an_address_that_does_not_take_the_method_names_those_it_takes(
    client: FlaskClient,
) -> None:
    answer = client.post("/api/v1/hello")

    assert _problem(answer)["code"] == "method_not_allowed"
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_body_that_is_too_large_is_a_problem_too(client: FlaskClient) -> None:
    answer = client.post("/api/v1/session", data=b" " * (4 * 1024 * 1024 + 1))

    assert answer.status_code in (400, 413)
    assert _problem(answer)["code"] in ("bad_request", "body_too_large")


def test_a_body_that_is_not_json_is_a_bad_request(client: FlaskClient) -> None:
    answer = client.post("/api/v1/session", data=b"{", content_type="application/json")

    assert (answer.status_code, _problem(answer)["code"]) == (400, "bad_request")
