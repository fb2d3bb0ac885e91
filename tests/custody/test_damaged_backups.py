"""What happens to files on a shelf is noticed, and such a backup no longer counts."""

import random
import shutil
from pathlib import Path

import pytest

from app.custody import backups
from app.custody.failures import CustodyFailure
from tests.custody.conftest import Hello, Newest, Run
from tests.phone import Phone


def harm(victim: Path, chance: random.Random) -> str:
    """Do something to a file that may happen to it in years on a shelf."""
    raw = bytearray(victim.read_bytes())
    act = chance.choice(["flip", "truncate", "append", "delete"])
    victim.unlink()
    if act == "flip":
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    elif act == "truncate":
        del raw[chance.randrange(len(raw)) :]
    elif act == "append":
        raw += b"\0"
    if act != "delete":
        victim.write_bytes(raw)
    return act


def noticed(backup_id: str) -> bool:
    """Whether reading the backup again finds something wrong."""
    try:
        backups.verify(backup_id)
    except CustodyFailure:
        return True
    return False


def test_whatever_happens_to_a_backup_is_noticed(
    delivered: Phone, run: Run, backup_dir: Path, newest: Newest, hello: Hello
) -> None:
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    run("create")
    folder = backup_dir / "databases" / newest().id
    files = [*sorted(folder.iterdir()), *sorted(backup_dir.rglob("*.bin"))]
    for _ in range(60):
        victim = chance.choice(files)
        was = victim.read_bytes()
        act = harm(victim, chance)

        assert noticed(folder.name), f"nobody noticed {act} {victim}; replay with seed {seed}"
        victim.write_bytes(was)

    victim.unlink()
    run("verify", exit_code=1)
    assert hello()["backup_horizon"] == 0
    assert newest().verified_ms is None


@pytest.mark.parametrize("lost", ["manifest.json", ""], ids=["manifest", "everything"])
def test_a_backup_that_cannot_be_recognised_any_more_counts_no_longer(
    delivered: Phone, run: Run, backup_dir: Path, newest: Newest, hello: Hello, lost: str
) -> None:
    run("create")
    folder = backup_dir / "databases" / newest().id
    if lost:
        (folder / lost).unlink()
    else:
        shutil.rmtree(folder)

    run("verify", exit_code=1)

    assert hello()["backup_horizon"] == 0


def test_a_backup_found_wanting_leaves_the_one_before_it_in_force(
    delivered: Phone, run: Run, hello: Hello, backup_dir: Path, newest: Newest
) -> None:
    run("create")
    first = hello()["backup_horizon"]
    run("create")
    shutil.rmtree(backup_dir / "databases" / newest().id)

    run("verify", newest().id, exit_code=1)

    assert hello()["backup_horizon"] == first
