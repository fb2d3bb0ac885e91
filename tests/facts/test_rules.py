"""Kinds of facts, and which have an effect."""

import pytest

from app.facts import rules
from app.facts.rules import FactKind, FactStatus


def test_a_kind_is_known_by_its_name() -> None:
    assert rules.kind_of("withdrawal") is FactKind.WITHDRAWAL
    assert rules.kind_of("weather") is None


def test_an_id_belongs_to_its_first_bytes() -> None:
    assert rules.status_of_new(id_known=False) is FactStatus.ACCEPTED
    assert rules.status_of_new(id_known=True) is FactStatus.CONFLICT_STORED


@pytest.mark.parametrize(
    ("kind", "names_record", "owner", "expected"),
    [
        (None, True, 1, ["kind_unknown"]),
        (FactKind.SUGGESTION, False, None, []),
        (FactKind.WITHDRAWAL, True, None, ["record_unknown"]),
        (FactKind.WITHDRAWAL, True, 1, []),
        (FactKind.WITHDRAWAL, True, 2, ["not_own_record"]),
        (FactKind.PHOTO_UNAVAILABLE, True, 2, ["not_own_record"]),
        # The partner reads decisions too.
        (FactKind.ACKNOWLEDGEMENT, True, 2, []),
    ],
)
def test_what_is_odd_about_a_fact(
    kind: FactKind | None, names_record: bool, owner: int | None, expected: list[str]
) -> None:
    flags = rules.flags(kind, names_record=names_record, record_owner=owner, person=1)

    assert flags == expected
