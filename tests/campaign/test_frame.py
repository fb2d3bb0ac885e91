"""The campaign's own frame: layers are found, failures are told and replayed, codes are right."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaign import registry
from tests.campaign.result import Harm, Result, Violation, run_seeds

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "tests/seeds.txt"


def _command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.campaign", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_module_of_a_layer_is_a_layer_with_a_title() -> None:
    for name in registry.names():
        assert registry.layer(name).title.startswith(f"{name}: ")


def test_aliases_name_layers() -> None:
    assert {registry.layer(alias).name for alias in registry.ALIASES} <= set(registry.names())


def test_the_command_ends_with_the_closing_line() -> None:
    done = _command("--layer", "L1", "--schedules", "2", "--seed", "5")

    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-1]
    assert last == "campaign L1: 2 schedules, 0 lost, 0 duplicated, 0 mismatched, 0 gaps"


def test_an_unknown_layer_is_named() -> None:
    done = _command("--layer", "L99")

    assert done.returncode == 2
    assert "no layer L99" in done.stderr


def test_mistakes_that_nothing_catches_fail_the_run() -> None:
    done = _command("--layer", "L1-mutants", "--schedules", "1", "--seed", "1")

    assert done.returncode == 1
    assert "python -m tests.campaign --layer L1-mutants --schedules 1 --seed 1" in done.stdout


def test_the_same_seed_plays_the_same_schedule() -> None:
    first, second = (registry.layer("L1").run(3, 11) for _ in range(2))

    assert (first.faults, first.done) == (second.faults, second.done)


def test_violations_and_errors_are_kept_with_their_seed() -> None:
    def one(seed: int, result: Result) -> None:
        if seed == 8:
            raise Violation(Harm.LOST, "photo x")
        if seed == 9:
            raise KeyError("y")

    result = run_seeds(4, 7, one)

    assert [(f.seed, f.harm) for f in result.failures] == [(8, Harm.LOST), (9, Harm.OTHER)]
    assert result.closing_line("L0") == (
        "campaign L0: 4 schedules, 1 lost, 0 duplicated, 0 mismatched, 0 gaps, 1 otherwise broken"
    )


def _known_seeds() -> list[tuple[str, int]]:
    lines = [line.partition("#")[0].split() for line in SEEDS.read_text().splitlines()]
    return [(line[0], int(line[1])) for line in lines if line]


@pytest.mark.parametrize(("layer", "seed"), _known_seeds())
def test_what_once_went_wrong_goes_right(layer: str, seed: int) -> None:
    result = registry.layer(layer).run(1, seed)

    assert not result.failures, result.failures
