"""The language of the pages: kept in a cookie, and back to where the reader was on this site."""

import pytest
from flask.testing import FlaskClient


def _switch(client: FlaskClient, back: str, locale: str = "en") -> str:
    answer = client.post(f"/language/{locale}", data={"back": back})
    assert answer.status_code == 303
    return str(answer.location)


def test_pages_are_chinese_at_first_whatever_the_browser_prefers(client: FlaskClient) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": "en"}).text

    assert '<html lang="zh-CN"' in page
    assert "登录" in page


def test_after_switching_pages_are_english(client: FlaskClient) -> None:
    _switch(client, "/sign-in")

    page = client.get("/sign-in").text

    assert '<html lang="en"' in page
    assert "Sign in" in page


def test_and_back_again(client: FlaskClient) -> None:
    client.set_cookie("wz_lang", "en")

    _switch(client, "/sign-in", locale="zh_CN")

    assert '<html lang="zh-CN"' in client.get("/sign-in").text


def test_the_choice_is_kept_for_a_year(client: FlaskClient) -> None:
    _switch(client, "/")

    cookie = client.get_cookie("wz_lang")
    assert cookie is not None
    assert (cookie.value, cookie.max_age, cookie.path) == ("en", 365 * 24 * 3600, "/")


@pytest.mark.parametrize("locale", ["de", "en_GB", "zh", "EN"])
def test_a_language_that_we_do_not_speak_changes_nothing(client: FlaskClient, locale: str) -> None:
    _switch(client, "/sign-in", locale=locale)

    assert client.get_cookie("wz_lang") is None


@pytest.mark.parametrize(
    "back", ["/", "/sign-in", "/r/?decided=WZ-2026-000001", "/r/inspections/a"]
)
def test_the_reader_comes_back_to_the_same_page(client: FlaskClient, back: str) -> None:
    assert _switch(client, back) == back


@pytest.mark.parametrize(
    "back",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",  # browsers and urlsplit drop tabs and line ends
        "/\n/evil.example/",
        "/\r\n/evil.example/",
        "/\t\\evil.example/",
        "javascript:alert(1)",
        " //evil.example/",
        "evil.example",
        "@evil.example",
    ],
)
def test_nobody_is_led_to_another_site(client: FlaskClient, back: str) -> None:
    assert _switch(client, back) == "/"


def test_without_a_page_to_go_back_to_the_reader_starts_over(client: FlaskClient) -> None:
    assert client.post("/language/en").location == "/"


def test_the_page_itself_says_where_to_come_back(client: FlaskClient) -> None:
    assert 'name="back" value="/sign-in?from=mail"' in client.get("/sign-in?from=mail").text
