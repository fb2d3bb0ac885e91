"""The lists that phones keep."""

from collections.abc import Callable

import pytest

from tests import factories
from tests.conftest import SignedIn


@pytest.mark.parametrize("scope", ["zones", "law", "roster", "roads"])
def test_a_kept_list_is_not_sent_again(sign_in: Callable[..., SignedIn], scope: str) -> None:
    officer = sign_in("officer")
    first = officer.get(f"/api/v1/snapshot/{scope}")

    second = officer.get(
        f"/api/v1/snapshot/{scope}", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert first.get_json()["scope"] == scope
    assert first.headers["ETag"] == f'"{first.get_json()["version"]}"'
    assert (second.status_code, second.data) == (304, b"")


def test_the_roster_names_the_squadron_without_the_asker(sign_in: Callable[..., SignedIn]) -> None:
    officer = sign_in("officer")
    partner = factories.person(role="auxiliary")
    factories.person(role="officer", squadron="Another squadron")
    factories.person(role="reviewer")

    people = officer.get("/api/v1/snapshot/roster").get_json()["people"]

    assert [person["id"] for person in people] == [str(partner.id)]


def test_an_unknown_list_is_named_as_such(sign_in: Callable[..., SignedIn]) -> None:
    answer = sign_in("officer").get("/api/v1/snapshot/gossip")

    assert (answer.status_code, answer.get_json()["code"]) == (404, "snapshot_unknown")


def test_a_reviewer_has_no_use_for_snapshots(sign_in: Callable[..., SignedIn]) -> None:
    assert sign_in("reviewer").get("/api/v1/snapshot/zones").status_code == 403
