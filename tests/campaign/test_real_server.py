"""L2: the real server loses nothing, whatever befalls it and the phones."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.campaign import checker, fresh, registry
from tests.campaign.layers.l2_mutants import caught_at
from tests.campaign.ledger import Kind
from tests.campaign.real.installation import Installation, installed
from tests.campaign.real.schedule import Schedule
from tests.campaign.result import Harm, Violation


def test_the_real_server_loses_nothing() -> None:
    result = fresh.run("L2", 40)

    assert result.done["photos sealed"] > 40
    assert result.faults["server crash in a request"] > 5


def test_the_real_server_loses_nothing_when_it_is_restored() -> None:
    result = fresh.run("L2-restore", 12)

    assert result.faults["restore from a backup"] > 0


def test_the_same_seed_plays_the_same_schedule() -> None:
    first, second = (registry.layer("L2").run(4, 31) for _ in range(2))

    assert (first.faults, first.done) == (second.faults, second.done)


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[Installation, Schedule]]:
    """A schedule that was played to its end and holds: all kinds of things were sealed in it."""
    with installed() as installation:
        for seed in itertools.count(4):
            schedule = Schedule(installation, seed)
            schedule.run()
            if {line.kind for line in schedule.ledger.lines if not line.refused} == set(Kind):
                break
        yield installation, schedule


Played = tuple[Installation, Schedule]
Rows = list[tuple[Any, ...]]


@pytest.mark.parametrize("mutant", ["ack_before_commit", "lww", "no_dirsync", "no_epoch"])
def test_a_mistake_in_the_server_is_caught(mutant: str) -> None:
    with installed() as installation:
        assert caught_at(installation, mutant, schedules=200, seed=1) is not None


def judge(played: Played, query: Callable[..., Rows] | None = None) -> None:
    installation, schedule = played
    checker.check(query or installation.query, installation.folder, schedule.ledger)


def seen(played: Played, change: Callable[[str, Rows], Rows]) -> Callable[..., Rows]:
    """The database as the checker would see it after a change."""

    def query(statement: str, **values: object) -> Rows:
        return change(statement, played[0].query(statement, **values))

    return query


def without_one(table: str) -> Callable[[str, Rows], Rows]:
    """The first row is gone from whatever is read of this table."""
    return lambda statement, rows: rows[1:] if f"FROM {table}" in statement else rows


def test_the_checker_is_content_with_what_holds(played: Played) -> None:
    judge(played)


def test_the_checker_misses_a_leaf(played: Played) -> None:
    with pytest.raises(Violation) as found:
        judge(played, seen(played, without_one("audit_leaves")))

    assert found.value.harm is Harm.GAPS


@pytest.mark.parametrize("table", ["revisions", "facts", "photos"])
def test_the_checker_misses_a_row(played: Played, table: str) -> None:
    with pytest.raises(Violation):
        judge(played, seen(played, without_one(table)))


def test_the_checker_sees_a_row_twice(played: Played) -> None:
    def twice(statement: str, rows: Rows) -> Rows:
        return [*rows, rows[0]] if "sealed_bytes, receipt FROM revisions" in statement else rows

    with pytest.raises(Violation) as found:
        judge(played, seen(played, twice))

    assert found.value.harm is Harm.DUPLICATED


def test_the_checker_sees_changed_bytes(played: Played) -> None:
    def changed(statement: str, rows: Rows) -> Rows:
        if "sealed_bytes, receipt FROM revisions" not in statement:
            return rows
        record, rev, sha256, sealed, receipt = rows[0]
        return [(record, rev, sha256, bytes(sealed) + b" ", receipt), *rows[1:]]

    with pytest.raises(Violation) as found:
        judge(played, seen(played, changed))

    assert found.value.harm is Harm.MISMATCHED


def test_the_checker_sees_a_changed_photo(played: Played) -> None:
    photo = next((played[0].folder / "evidence").rglob("*.bin"))
    data = photo.read_bytes()
    photo.chmod(0o640)
    photo.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    try:
        with pytest.raises(Violation) as found:
            judge(played)
    finally:
        photo.write_bytes(data)

    assert found.value.harm is Harm.MISMATCHED


def test_the_checker_shares_no_code_with_the_product() -> None:
    text = Path(checker.__file__).read_text()

    assert "import app" not in text
    assert "from app" not in text
    assert "tests.phone" not in text


def test_a_checkpoint_that_the_log_does_not_contain_is_seen(played: Played) -> None:
    installation, schedule = played
    ((epoch,),) = installation.query("SELECT max(epoch) FROM epochs")
    schedule.ledger.checkpoints.append((int(str(epoch)), 2, "00" * 32))
    try:
        with pytest.raises(Violation) as found:
            judge(played)
    finally:
        schedule.ledger.checkpoints.pop()

    assert found.value.harm is Harm.GAPS
