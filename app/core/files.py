"""Making files and names in folders durable."""

import hashlib
import os
from pathlib import Path

READ_SIZE = 1 << 20


def flush_folder(folder: Path) -> None:
    """Make a folder's names durable: a rename is lost in a power cut without it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_file(path: Path) -> None:
    """Make what another program wrote into a file durable."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a small file: after a crash it is the old one or the new one, never half."""
    arriving = path.with_name(f".{path.name}.arriving")
    with arriving.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    arriving.replace(path)
    flush_folder(path.parent)


def hash_file(path: Path) -> str:
    """SHA-256 of a file in hex, a megabyte at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(READ_SIZE):
            digest.update(block)
    return digest.hexdigest()
