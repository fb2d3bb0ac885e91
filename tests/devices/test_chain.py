"""The chain of what a phone sealed: breaks and numbers used twice are flagged, never refused."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.devices.chain import LINKS
from app.devices.rules import CHAIN_START, Link, chain_flags
from app.extensions import begin_write, db
from tests.phone import Phone, Sealed

NewPhone = Callable[..., Phone]
A, B, C, X = (letter * 64 for letter in "abcd")


@pytest.mark.parametrize(
    ("link", "known", "flags"),
    [
        (Link(1, A, CHAIN_START), [], []),
        (Link(1, A, X), [], ["chain_broken"]),
        (Link(2, B, A), [], []),
        (Link(2, B, A), [Link(1, A, CHAIN_START)], []),
        (Link(2, B, X), [Link(1, A, CHAIN_START)], ["chain_broken"]),
        (Link(2, B, A), [Link(3, C, B)], []),
        (Link(2, B, A), [Link(3, C, X)], ["chain_broken"]),
        (Link(2, B, A), [Link(1, A, CHAIN_START), Link(3, C, B)], []),
        (Link(2, B, A), [Link(2, X, A)], ["seq_reused"]),
        (Link(2, B, A), [Link(2, X, A), Link(3, C, X)], ["seq_reused"]),
        (Link(2, B, X), [Link(1, A, CHAIN_START), Link(2, C, A)], ["seq_reused", "chain_broken"]),
        (Link(3, C, B), [Link(2, X, A), Link(2, B, A)], []),
    ],
)
def test_a_link_is_compared_with_its_neighbours(
    link: Link, known: list[Link], flags: list[str]
) -> None:
    assert chain_flags(link, known) == flags


def flags_of(phone: Phone, sealed: Sealed) -> list[str]:
    """What the server finds odd about it."""
    send = phone.put if sealed["kind"] == "inspection" else phone.put_fact
    answer = send(sealed)
    assert answer.status_code in (201, 202), answer.text
    found: list[str] = answer.get_json()["flags"]
    return found


def said(phone: Phone, **members: object) -> Sealed:
    """A fact."""
    return phone.fact("suggestion", text="x", **members)


def test_records_and_facts_are_one_chain_in_whatever_order_they_come(phone: NewPhone) -> None:
    officer = phone()
    sealed = [officer.record(b"p"), said(officer), officer.record(b"q"), said(officer)]

    for position in (2, 0, 3, 1):
        assert flags_of(officer, sealed[position]) == []


def test_what_does_not_continue_the_chain_is_taken_and_flagged(phone: NewPhone) -> None:
    officer = phone()
    first = officer.record(b"p")
    second = officer.record(b"q", prev=X)
    third = said(officer, prev=X)

    assert flags_of(officer, first) == []
    assert flags_of(officer, second) == ["chain_broken"]
    assert flags_of(officer, third) == ["chain_broken"]


def test_what_comes_late_is_compared_with_what_followed_it(phone: NewPhone) -> None:
    officer = phone()
    first = officer.record(b"p")
    assert flags_of(officer, officer.record(b"q")) == []

    assert flags_of(officer, {**first, "note": "changed"}) == ["chain_broken"]


def test_a_number_used_twice_is_taken_and_flagged(phone: NewPhone) -> None:
    officer = phone()
    first = said(officer)
    assert flags_of(officer, first) == []

    assert flags_of(officer, officer.record(b"p", seq=1, prev=CHAIN_START)) == ["seq_reused"]


def test_the_same_bytes_again_are_no_second_use(phone: NewPhone) -> None:
    officer = phone()
    sealed = officer.record(b"p")
    flags_of(officer, sealed)

    answer = officer.put(sealed)

    assert (answer.status_code, answer.get_json()["flags"]) == (200, [])


def test_two_phones_of_an_officer_have_a_chain_each(phone: NewPhone) -> None:
    first = phone()
    second = Phone.enrol(first.client, first.person_id)

    assert flags_of(first, first.record(b"p")) == []
    assert flags_of(second, second.record(b"p")) == []


def test_a_flag_of_the_chain_takes_no_effect_from_a_withdrawal(phone: NewPhone) -> None:
    officer = phone()
    sealed = officer.record(b"p")
    officer.put(sealed)
    gone = officer.fact("withdrawal", inspection_id=sealed["id"], reason="mistake", prev=X)

    assert flags_of(officer, gone) == ["chain_broken"]
    assert db.session.connection().exec_driver_sql("SELECT effective FROM facts").scalar()


@pytest.mark.parametrize("act", [delete(LINKS), update(LINKS).values(prev=X)])
def test_the_database_refuses_to_change_the_chain(phone: NewPhone, act: object) -> None:
    officer = phone()
    flags_of(officer, officer.record(b"p"))
    begin_write()

    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(act)  # type: ignore[call-overload]


def test_the_chain_is_of_the_bytes_that_were_sealed(phone: NewPhone) -> None:
    officer = phone()
    sealed = officer.record(b"p")
    flags_of(officer, sealed)

    row = db.session.connection().execute(LINKS.select()).one()

    assert (row.device_id, row.seq, row.prev) == (officer.device_id, 1, CHAIN_START)
    assert row.sha256 == officer.prev
