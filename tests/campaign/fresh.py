"""Schedules that nobody has seen before, for the suite."""

import random

from tests.campaign import registry
from tests.campaign.__main__ import replay_command
from tests.campaign.result import Result


def run(layer: str, schedules: int) -> Result:
    """Run that many from a fresh seed; fails with the commands that replay what was found."""
    seed = random.SystemRandom().randrange(10**9)
    result = registry.layer(layer).run(schedules, seed)
    found = [f"{f.harm}: {f.what}\n  {replay_command(layer, f.seed)}" for f in result.failures]
    assert not found, "\n".join(found)
    assert result.schedules == schedules
    return result
