"""Ids are UUIDv7, made here or on a phone."""

import re
import uuid

import pytest

from app.core import clock
from app.core.ids import UUID7_PATTERN, is_uuid7, uuid7

VALID = "0199a1b2-c3d4-7ef0-8123-456789abcdef"


def test_a_new_id_is_a_uuid_of_version_7_and_the_rfc_variant() -> None:
    made = uuid.UUID(uuid7())

    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_a_new_id_begins_with_the_milliseconds_of_its_making(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now_ms", lambda: 0x0199A1B2C3D4)

    assert uuid7().startswith("0199a1b2-c3d4-7")


def test_ids_of_one_millisecond_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now_ms", lambda: 1_790_000_000_000)

    assert len({uuid7() for _ in range(1000)}) == 1000


def test_what_we_make_is_what_we_take() -> None:
    made = uuid7()

    assert is_uuid7(made)
    assert re.fullmatch(UUID7_PATTERN, made)


def test_a_good_id_is_taken() -> None:
    assert is_uuid7(VALID)


@pytest.mark.parametrize(
    "text",
    [
        "",
        VALID.upper(),
        VALID.replace("-", ""),
        VALID.replace("-7ef0-", "-4ef0-"),  # version 4
        VALID.replace("-8123-", "-c123-"),  # another variant
        f"{{{VALID}}}",
        f"{VALID}0",
        f" {VALID}",
        f"{VALID}\n",
        f"../{VALID}",
        VALID.replace("0199", "\uff10\uff11\uff19\uff19"),  # full-width digits
    ],
)
def test_anything_else_is_no_id(text: str) -> None:
    assert not is_uuid7(text)
