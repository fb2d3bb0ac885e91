"""What a phone hears of its records and lists, in order, once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from app.changes import actions
from app.changes.queries import newest
from app.changes.rules import Cursor, Scope
from app.extensions import begin_write, db
from app.zones.actions import import_geojson
from tests.conftest import SignedIn
from tests.phone import Phone, Sealed
from tests.review.steps import approve, record_of, send_back
from tests.sync.photo import PHOTO
from tests.zones.files import collection, feature

SignIn = Callable[..., SignedIn]


def read(client: SignedIn, **query: str | int) -> dict[str, Any]:
    """One page of the feed."""
    answer = client.get("/api/v1/changes", query_string=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.get_json()
    return page


def tell(*audience: int | None) -> None:
    """A row for each of these people; None is everybody."""
    begin_write()
    actions.record(Scope.TASKS, "task", audience=audience, data={})
    db.session.commit()


@pytest.fixture
def patrol(sign_in: SignIn) -> tuple[SignedIn, SignedIn, SignedIn]:
    """The officer who seals, the partner, and an officer who was elsewhere."""
    return sign_in("officer"), sign_in("officer"), sign_in("officer")


def deliver(officer: SignedIn, partner: SignedIn) -> tuple[Phone, Sealed]:
    """A record of both, sent by the first."""
    phone = Phone.enrol(officer, officer.person.id)
    officers = [str(officer.person.id), str(partner.person.id)]
    return phone, phone.deliver(PHOTO, officers=officers)


def test_a_return_reaches_both_officers_and_nobody_else(
    patrol: tuple[SignedIn, SignedIn, SignedIn], sign_in: SignIn
) -> None:
    officer, partner, other = patrol
    _, sealed = deliver(officer, partner)
    leader = sign_in("leader")

    send_back(leader, record_of(sealed), "photo_unclear", "other", text="Show the sign")

    (row,) = read(officer, scope="returns,decisions")["changes"]
    assert row["scope"] == "returns"
    assert (row["id"], row["version"]) == (sealed["id"], 1)
    assert row["data"] == {
        "inspection_id": sealed["id"],
        "number": record_of(sealed).number,
        "rev": 1,
        "sha256": record_of(sealed).head_sha256,
        "reasons": ["photo_unclear", "other"],
        "text": "Show the sign",
        "at_ms": row["at_ms"],
        "by": leader.person.name,
    }
    assert read(partner, scope="returns")["changes"][0]["data"] == row["data"]
    assert read(other, scope="returns")["changes"] == []
    assert read(leader, scope="returns")["changes"] == []


def test_an_approval_reaches_both_officers(
    patrol: tuple[SignedIn, SignedIn, SignedIn], sign_in: SignIn
) -> None:
    officer, partner, _ = patrol
    _, sealed = deliver(officer, partner)

    approve(sign_in("leader"), record_of(sealed))

    for client in (officer, partner):
        (row,) = read(client, scope="decisions")["changes"]
        assert row["data"]["decision"] == "approve"
        assert row["data"]["sha256"] == record_of(sealed).head_sha256


def test_an_accepted_correction_withdraws_the_return(
    patrol: tuple[SignedIn, SignedIn, SignedIn], sign_in: SignIn
) -> None:
    officer, partner, _ = patrol
    phone, sealed = deliver(officer, partner)
    send_back(sign_in("leader"), record_of(sealed), "photo_unclear")
    cursor = read(partner)["cursor"]

    assert phone.put(phone.correct(sealed)).status_code == 201

    (row,) = read(partner, since=cursor)["changes"]
    assert (row["scope"], row["id"], row["version"]) == ("returns", sealed["id"], 1)
    assert row["deleted"] is True
    assert "data" not in row


def test_imported_zones_are_told_to_everybody(sign_in: SignIn) -> None:
    begin_write()
    import_geojson(collection(feature()), actor="system", demo=False)
    db.session.commit()
    client = sign_in("officer")

    (row,) = read(client, scope="zones")["changes"]

    snapshot = client.get("/api/v1/snapshot/zones").get_json()
    assert (row["id"], row["data"]) == ("zones", {"version": snapshot["version"]})


def test_pages_follow_each_other_and_hide_the_rows_of_others(sign_in: SignIn) -> None:
    client, other = sign_in("officer"), sign_in("officer")
    mine, theirs = client.person.id, other.person.id
    tell(mine, theirs, None, mine, theirs, mine, None, theirs)

    seen: list[int] = []
    page = read(client, scope="tasks", limit=2)
    while True:
        seen += [row["seq"] for row in page["changes"]]
        if not page["more"]:
            break
        page = read(client, scope="tasks", limit=2, since=page["cursor"])

    first = newest() - 7
    assert [seq - first for seq in seen] == [0, 2, 3, 5, 6]
    # The rows of others are passed as well: nothing is left to read.
    assert page["cursor"] == str(Cursor(1, newest()))
    assert read(client, since=page["cursor"])["changes"] == []


def test_scopes_are_chosen_and_unknown_ones_ignored(sign_in: SignIn) -> None:
    client = sign_in("officer")
    tell(None)

    assert len(read(client, scope="tasks,weather")["changes"]) == 1
    assert read(client, scope="weather")["changes"] == []


def test_numbers_have_no_gap_and_a_rolled_back_one_is_used_again(sign_in: SignIn) -> None:
    client = sign_in("officer")
    tell(None)
    begin_write()
    actions.record(Scope.TASKS, "task", data={})
    db.session.rollback()
    tell(None, None)

    numbers = [row["seq"] for row in read(client)["changes"]]
    assert numbers == list(range(1, newest() + 1))


@pytest.mark.parametrize("cursor", [str(Cursor(2, 0)), str(Cursor(1, 999)), "made up", ""])
def test_a_cursor_that_is_not_of_this_log_is_gone(sign_in: SignIn, cursor: str) -> None:
    tell(None)

    answer = sign_in("officer").get("/api/v1/changes", query_string={"since": cursor})

    assert (answer.status_code, answer.get_json()["code"]) == (410, "cursor_gone")


def test_after_a_restore_old_cursors_are_gone(sign_in: SignIn) -> None:
    client = sign_in("officer")
    tell(None)
    cursor = read(client)["cursor"]
    begin_write()
    db.session.execute(text("INSERT INTO epochs (epoch, began_ms) VALUES (2, 0)"))
    db.session.commit()

    assert client.get(f"/api/v1/changes?since={cursor}").status_code == 410
    assert read(client)["epoch"] == 2


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_makes_no_sense_is_refused(sign_in: SignIn, limit: str) -> None:
    assert sign_in("officer").get(f"/api/v1/changes?limit={limit}").status_code == 400


def test_a_page_holds_at_most_500_rows(sign_in: SignIn) -> None:
    client = sign_in("officer")
    tell(*[None] * 501)

    page = read(client, limit=100_000, scope="tasks")

    assert (len(page["changes"]), page["more"]) == (500, True)


def test_a_ticket_reads_no_changes(officer: Phone) -> None:
    answer = officer.client.get("/api/v1/changes", headers=officer.authorization)

    assert answer.status_code == 403
