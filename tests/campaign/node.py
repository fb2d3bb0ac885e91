"""Schedules that the client's own code plays in Node, told as results of a layer."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from tests.campaign.result import Failure, Harm, Result

ROOT = Path(__file__).resolve().parents[2]

_HARMS = {harm.value: harm for harm in Harm}


def command(*options: str) -> list[str]:
    """Runs schedules in Node."""
    return ["node", "--import", "tsx", "tests/client/campaign/run.ts", *options]


def play(*options: str) -> Any:
    """What the last line of the run says."""
    done = subprocess.run(
        command(*options),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def result_of(said: dict[str, Any]) -> Result:
    """The layer's result."""
    result = Result(schedules=said["schedules"], seconds=said["seconds"])
    result.faults = Counter(said["injected"])
    for name in ("requests", "items", "promised", "purged"):
        result.done[name] = said[name]
    for failure in said["failures"]:
        for violation in failure["violations"]:
            harm = _HARMS.get(violation["invariant"], Harm.OTHER)
            what = f"{violation['invariant']}: {violation['what']}"
            result.failures.append(Failure(failure["seed"], harm, what))
    return result
