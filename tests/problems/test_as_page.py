"""Everywhere else an error is a page with the next step, in the reader's language."""

import pytest
from flask.testing import FlaskClient


def test_the_page_says_in_chinese_that_nothing_is_there(client: FlaskClient) -> None:
    answer = client.get("/nothing")

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert '<html lang="zh-CN"' in answer.text
    assert "没有找到这个页面。" in answer.text


def test_and_in_english_after_switching(client: FlaskClient) -> None:
    client.set_cookie("wz_lang", "en")

    answer = client.get("/nothing")

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert '<html lang="en"' in answer.text
    assert "There is nothing at this address." in answer.text
    assert "Go back to the start page." in answer.text
    assert "404 · not_found" in answer.text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh_CN", "这个地址不支持这种请求。"),
        ("en", "This address does not answer this kind of request."),
    ],
)
def test_another_method_than_the_page_takes_is_said_so(
    client: FlaskClient, language: str, sentence: str
) -> None:
    client.set_cookie("wz_lang", language)

    answer = client.get("/sign-out")

    assert answer.status_code == 405
    assert sentence in answer.text
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_a_stranger_who_sends_something_is_told_to_sign_in(client: FlaskClient) -> None:
    client.set_cookie("wz_lang", "en")

    answer = client.post("/r/inspections/x/decisions")

    assert answer.status_code == 401
    assert "You are not signed in" in answer.text


def test_the_address_is_not_repeated_as_markup(client: FlaskClient) -> None:
    answer = client.get("/<script>alert(1)</script>?<script>alert(2)</script>")

    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
