"""When a backup is due, which copies may go, which database fits its folder."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import CHINA
from app.custody import rules
from app.custody.rules import Kept, Misfit


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "done", "tried", "due"),
    [
        ("2026-11-23 01:59", "2026-11-22 02:10", None, False),
        ("2026-11-23 02:00", "2026-11-22 02:10", None, True),
        ("2026-11-23 02:10", "2026-11-23 02:05", "2026-11-23 02:05", False),
        ("2026-11-23 02:50", "2026-11-22 02:10", "2026-11-23 02:00", False),  # it failed
        ("2026-11-23 03:00", "2026-11-22 02:10", "2026-11-23 02:00", True),
        ("2026-11-23 08:30", "2026-11-21 02:10", "2026-11-21 02:10", True),  # was off at night
        ("2026-11-23 08:30", "2026-11-23 07:00", None, False),  # installed this morning
    ],
)
def test_a_backup_is_due_at_its_hour_or_as_soon_as_the_machine_runs_again(
    now: str, done: str, tried: str | None, due: bool
) -> None:
    answer = rules.is_due(at(now), 2, done=at(done), tried=at(tried) if tried else None)

    assert answer is due


def nights(count: int, *, verified: bool = True) -> list[Kept]:
    """One copy each night up to the last one."""
    last = at("2026-11-23 02:00")
    return [Kept(f"{n:04d}", last - timedelta(days=count - n), verified) for n in range(count)]


def test_fourteen_days_and_twelve_months_stay() -> None:
    kept = nights(500)

    gone = set(rules.to_thin(kept))

    stay = [each for each in kept if each.id not in gone]
    assert stay[-14:] == kept[-14:]
    months = {each.made.strftime("%Y-%m") for each in stay}
    assert len(months) == 12
    assert len(stay) < 14 + 12


def test_without_a_verified_copy_nothing_goes() -> None:
    assert rules.to_thin(nights(100, verified=False)) == []


def test_a_copy_that_was_not_verified_goes_once_a_verified_one_is_newer() -> None:
    old, good, new = (
        Kept("old", at("2026-11-20 02:00"), verified=False),
        Kept("good", at("2026-11-21 02:00"), verified=True),
        Kept("new", at("2026-11-22 02:00"), verified=False),
    )

    assert rules.to_thin([old, good, new]) == ["old"]


instants = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001 -- made aware here
    lambda naive: naive.replace(tzinfo=CHINA)
)


@given(st.lists(st.tuples(instants, st.booleans())))
def test_the_newest_verified_copy_always_stays(drawn: Sequence[tuple[datetime, bool]]) -> None:
    kept = [Kept(str(n), made, verified) for n, (made, verified) in enumerate(drawn)]

    gone = set(rules.to_thin(kept))

    verified = [each for each in kept if each.verified]
    if verified:
        newest = max(each.made for each in verified)
        assert any(each.made == newest and each.id not in gone for each in verified)
    assert all(
        each.id not in gone
        for each in kept
        if not each.verified and all(other.made < each.made for other in verified)
    )


@pytest.mark.parametrize(
    ("epoch", "size", "stamped", "misfit"),
    [
        (1, 10, (1, 10), Misfit.NONE),
        (1, 11, (1, 10), Misfit.NONE),
        (1, 9, (1, 10), Misfit.SHORTER),
        (1, 50, (2, 10), Misfit.OTHER_EPOCH),
        (2, 50, (1, 10), Misfit.OTHER_EPOCH),
        (1, 10, None, Misfit.UNSTAMPED),
    ],
)
def test_a_database_must_fit_the_stamp_outside_of_it(
    epoch: int, size: int, stamped: tuple[int, int] | None, misfit: Misfit
) -> None:
    assert rules.misfit(epoch=epoch, log_size=size, stamped=stamped) is misfit


@pytest.mark.parametrize(
    ("known", "wanted", "epoch"),
    [((), None, 1), ((1,), None, 2), ((1, 4, 2), None, 5), ((1, 4), 7, 7), ((1, 4), 4, None)],
)
def test_a_new_epoch_is_beyond_every_one_that_was(
    known: Sequence[int], wanted: int | None, epoch: int | None
) -> None:
    assert rules.next_epoch(known, wanted) == epoch
