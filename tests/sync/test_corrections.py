"""A correction becomes the head of a returned record; everything else is kept beside it."""

from collections.abc import Callable

import pytest
import rfc8785
from sqlalchemy import select

from app.extensions import db
from app.inspections.models import Revision
from app.inspections.rules import InspectionState, RevisionStatus
from tests.conftest import SignedIn
from tests.phone import Phone, Sealed, sha256
from tests.review.steps import approve, record_of, send_back
from tests.sync.photo import PHOTO

NEW = bytes(reversed(PHOTO))
SignIn = Callable[..., SignedIn]


@pytest.fixture
def returned(officer: Phone, sign_in: SignIn) -> Sealed:
    """A record that the desk sent back."""
    sealed = officer.deliver(PHOTO)
    assert send_back(sign_in("leader"), record_of(sealed), "photo_unclear").status_code == 303
    return sealed


def statuses() -> list[str]:
    """How the revisions were taken in, in the order of arrival."""
    rows = db.session.scalars(select(Revision).order_by(Revision.log_index))
    return [row.status.value for row in rows]


def test_a_correction_becomes_the_head_and_waits_at_the_desk(
    officer: Phone, returned: Sealed
) -> None:
    corrected = officer.correct(
        returned, NEW, type="stall_waste", note="seen again", outcome="handed_over"
    )

    answer = officer.put(corrected)

    assert answer.status_code == 201
    receipt = answer.get_json()["receipt"]
    assert receipt["key"] == f"inspections/{returned['id']}/revs/2"
    record = record_of(returned)
    assert receipt["number"] == record.number
    assert record.state is InspectionState.SUBMITTED
    assert (record.head_rev, record.head_sha256) == (2, sha256(rfc8785.dumps(corrected)))
    assert (record.violation_type, record.note) == ("stall_waste", "seen again")
    assert record.outcome == "handed_over"
    assert record.submitted_ms == receipt["received_ms"] >= record.received_ms


def test_the_new_photo_is_expected_and_the_old_one_stays(officer: Phone, returned: Sealed) -> None:
    corrected = officer.correct(returned, NEW)
    officer.put(corrected)

    assert officer.create(corrected, 1, NEW).status_code == 201
    assert "X-WZ-Receipt" in officer.head(corrected["photos"][0]["id"]).headers


def test_a_repeated_correction_gets_the_same_receipt_whatever_came_after(
    officer: Phone, returned: Sealed, sign_in: SignIn
) -> None:
    corrected = officer.correct(returned)
    first = officer.put(corrected).get_json()
    approve(sign_in("leader"), record_of(returned))

    for headers in ({}, {"If-Match": '"gone"'}):
        answer = officer.put(corrected, **headers)
        assert (answer.status_code, answer.get_json()["replayed"]) == (200, True)
        assert answer.get_json()["receipt"] == first["receipt"]


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        ({}, {"If-Match": ""}),
        ({}, {"If-Match": '"' + "0" * 64 + '"'}),
        ({"corrects": {"rev": 1, "sha256": "0" * 64}}, {}),
        ({"rev": 3}, {}),
        ({"rev": 1}, {}),
    ],
    ids=["no If-Match", "other If-Match", "corrects another", "gap", "not next"],
)
def test_a_correction_that_does_not_fit_is_stored_beside_the_head(
    officer: Phone, returned: Sealed, changes: Sealed, headers: dict[str, str]
) -> None:
    before = record_of(returned).head_sha256

    answer = officer.put(officer.correct(returned, **changes), **headers)

    assert answer.status_code == 202
    assert answer.get_json()["receipt"]["status"] == RevisionStatus.CONFLICT_STORED
    assert record_of(returned).head_sha256 == before
    assert record_of(returned).state is InspectionState.RETURNED
    assert statuses() == ["accepted", "conflict_stored"]


def test_a_correction_that_nobody_asked_for_is_stored_beside_the_head(
    officer: Phone, sealed: Sealed
) -> None:
    assert officer.put(officer.correct(sealed)).status_code == 202
    assert record_of(sealed).head_rev == 1


def test_of_two_corrections_the_second_is_stored_beside_the_first(
    officer: Phone, returned: Sealed
) -> None:
    one, two = officer.correct(returned, note="one"), officer.correct(returned, note="two")

    assert [officer.put(sealed).status_code for sealed in (one, two)] == [201, 202]
    assert record_of(returned).note == "one"


def test_a_photo_that_is_no_longer_named_is_flagged(officer: Phone, returned: Sealed) -> None:
    corrected = officer.correct(returned, photos=[officer.photo(NEW)])

    answer = officer.put(corrected)

    assert (answer.status_code, answer.get_json()["flags"]) == (201, ["photo_removed"])


@pytest.mark.parametrize(
    "changes",
    [{"corrects": "rev 1"}, {"corrects": {"rev": 1}}, {"struck": [{"id": "x", "reason": ""}]}],
)
def test_a_correction_of_another_form_is_refused(
    officer: Phone, returned: Sealed, changes: Sealed
) -> None:
    sealed = {**officer.correct(returned), **changes}

    answer = officer.put_bytes(rfc8785.dumps(sealed), sealed["id"], 2)

    assert answer.get_json()["code"] == "manifest_invalid"


def test_a_record_can_be_returned_and_corrected_again(
    officer: Phone, returned: Sealed, sign_in: SignIn
) -> None:
    second = officer.correct(returned)
    officer.put(second)
    send_back(sign_in("leader"), record_of(returned), "other", text="still unclear")

    third = officer.put(officer.correct(second, struck={returned["photos"][0]["id"]: "blurred"}))

    assert third.status_code == 201
    assert record_of(returned).head_rev == 3
    assert statuses() == ["accepted"] * 3
