"""What can be believed of what a phone says."""

import pytest

from app.devices import rules

ENROLLED = 1_000
NOW = 9_000
DECADE = 315_000_000_000


@pytest.mark.parametrize(
    ("said", "before", "believed"),
    [
        (5_000, None, 5_000),
        (5_000, 2_000, 5_000),
        (NOW, None, NOW),
        (ENROLLED - 1, None, ENROLLED),
        (ENROLLED - DECADE, 4_000, ENROLLED),
        (NOW + 1, 4_000, 4_000),
        (NOW + DECADE, None, NOW),
        (None, 4_000, 4_000),
        (None, None, NOW),
    ],
)
def test_the_oldest_unsent_item_lies_between_enrolment_and_now(
    said: int | None, before: int | None, believed: int
) -> None:
    found = rules.oldest_unsent(said, unsent=1, enrolled_ms=ENROLLED, before_ms=before, now_ms=NOW)

    assert found == believed


def test_where_nothing_waits_nothing_is_old() -> None:
    assert rules.oldest_unsent(5, unsent=0, enrolled_ms=ENROLLED, before_ms=5, now_ms=NOW) is None


@pytest.mark.parametrize(
    ("note", "epoch"),
    [
        ("wuzhi-patrol\n7\nAAAA\nepoch 3\ntime 5\n\n— wuzhi-patrol AAAA\n", 3),
        ("wuzhi-patrol\n7\nAAAA\n", None),
        ("epoch three\n", None),
        ("epoch 9999999999999999\n", None),
        ("", None),
    ],
)
def test_a_note_names_its_epoch_or_none(note: str, epoch: int | None) -> None:
    assert rules.epoch_of(note) == epoch
