"""`python -m tests.campaign --layer L2 --schedules 1000 --seed 7`: run one layer and judge it."""

import argparse
import json
import logging
import random
import sys
from pathlib import Path

from tests.campaign import registry
from tests.campaign.result import Result


def main() -> int:
    """Run the layer; 0 when nothing was found."""
    asked = _arguments()
    try:
        layer = registry.layer(asked.layer)
    except LookupError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    # The product logs each fault that is injected; what is found says its own words.
    logging.disable(logging.CRITICAL)
    result = layer.run(asked.schedules, asked.seed)
    _tell(layer, result, asked.seed)
    if asked.report:
        asked.report.write_text(json.dumps(_summary(layer, result, asked.seed), indent=1) + "\n")
    return 1 if result.failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--layer", required=True, help=", ".join(registry.names()))
    parser.add_argument("--schedules", type=int, default=100, help="how many (default 100)")
    parser.add_argument(
        "--seed", type=int, default=random.randrange(10**9), help="of the first (default: random)"
    )
    parser.add_argument("--report", type=Path, help="also write the counts there, as JSON")
    return parser.parse_args()


def _tell(layer: registry.Layer, result: Result, seed: int) -> None:
    say = sys.stdout.write
    say(f"{layer.title}\nfirst seed {seed}, {result.seconds:.1f} s\n")
    say(f"done: {_counted(result.done)}\nfaults: {_counted(result.faults)}\n")
    for remark in result.remarks:
        say(f"{remark}\n")
    for failure in result.failures:
        say(f"seed {failure.seed}: {failure.harm}: {failure.what}\n  replay: ")
        say(f"{replay_command(layer.name, failure.seed)}\n")
    say(f"{result.closing_line(layer.name)}\n")


def replay_command(layer: str, seed: int) -> str:
    """What runs exactly this schedule again."""
    return f"python -m tests.campaign --layer {layer} --schedules 1 --seed {seed}"


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items())) or "none"


def _summary(layer: registry.Layer, result: Result, seed: int) -> dict[str, object]:
    return {
        "layer": layer.name,
        "title": layer.title,
        "seed": seed,
        "seconds": round(result.seconds, 1),
        "schedules": result.schedules,
        "done": dict(result.done),
        "faults": dict(result.faults),
        "failures": [[failure.seed, failure.harm, failure.what] for failure in result.failures],
        "remarks": result.remarks,
        "closing": result.closing_line(layer.name),
    }


if __name__ == "__main__":
    sys.exit(main())
