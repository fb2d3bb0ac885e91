"""Making names in folders durable."""

import os
from pathlib import Path


def flush_folder(folder: Path) -> None:
    """Make a folder's names durable: a rename is lost in a power cut without it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
