"""The catalogue: complete in both languages, unconfirmed, and the same words everywhere."""

from typing import Any

import pytest
import rfc8785

from app.core.encoding import sha256_hex
from app.law import catalogue


def test_the_six_big_chips_come_first() -> None:
    codes = [each.code for each in catalogue.in_force().violation_types]

    assert codes[:6] == [
        "zone_rule_breach",
        "unauthorised_stall",
        "shopfront_overflow",
        "open_bbq",
        "loudspeaker",
        "stall_waste",
    ]
    assert len(set(codes)) == len(codes) == 12


def test_the_outcomes_are_three() -> None:
    codes = [each.code for each in catalogue.in_force().outcomes]

    assert codes == ["persuaded_corrected", "moved_to_zone", "ordered"]


def test_nothing_is_confirmed_before_the_legal_section_says_so() -> None:
    entries = [*catalogue.in_force().violation_types, *catalogue.in_force().outcomes]

    assert not any(entry.confirmed for entry in entries)
    assert all(entry.source for entry in entries)
    assert catalogue.law_snapshot()["confirmed"] is False


def test_chip_names_fit_a_chip() -> None:
    assert all(len(each.name.zh) <= 6 for each in catalogue.in_force().violation_types)


def test_the_snapshot_carries_what_a_phone_shows_and_no_more() -> None:
    snapshot: dict[str, Any] = catalogue.law_snapshot()

    assert list(snapshot) == ["scope", "version", "confirmed", "violation_types", "outcomes"]
    assert snapshot["scope"] == "law"
    assert {frozenset(each) for each in snapshot["violation_types"]} == {
        frozenset({"code", "name", "hint"})
    }
    assert {frozenset(each) for each in snapshot["outcomes"]} == {frozenset({"code", "name"})}
    assert snapshot["violation_types"][0]["name"] == {
        "zh": "越线经营",
        "en": "Breach of zone rules",
    }


def test_the_version_is_the_hash_of_the_content() -> None:
    snapshot = catalogue.law_snapshot()
    version = snapshot.pop("version")
    del snapshot["scope"]

    assert version == sha256_hex(rfc8785.dumps(snapshot))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("locale", "type_name", "outcome_name"),
    [
        ("zh_CN", "占道经营", "责令改正"),
        ("en", "Unauthorised stall", "Ordered to correct"),
        ("fr", "占道经营", "责令改正"),
    ],
)
def test_names_follow_the_language(locale: str, type_name: str, outcome_name: str) -> None:
    assert catalogue.type_name("unauthorised_stall", locale) == type_name
    assert catalogue.outcome_name("ordered", locale) == outcome_name


def test_a_code_from_another_edition_is_its_own_name() -> None:
    assert not catalogue.is_known_type("moon_trading")
    assert not catalogue.is_known_outcome("moon_trading")
    assert catalogue.type_name("moon_trading", "zh_CN") == "moon_trading"
    assert catalogue.outcome_name("moon_trading", "en") == "moon_trading"


def test_known_codes_are_known_and_types_are_no_outcomes() -> None:
    assert catalogue.is_known_type("loudspeaker")
    assert catalogue.is_known_outcome("ordered")
    assert not catalogue.is_known_type("ordered")
    assert not catalogue.is_known_outcome("loudspeaker")
