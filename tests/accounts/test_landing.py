"""The start page leads everybody to where they work."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.conftest import SignedIn


def test_a_stranger_is_led_to_the_sign_in_page(client: FlaskClient) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer.location) == (302, "/sign-in")


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("officer", "/f/"),
        ("auxiliary", "/f/"),
        ("leader", "/r/"),
        ("reviewer", "/r/"),
        ("admin", "/a/"),
    ],
)
def test_everybody_is_led_to_the_page_of_their_role(
    sign_in: Callable[..., SignedIn], role: str, page: str
) -> None:
    person = sign_in(role)

    assert person.get("/").location == page
    assert person.get(page).status_code == 200
