"""An officer's phone, and a record whose photo the server lacks."""

from collections.abc import Callable

import pytest

from tests.phone import Phone, Sealed
from tests.sync.photo import PHOTO


@pytest.fixture
def officer(phone: Callable[..., Phone]) -> Phone:
    return phone()


@pytest.fixture
def sealed(officer: Phone) -> Sealed:
    """A record that the server has, whose photo it lacks."""
    sealed = officer.record(PHOTO)
    assert officer.put(sealed).status_code == 201
    return sealed
