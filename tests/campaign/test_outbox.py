"""A sample of L3: schedules that nobody has seen before, and proof that its checks have teeth."""

import pytest

from tests.campaign import fresh, registry
from tests.campaign.layers.l3_mutants import caught_at


def test_the_outbox_keeps_its_promises_under_faults() -> None:
    result = fresh.run("L3", 40)

    assert result.done["promised"] > 40
    assert len(result.faults) > 20


def test_the_same_seed_plays_the_same_schedules() -> None:
    first, second = (registry.layer("L3").run(5, 11) for _ in range(2))

    assert (first.faults, first.done) == (second.faults, second.done)


@pytest.mark.parametrize("mutant", ["delete_first", "hol"])
def test_a_mistake_in_the_outbox_is_caught(mutant: str) -> None:
    at, _seen = caught_at(mutant, 60, 1)

    assert at is not None
