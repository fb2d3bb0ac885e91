"""The list of all records: found again, whatever became of them."""

import re
from collections.abc import Callable

import pytest

from app.review import queries
from tests.conftest import SignedIn
from tests.phone import Phone
from tests.review.steps import approve, record_of, send_back

SignIn = Callable[..., SignedIn]
NewPhone = Callable[..., Phone]


def numbers(page: str) -> list[str]:
    """The record numbers on a page, in order."""
    return re.findall(r">(WZ-\d{4}-\d{6})<", page)


def test_decided_and_returned_records_are_found_by_their_state(
    phone: NewPhone, sign_in: SignIn
) -> None:
    officer, leader = phone(), sign_in("leader")
    approved, returned, waiting = (officer.deliver() for _ in range(3))
    approve(leader, record_of(approved))
    send_back(leader, record_of(returned), "type_wrong")

    def listed(state: str) -> list[str]:
        return numbers(leader.get(f"/r/records?state={state}").text)

    assert listed("approved") == [record_of(approved).number]
    assert listed("returned") == [record_of(returned).number]
    assert listed("submitted") == [record_of(waiting).number]
    assert listed("branched") == []
    assert len(listed("")) == 3


def test_pages_follow_each_other_without_gap_or_repetition(
    phone: NewPhone, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_ROWS", 2)
    officer, leader = phone(), sign_in("leader")
    made = [record_of(officer.deliver()).number for _ in range(5)]

    seen, address = [], "/r/records"
    while address:
        page = leader.get(address).text
        seen.append(numbers(page))
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""

    assert [len(rows) for rows in seen] == [2, 2, 1]
    assert sorted(number for rows in seen for number in rows) == made


def test_the_newest_is_on_top(phone: NewPhone, sign_in: SignIn) -> None:
    officer, leader = phone(), sign_in("leader")
    made = [record_of(officer.deliver()) for _ in range(3)]
    newest_first = sorted(made, key=lambda record: (record.received_ms, record.id), reverse=True)
    expected = [record.number for record in newest_first]

    assert numbers(leader.get("/r/records").text) == expected


@pytest.mark.parametrize("query", ["state=burnt", "before=x", "before=x.y"])
def test_an_address_that_no_page_links_to_is_refused(sign_in: SignIn, query: str) -> None:
    assert sign_in("leader").get(f"/r/records?{query}").status_code == 400


def test_an_empty_list_says_so(sign_in: SignIn) -> None:
    assert 'data-testid="records-empty"' in sign_in("leader").get("/r/records").text


def test_officers_see_no_list(sign_in: SignIn) -> None:
    assert sign_in("officer").get("/r/records").status_code == 403
