"""/status tells a phone what the server has of its items, so that it sends what is missing."""

from collections.abc import Callable

import pytest
import rfc8785

from app.core.ids import uuid7
from tests.phone import GENESIS, Phone, Sealed, sha256
from tests.sync.photo import HALF, PHOTO, photo_id

NEVER_SEEN = "0199a1b2-c3d4-7ef0-8123-456789abcdef"


def key_of(sealed: Sealed) -> tuple[str, str]:
    """A revision's or fact's key and hash."""
    key = (
        f"inspections/{sealed['id']}/revs/{sealed['rev']}"
        if sealed["kind"] == "inspection"
        else f"facts/{sealed['id']}"
    )
    return key, sha256(rfc8785.dumps(sealed))


def photo_key(sealed: Sealed) -> tuple[str, str]:
    """The only photo's key and hash."""
    return f"photos/{photo_id(sealed)}", sha256(PHOTO)


def states(phone: Phone, *items: tuple[str, str]) -> list[str]:
    """What the server says of each."""
    answer = phone.status(*items)
    assert answer.status_code == 200, answer.text
    return [item["state"] for item in answer.get_json()["items"]]


def test_what_is_stored_comes_with_the_receipt_that_was_given(officer: Phone) -> None:
    sealed = officer.record()
    fact = officer.fact("suggestion", text="x")
    receipts = [
        officer.put(sealed).get_json()["receipt"],
        officer.put_fact(fact).get_json()["receipt"],
    ]

    items = officer.status(key_of(sealed), key_of(fact)).get_json()["items"]

    assert [item["receipt"] for item in items] == receipts
    assert [item["state"] for item in items] == ["stored", "stored"]
    assert [item["key"] for item in items] == [key_of(sealed)[0], key_of(fact)[0]]


def test_a_photo_goes_from_unknown_to_partial_to_stored(officer: Phone, sealed: Sealed) -> None:
    assert states(officer, photo_key(sealed)) == ["unknown"]

    officer.create(sealed, 0, PHOTO[:HALF])
    (partial,) = officer.status(photo_key(sealed)).get_json()["items"]
    officer.patch(photo_id(sealed), HALF, PHOTO[HALF:])
    (stored,) = officer.status(photo_key(sealed)).get_json()["items"]

    assert partial == {"key": photo_key(sealed)[0], "state": "partial", "offset": HALF}
    assert stored["state"] == "stored"
    assert stored["receipt"]["sha256"] == sha256(PHOTO)


def test_other_bytes_under_a_known_key_are_different(officer: Phone, sealed: Sealed) -> None:
    fact = officer.fact("suggestion", text="x")
    officer.put_fact(fact)
    keys = [key_of(sealed)[0], key_of(fact)[0], photo_key(sealed)[0]]

    assert states(officer, *((key, GENESIS) for key in keys)) == ["different"] * 3


def test_both_versions_of_a_revision_are_stored(officer: Phone, sealed: Sealed) -> None:
    other = {**sealed, "note": "other bytes"}
    assert officer.put(other).status_code == 202

    assert states(officer, key_of(sealed), key_of(other)) == ["stored", "stored"]


def test_another_officer_learns_nothing(
    officer: Phone, sealed: Sealed, phone: Callable[..., Phone]
) -> None:
    fact = officer.fact("suggestion", text="x")
    officer.put_fact(fact)
    items = [key_of(sealed), key_of(fact), photo_key(sealed), (key_of(sealed)[0], GENESIS)]

    assert states(phone(), *items) == ["unknown"] * 4


@pytest.mark.parametrize(
    "key",
    [
        f"facts/{NEVER_SEEN}",
        f"inspections/{NEVER_SEEN}/revs/1",
        f"photos/{NEVER_SEEN}",
        "videos/7",
        "",
        "inspections/x/revs/y",
    ],
)
def test_what_the_server_never_saw_is_unknown(officer: Phone, key: str) -> None:
    assert states(officer, (key, GENESIS)) == ["unknown"]


def test_the_answers_keep_the_order_of_the_questions(officer: Phone, sealed: Sealed) -> None:
    asked = [("photos/x", GENESIS), key_of(sealed), photo_key(sealed), key_of(sealed)]

    answer = officer.status(*asked).get_json()["items"]

    assert [item["key"] for item in answer] == [key for key, _ in asked]


def test_five_hundred_items_may_be_asked_for_at_once_and_no_more(officer: Phone) -> None:
    keys = [(f"photos/{uuid7()}", GENESIS) for _ in range(501)]

    assert states(officer, *keys[:500]) == ["unknown"] * 500
    assert officer.status(*keys).status_code == 400


@pytest.mark.parametrize("item", [("photos/x", "00"), ("x" * 201, GENESIS), (7, GENESIS)])
def test_a_question_of_another_shape_is_refused(officer: Phone, item: tuple[str, str]) -> None:
    answer = officer.status(item)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")
