"""Returning a record: what the form asks, what it leaves behind, how the record comes back."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.audit.models import AuditLeaf
from app.core import clock
from app.extensions import db
from app.inspections.rules import InspectionState
from app.law.catalogue import type_name
from app.review.models import Decision
from app.review.rules import ReturnReason
from tests.conftest import SignedIn
from tests.phone import Phone, Sealed, sha256
from tests.review.steps import approve, page_of, record_of, send_back

PHOTO = b"\xff\xd8 the first picture"
BETTER = b"\xff\xd8 a clearer picture"
SignIn = Callable[..., SignedIn]
NewPhone = Callable[..., Phone]


def test_a_returned_record_leaves_the_queue_and_keeps_the_reasons(
    phone: NewPhone, sign_in: SignIn
) -> None:
    sealed = phone().deliver(PHOTO)
    leader = sign_in("leader")

    answer = send_back(leader, record_of(sealed), "photo_unclear", "other", text="Stall sign")

    assert answer.status_code == 303
    assert record_of(sealed).state is InspectionState.RETURNED
    made = db.session.scalars(select(Decision)).one()
    assert made.reason_list == [ReturnReason.PHOTO_UNCLEAR, ReturnReason.OTHER]
    assert (made.text, made.rev, made.sha256) == ("Stall sign", 1, record_of(sealed).head_sha256)
    assert 'data-testid="queue-empty"' in leader.get("/r/").text


def test_the_log_tells_the_reasons_and_only_the_hash_of_the_text(
    phone: NewPhone, sign_in: SignIn
) -> None:
    sealed = phone().deliver(PHOTO)

    send_back(sign_in("leader"), record_of(sealed), "other", text="Mr Li is hidden")

    last = db.session.scalars(select(AuditLeaf).order_by(AuditLeaf.idx.desc())).first()
    assert last is not None
    leaf = json.loads(last.leaf)
    assert leaf["type"] == "inspection.decided"
    assert leaf["detail"] == {
        "decision": "return",
        "reasons": "other",
        "text_sha256": sha256(b"Mr Li is hidden"),
    }
    assert b"Mr Li" not in last.leaf


@pytest.mark.parametrize(
    ("reasons", "text", "told", "target"),
    [
        ([], "", "Choose at least one reason.", "return-reasons"),
        (["other"], " ", "Say in the text what should be corrected.", "return-text"),
        (["type_wrong"], "x" * 1001, "The text is longer than 1000 characters.", "return-text"),
    ],
)
def test_an_incomplete_return_comes_back_with_an_error_summary(
    phone: NewPhone, sign_in: SignIn, reasons: list[str], text: str, told: str, target: str
) -> None:
    sealed = phone().deliver(PHOTO)
    leader = sign_in("leader")
    leader.set_cookie("wz_lang", "en")

    answer = send_back(leader, record_of(sealed), *reasons, text=text)

    assert answer.status_code == 422
    assert f'<a href="#{target}">{told}</a>' in answer.text
    assert f'id="{target}"' in answer.text
    assert "<title>Error:" in answer.text
    assert record_of(sealed).state is InspectionState.SUBMITTED


def test_an_unknown_reason_is_refused(phone: NewPhone, sign_in: SignIn) -> None:
    sealed = phone().deliver(PHOTO)

    assert send_back(sign_in("leader"), record_of(sealed), "dislike").status_code == 400


def test_nobody_returns_their_own_record(phone: NewPhone, sign_in: SignIn) -> None:
    leader = sign_in("leader")
    own = Phone.enrol(leader, leader.person.id).deliver(PHOTO)

    assert send_back(leader, record_of(own), "type_wrong").status_code == 403


def test_a_returned_record_waits_for_its_officer(phone: NewPhone, sign_in: SignIn) -> None:
    sealed = phone().deliver(PHOTO)
    leader = sign_in("leader")
    send_back(leader, record_of(sealed), "type_wrong", text="Look\nagain")

    page = page_of(leader, sealed)

    assert "Returned for correction" in page
    assert "Wrong type" in page
    assert "Look\nagain" in page
    assert 'data-testid="approve"' not in page
    assert approve(leader, record_of(sealed)) == 409


def test_a_correction_comes_back_to_the_queue_and_is_decided_on_its_own(
    phone: NewPhone, sign_in: SignIn
) -> None:
    officer, leader = phone(), sign_in("leader")
    sealed = officer.deliver(PHOTO)
    send_back(leader, record_of(sealed), "photo_unclear")

    corrected = officer.correct(sealed, BETTER, struck={sealed["photos"][0]["id"]: "blurred"})
    assert officer.put(corrected).status_code == 201
    officer.create(corrected, 1, BETTER)

    leader.set_cookie("wz_lang", "en")
    assert "Corrected, revision 2" in leader.get("/r/").text
    page = page_of(leader, sealed)
    assert "Struck out by the officer: blurred" in page
    assert page.count("<figure") == 2
    assert "revision 1 returned" in page
    assert approve(leader, record_of(sealed), **_seen(corrected["corrects"])) == 409
    assert approve(leader, record_of(sealed)) == 303
    assert [d.rev for d in db.session.scalars(select(Decision).order_by(Decision.id))] == [1, 2]


def _seen(revision: Sealed) -> dict[str, str]:
    return {"rev": str(revision["rev"]), "sha256": revision["sha256"]}


def test_a_corrected_record_queues_behind_those_that_waited_longer(
    phone: NewPhone, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, leader, now = phone(), sign_in("leader"), clock.now_ms()
    leader.set_cookie("wz_lang", "en")
    monkeypatch.setattr(clock, "now_ms", lambda: now)
    first = officer.deliver(PHOTO, type="shopfront_overflow")
    send_back(leader, record_of(first), "photo_unclear")
    monkeypatch.setattr(clock, "now_ms", lambda: now + 60_000)
    officer.deliver(PHOTO, type="stall_waste")
    monkeypatch.setattr(clock, "now_ms", lambda: now + 120_000)

    officer.put(officer.correct(first))

    page = leader.get("/r/").text
    waiting = [type_name(code, "en") for code in ("stall_waste", "shopfront_overflow")]
    assert 0 < page.index(waiting[0]) < page.index(waiting[1])
    assert record_of(first).received_ms == now


def test_a_correction_does_not_change_who_was_at_the_scene(
    phone: NewPhone, sign_in: SignIn
) -> None:
    officer, leader, other = phone(), sign_in("leader"), sign_in("leader")
    sealed = officer.deliver(PHOTO, officers=[str(officer.person_id), str(leader.person.id)])
    send_back(other, record_of(sealed), "photo_unclear")

    answer = officer.put(officer.correct(sealed, BETTER, officers=[str(officer.person_id)]))

    assert "officers_changed" in answer.get_json()["flags"]
    assert approve(leader, record_of(sealed)) == 403


def test_a_restored_photo_is_no_longer_struck_out(phone: NewPhone, sign_in: SignIn) -> None:
    officer, leader = phone(), sign_in("leader")
    sealed = officer.deliver(PHOTO)
    send_back(leader, record_of(sealed), "photo_unclear")
    second = officer.correct(sealed, struck={sealed["photos"][0]["id"]: "blurred"}, note="2")
    officer.put(second)
    send_back(leader, record_of(sealed), "other", text="Keep it")

    assert officer.put(officer.correct(second, note="3")).status_code == 201

    assert "Struck out by the officer" not in page_of(leader, sealed)
