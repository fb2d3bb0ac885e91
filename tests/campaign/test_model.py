"""L1: the protocol holds in the model, and the model's checks have teeth."""

import random

import pytest

from tests.campaign import fresh
from tests.campaign.layers.l1_mutants import caught_at
from tests.campaign.model.disk import Disk
from tests.campaign.model.mutants import ALONE, PAIRS


def test_the_protocol_loses_nothing() -> None:
    result = fresh.run("L1", 60)

    assert result.done["photos stored"] > 100
    assert result.faults["server crash"] > 50


def test_the_protocol_outlives_a_restored_server() -> None:
    result = fresh.run("L1-restore", 40)

    assert result.faults["restore"] == 40


@pytest.mark.parametrize("mutant", [*ALONE, *PAIRS])
def test_a_mistake_is_caught(mutant: str) -> None:
    assert caught_at(mutant, schedules=2_000, seed=1) is not None


def test_a_disk_keeps_what_was_synced_and_named() -> None:
    for seed in range(50):
        disk = Disk()
        disk.write("a.part", 0, b"bytes")
        disk.sync("a.part")
        disk.rename("a.part", "a")
        disk.sync_folder()
        disk.write("b.part", 0, b"other")
        disk.lose_power(random.Random(seed))

        assert disk.seen["a"] == b"bytes"
        assert disk.seen.get("b.part") != b"other"
