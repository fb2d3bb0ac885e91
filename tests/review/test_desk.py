"""The desk: the queue, the record page, deciding, photos."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import event, select

from app.audit.models import AuditLeaf
from app.core import clock
from app.evidence import jobs
from app.extensions import db
from app.inspections.rules import InspectionState
from app.law.catalogue import type_name
from app.review.models import Decision
from tests.conftest import SignedIn
from tests.phone import VERDICT, Phone, sha256
from tests.photos import phone_photo
from tests.review.steps import approve, record_of

PHOTO = phone_photo(640, 480)
SignIn = Callable[..., SignedIn]
NewPhone = Callable[..., Phone]


def test_the_queue_shows_the_oldest_first(
    phone: NewPhone, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = phone()
    now = clock.now_ms()
    monkeypatch.setattr(clock, "now_ms", lambda: now)
    officer.deliver(PHOTO, type="shopfront_overflow")
    monkeypatch.setattr(clock, "now_ms", lambda: now + 60_000)
    officer.deliver(PHOTO, type="stall_waste")

    leader = sign_in("leader")
    leader.set_cookie("wz_lang", "en")

    page = leader.get("/r/").text

    overflow, waste = type_name("shopfront_overflow", "en"), type_name("stall_waste", "en")
    assert 0 < page.index(overflow) < page.index(waste)


def test_a_record_whose_photos_are_missing_is_visible_and_marked(
    phone: NewPhone, sign_in: SignIn
) -> None:
    officer = phone()
    sealed = officer.record(PHOTO, phone_photo(640, 480, seed=9))
    officer.put(sealed)
    officer.create(sealed, 0, PHOTO)
    leader = sign_in("leader")
    leader.set_cookie("wz_lang", "en")

    page = leader.get("/r/").text

    assert "Photos incomplete 1/2" in page
    assert approve(leader, record_of(sealed)) == 409


def test_the_record_page_tells_both_clocks_and_the_verdict(
    phone: NewPhone, sign_in: SignIn
) -> None:
    sealed = phone().deliver(PHOTO)
    leader = sign_in("leader")
    leader.set_cookie("wz_lang", "en")

    page = leader.get(f"/r/inspections/{sealed['id']}").text

    assert "Probably in N08 (84 %)" in page
    assert clock.to_local(sealed["captured_ms"]).strftime("%Y-%m-%d %H:%M:%S") in page
    assert sealed["photos"][0]["sha256"][:8] in page
    assert "agreed with the server" in page


def test_below_even_odds_the_desk_does_not_say_probably(phone: NewPhone, sign_in: SignIn) -> None:
    sealed = phone().deliver(PHOTO, verdict={**VERDICT, "probability_permille": 320})
    leader = sign_in("leader")
    leader.set_cookie("wz_lang", "en")

    page = leader.get(f"/r/inspections/{sealed['id']}").text

    assert "Possibly in N08 (32 %)" in page


def test_approving_moves_the_record_and_leaves_a_trace(phone: NewPhone, sign_in: SignIn) -> None:
    sealed = phone().deliver(PHOTO)
    leader = sign_in("leader")

    assert approve(leader, record_of(sealed)) == 303

    assert record_of(sealed).state is InspectionState.APPROVED
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.person_id, decision.sha256) == (
        leader.person.id,
        record_of(sealed).head_sha256,
    )
    last = db.session.scalars(select(AuditLeaf).order_by(AuditLeaf.idx.desc())).first()
    assert last is not None
    assert json.loads(last.leaf)["type"] == "inspection.decided"


def test_the_second_decision_is_refused(phone: NewPhone, sign_in: SignIn) -> None:
    sealed = phone().deliver(PHOTO)
    approve(sign_in("leader"), record_of(sealed))

    assert approve(sign_in("reviewer"), record_of(sealed)) == 409
    assert len(db.session.scalars(select(Decision)).all()) == 1


def test_nobody_decides_on_their_own_record(phone: NewPhone, sign_in: SignIn) -> None:
    leader = sign_in("leader")
    own = Phone.enrol(leader, leader.person.id).deliver(PHOTO)
    officer = phone()
    as_partner = officer.deliver(PHOTO, officers=[str(officer.person_id), str(leader.person.id)])

    assert approve(leader, record_of(own)) == 403
    assert approve(leader, record_of(as_partner)) == 403


def test_a_decision_on_bytes_that_were_not_the_head_is_refused(
    phone: NewPhone, sign_in: SignIn
) -> None:
    sealed = phone().deliver(PHOTO)

    assert approve(sign_in("leader"), record_of(sealed), sha256=sha256(b"older")) == 409


@pytest.mark.parametrize(
    "form", [{"decision": "burn"}, {"rev": "one"}, {"decision": ""}], ids=["verb", "rev", "empty"]
)
def test_a_malformed_decision_is_refused(
    phone: NewPhone, sign_in: SignIn, form: dict[str, str]
) -> None:
    sealed = phone().deliver(PHOTO)

    assert approve(sign_in("leader"), record_of(sealed), **form) == 400


def test_officers_have_no_desk(phone: NewPhone, sign_in: SignIn) -> None:
    sealed = phone().deliver(PHOTO)
    officer = sign_in("officer")

    assert officer.get("/r/").status_code == 403
    assert approve(officer, record_of(sealed)) == 403


@pytest.mark.parametrize("rows", [1, 12])
def test_the_queue_costs_the_same_however_long(phone: NewPhone, sign_in: SignIn, rows: int) -> None:
    officer = phone()
    for _ in range(rows):
        officer.deliver(PHOTO)
    leader = sign_in("leader")
    statements: list[str] = []
    db.session.rollback()

    @event.listens_for(db.engine, "before_cursor_execute")
    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    leader.get("/r/")

    # Who is asking, the records, their photos, their branches, their withdrawals.
    assert len(statements) == 5


def test_a_thumbnail_is_shown_once_it_is_made(phone: NewPhone, sign_in: SignIn) -> None:
    photo_id = phone().deliver(PHOTO)["photos"][0]["id"]
    leader = sign_in("leader")

    before = leader.get(f"/r/photos/{photo_id}/thumbnail")
    jobs.make_derivatives(photo_id)
    after = leader.get(f"/r/photos/{photo_id}/thumbnail")
    after.close()

    assert before.status_code == 404
    assert (after.status_code, after.mimetype) == (200, "image/jpeg")
    assert leader.get(f"/r/photos/{photo_id}/../../etc").status_code == 404


def test_the_original_comes_as_an_attachment_and_leaves_a_trace(
    phone: NewPhone, sign_in: SignIn
) -> None:
    content = b"<svg onload=alert(1)>"
    photo_id = phone().deliver(content)["photos"][0]["id"]

    answer = sign_in("reviewer").post(f"/r/photos/{photo_id}/original")

    assert answer.data == content
    answer.close()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"
    types = [json.loads(leaf.leaf)["type"] for leaf in db.session.scalars(select(AuditLeaf))]
    assert types.count("photo.original_given_out") == 1


def test_an_empty_queue_says_so(sign_in: SignIn) -> None:
    assert 'data-testid="queue-empty"' in sign_in("leader").get("/r/").text


def test_an_unknown_record_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("leader").get("/r/inspections/none").status_code == 404


def test_a_forged_link_does_not_claim_a_decision(phone: NewPhone, sign_in: SignIn) -> None:
    sealed = phone().deliver(PHOTO)
    leader, other = sign_in("leader"), sign_in("reviewer")
    number = record_of(sealed).number
    approve(leader, record_of(sealed))

    assert 'data-testid="decided"' in leader.get(f"/r/?decided={number}").text
    assert 'data-testid="decided"' not in other.get(f"/r/?decided={number}").text
    assert 'data-testid="decided"' not in leader.get("/r/?decided=WZ-2026-999999").text


def test_whoever_comes_too_late_is_led_to_the_record(phone: NewPhone, sign_in: SignIn) -> None:
    record = record_of(phone().deliver(PHOTO))
    approve(sign_in("leader"), record)
    late = sign_in("reviewer")
    form = {"decision": "approve", "rev": "1", "sha256": record.head_sha256}

    page = late.post(f"/r/inspections/{record.id}/decisions", data=form).text

    assert f'href="/r/inspections/{record.id}"' in page


def test_a_note_cannot_turn_the_page_around(phone: NewPhone, sign_in: SignIn) -> None:
    sealed = phone().deliver(PHOTO, note="before \u202e after")

    page = sign_in("leader").get(f"/r/inspections/{sealed['id']}").text

    assert "before [U+202E] after" in page
