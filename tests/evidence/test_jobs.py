"""The worker makes a stored photo viewable, or notes why it cannot be shown."""

from collections.abc import Callable

import pytest

from app.evidence import jobs, queries
from app.evidence.rules import Viewable
from tests.phone import Phone
from tests.photos import phone_photo


def test_a_stored_photo_becomes_viewable(phone: Callable[..., Phone]) -> None:
    photo_id = phone().deliver(phone_photo(640, 480))["photos"][0]["id"]

    jobs.make_derivatives(photo_id)

    photo = queries.photo(photo_id)
    assert photo is not None
    assert photo.viewable is Viewable.YES


@pytest.mark.parametrize("content", [b"<svg/>", b"\xff\xd8\xff but no picture"])
def test_what_cannot_be_shown_is_kept_with_its_reason(
    phone: Callable[..., Phone], content: bytes
) -> None:
    photo_id = phone().deliver(content)["photos"][0]["id"]

    jobs.make_derivatives(photo_id)

    photo = queries.photo(photo_id)
    assert photo is not None
    assert (photo.viewable, photo.stored) == (Viewable.NO, True)
    assert photo.unviewable_reason in {"not_a_picture", "damaged_picture"}


def test_a_photo_that_has_not_arrived_is_left_alone(phone: Callable[..., Phone]) -> None:
    officer = phone()
    sealed = officer.record(b"photo")
    officer.put(sealed)

    jobs.make_derivatives(sealed["photos"][0]["id"])

    photo = queries.photo(sealed["photos"][0]["id"])
    assert photo is not None
    assert photo.viewable is Viewable.PENDING
