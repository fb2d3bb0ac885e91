"""`python -m tests.campaign.report`: run every layer with its full count, write docs/campaign.md.

Each layer is a process of its own; what it found is kept in var/campaign until it is run again,
so that `--only L2,L9` renews two rows and leaves the others with their date and commit.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.campaign import registry
from tests.campaign.result import Harm

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/campaign.md"
KEPT = ROOT / "var/campaign"
FULL = {
    "L1": 10_000,
    "L1-restore": 2_000,
    "L1-mutants": 2_000,
    "L2": 10_000,
    "L2-restore": 1_000,
    "L2-mutants": 2_000,
    "L3": 10_000,
    "L3-mutants": 2_000,
    "L4": 1_000,
    "L6": 100_000,
    "L6-mutants": 100,
    "L7": 200,
    "L7-postgresql": 200,
    "L9": 1_000,
    "shutter": 50,
    "tampering": 2_000,
}
"""How many schedules a full run has; of mutants, how many each may hide in at most."""

Row = dict[str, Any]

HEAD = """\
# What the fault campaigns found

Written by `make campaign`; nobody edits it by hand. Each row is one run of one layer. The counts
of layers mean different things and are never added up. `python -m tests.campaign --layer L2
--schedules 1000 --seed 7` runs any part again, and a failure prints the command that replays its
schedule.
"""
INVARIANTS = """\
## What is counted

- **lost**: something that was sealed, and that its phone still held or had an answer for, is not
  on the server, or can never be delivered. What a phone lost itself counts once acknowledged.
- **duplicated**: two rows for one sealed thing, or one number for two records.
- **mismatched**: bytes in the database or on disk, or a receipt, are not those that were sealed.
- **gaps**: an accepted thing without its leaf in the log or a leaf without it, a log that does not
  contain a checkpoint that a phone has witnessed, numbers left out.
- **otherwise broken**: the server fails although nothing was done to it, a photo before its
  record, a decision before its photos, a malformed record that is taken, an epoch that comes back.
"""


def main() -> int:
    """Run what is asked for and write the page; 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign.report", description=__doc__)
    parser.add_argument("--only", default="", help="layers with commas between; all unless said")
    parser.add_argument("--share", type=float, default=1.0, help="of the full counts, such as 0.1")
    parser.add_argument("--write", action="store_true", help="write the page from what is kept")
    asked = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    names = [name for name in asked.only.split(",") if name] or registry.names()
    failed = [] if asked.write else [name for name in names if not run(name, asked.share)]
    PAGE.write_text(page(kept()))
    sys.stdout.write(f"wrote {PAGE.relative_to(ROOT)}; failed: {', '.join(failed) or 'none'}\n")
    return 1 if failed else 0


def run(name: str, share: float) -> bool:
    """Run a layer in a process of its own; returns whether nothing was found."""
    layer = registry.layer(name).name
    schedules = max(1, round(FULL[layer] * share))
    seed = random.SystemRandom().randrange(10**9)
    report = KEPT / f"{layer}.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.campaign", "--layer", layer]
    command += ["--schedules", str(schedules), "--seed", str(seed), "--report", str(report)]
    sys.stdout.write(f"== {layer}: {schedules} from seed {seed}\n")
    sys.stdout.flush()
    done = subprocess.run(command, cwd=ROOT, check=False)
    if report.exists():
        told = {"command": " ".join(["python", *command[1:-2]]), "commit": _commit()}
        told["day"] = time.strftime("%Y-%m-%d")
        report.write_text(json.dumps(json.loads(report.read_text()) | told, indent=1) + "\n")
    return done.returncode == 0


def kept() -> list[Row]:
    """What is known of each layer that was run, in the order of their names."""
    paths = [KEPT / f"{name}.json" for name in registry.names()]
    return [json.loads(path.read_text()) for path in paths if path.exists()]


def page(rows: list[Row]) -> str:
    """The whole text."""
    sections = [line for row in rows for line in _section(row)]
    return "\n".join([HEAD, *_table(rows), "", INVARIANTS, *sections])


def _table(rows: list[Row]) -> list[str]:
    harms = [harm.value for harm in Harm if harm is not Harm.OTHER]
    lines = [
        f"| layer | schedules | {' | '.join(harms)} | otherwise broken | minutes | day | commit |",
        f"|---|---{'|---' * len(harms)}|---|---|---|---|",
    ]
    for row in rows:
        found = [harm for _seed, harm, _what in row["failures"]]
        counts = [str(found.count(harm)) for harm in [*harms, Harm.OTHER.value]]
        cells = [row["layer"], f"{row['schedules']:,}", *counts, f"{row['seconds'] / 60:.1f}"]
        lines.append(f"| {' | '.join([*cells, row['day'], row['commit']])} |")
    return lines


def _section(row: Row) -> list[str]:
    lines = [f"## {row['title']}", "", f"`{row['command']}`", "", f"`{row['closing']}`", ""]
    if row["done"]:
        lines += [f"Done: {_counted(row['done'])}.", ""]
    if row["faults"]:
        lines += [f"Injected: {_counted(row['faults'])}.", ""]
    lines += [f"- {_one_line(remark)}" for remark in row["remarks"]]
    lines += [f"- seed {seed}: {harm}: {_one_line(what)}" for seed, harm, what in row["failures"]]
    return lines if lines[-1] == "" else [*lines, ""]


def _counted(counts: dict[str, int]) -> str:
    return " · ".join(f"{name} {number:,}" for name, number in sorted(counts.items()))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:240]


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
