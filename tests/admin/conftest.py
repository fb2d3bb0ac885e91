"""An administrator at the desk."""

from collections.abc import Callable

import pytest

from tests.conftest import SignedIn


@pytest.fixture
def admin(sign_in: Callable[..., SignedIn]) -> SignedIn:
    """The administrator, reading English."""
    signed_in = sign_in("admin")
    signed_in.set_cookie("wz_lang", "en")
    return signed_in
