"""A supervisor at the desk."""

from collections.abc import Callable

import pytest

from tests.conftest import SignedIn


@pytest.fixture
def leader(sign_in: Callable[..., SignedIn]) -> SignedIn:
    """A leader who reads English."""
    signed_in = sign_in("leader")
    signed_in.set_cookie("wz_lang", "en")
    return signed_in
