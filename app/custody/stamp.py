"""The stamp outside the database: which epoch this folder is in, and how long its log was.

A copy of the database that somebody puts in place by hand does not fit it. Phones would then
take old receipts for good, so the server does not start on such a database.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from app.core.files import write_whole

NAME = "epoch.json"


@dataclass(frozen=True)
class Stamp:
    """What was last known of the log."""

    epoch: int
    log_size: int


def read(folder: Path) -> Stamp | None:
    """The stamp in this folder; None when there is none.

    Raises:
        ValueError: there is something else under its name.
    """
    try:
        content = json.loads((folder / NAME).read_text())
    except FileNotFoundError:
        return None
    try:
        return Stamp(int(content["epoch"]), int(content["log_size"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{folder / NAME} is no stamp") from error


def write(folder: Path, stamp: Stamp) -> None:
    """Replace the stamp, whole or not at all."""
    text = json.dumps({"epoch": stamp.epoch, "log_size": stamp.log_size})
    write_whole(folder / NAME, text.encode() + b"\n")
