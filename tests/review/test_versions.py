"""Every version of a record stays visible: what differs, what was struck, what will not come."""

from collections.abc import Callable

import rfc8785

from app.inspections import reading
from app.law.catalogue import type_name
from app.review.versions import Compared, Difference, differences
from tests.conftest import SignedIn
from tests.phone import Phone
from tests.review.steps import approve, page_of, record_of, send_back

PHOTO = b"\xff\xd8 the first picture"
OTHER = b"\xff\xd8 another picture"
SignIn = Callable[..., SignedIn]
NewPhone = Callable[..., Phone]


def test_differences_are_named_one_by_one(phone: NewPhone) -> None:
    officer = phone()
    first = officer.record(PHOTO)
    struck = {first["photos"][0]["id"]: "blurred"}
    second = officer.correct(first, OTHER, struck=struck, type="stall_waste", note="seen again")

    found = differences(*(reading.parse(rfc8785.dumps(sealed)) for sealed in (first, second)))

    ids = [photo["id"] for photo in second["photos"]]
    assert found == [
        Difference(Compared.TYPE, ("zone_rule_breach",), ("stall_waste",)),
        Difference(Compared.NOTE, ("",), ("seen again",)),
        Difference(Compared.PHOTOS, (ids[0],), tuple(ids)),
        Difference(Compared.STRUCK, (), (ids[0],)),
    ]


def test_the_page_shows_what_a_correction_changed(phone: NewPhone, sign_in: SignIn) -> None:
    officer, leader = phone(), sign_in("leader")
    sealed = officer.deliver(PHOTO)
    send_back(leader, record_of(sealed), "type_wrong")
    officer.put(officer.correct(sealed, OTHER, type="stall_waste"))

    page = page_of(leader, sealed)

    card = page[page.index('data-testid="versions"') :]
    assert "replaced by a correction" in card
    assert type_name("zone_rule_breach", "en") in card
    assert type_name("stall_waste", "en") in card
    assert "2 (1 added)" in card


def test_a_different_version_is_seen_in_the_queue_and_on_the_page(
    phone: NewPhone, sign_in: SignIn
) -> None:
    officer, leader = phone(), sign_in("leader")
    sealed = officer.deliver(PHOTO)
    other = officer.record(PHOTO, OTHER, id=sealed["id"], note="from a restored phone")
    assert officer.put(other).status_code == 202
    leader.set_cookie("wz_lang", "en")

    assert "Different version stored" in leader.get("/r/").text
    page = page_of(leader, sealed)
    assert "stored beside the current one" in page
    assert "from a restored phone" in page
    assert "Named only by a different version" in page
    # Its photos are waited for by nobody.
    assert approve(leader, record_of(sealed)) == 303


def test_a_branch_that_comes_after_the_decision_is_found_in_the_list(
    phone: NewPhone, sign_in: SignIn
) -> None:
    officer, leader = phone(), sign_in("leader")
    sealed, plain = officer.deliver(PHOTO), officer.deliver(PHOTO)
    approve(leader, record_of(sealed))
    assert officer.put(officer.correct(sealed)).status_code == 202

    page = leader.get("/r/records?state=branched").text

    assert record_of(sealed).number in page
    assert record_of(plain).number not in page


def test_a_photo_that_will_not_come_lets_the_record_be_decided(
    phone: NewPhone, sign_in: SignIn
) -> None:
    officer, leader = phone(), sign_in("leader")
    sealed = officer.record(PHOTO)
    officer.put(sealed)
    assert approve(leader, record_of(sealed)) == 409
    officer.put_fact(
        officer.fact(
            "photo_unavailable",
            inspection_id=sealed["id"],
            photo_id=sealed["photos"][0]["id"],
            reason="the phone fell into the river",
        )
    )

    page = page_of(leader, sealed)

    assert "Will not come" in page
    assert "the phone fell into the river" in page
    assert "0 of 1 photos have arrived." in page
    assert "1 photo will not come" in leader.get("/r/").text
    assert approve(leader, record_of(sealed)) == 303


def test_a_withdrawn_record_stays_visible_and_is_marked(phone: NewPhone, sign_in: SignIn) -> None:
    officer, leader = phone(), sign_in("leader")
    sealed = officer.deliver(PHOTO)
    officer.put_fact(officer.fact("withdrawal", inspection_id=sealed["id"], reason="wrong stall"))

    page = page_of(leader, sealed)

    assert "withdrew the record: wrong stall" in page
    assert "Withdrawn by the officer" in leader.get("/r/").text
