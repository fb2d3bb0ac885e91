"""A power cut at any system call loses nothing that was acknowledged, and the server goes on."""

import pytest

from tests.campaign import fresh, registry
from tests.crash.mutants import MUTANTS

STATES = 16


def test_no_power_cut_loses_what_was_acknowledged() -> None:
    result = fresh.run("L6", STATES)

    assert result.done["answers before the cut"]


@pytest.mark.parametrize("number", range(len(MUTANTS)))
def test_mistakes_in_making_things_durable_are_caught(number: int) -> None:
    result = registry.layer("L6-mutants").run(1, number)

    assert not result.failures, result.failures
