"""An officer's phone."""

from collections.abc import Callable

import pytest

from tests.phone import Phone


@pytest.fixture
def officer(phone: Callable[..., Phone]) -> Phone:
    return phone()
