"""Originals of photos among the backups: only ever added, the same layout as in use."""

import hashlib
import os
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from app.core.files import READ_SIZE, flush_folder, hash_file
from app.custody.dumps import StoredPhoto
from app.custody.failures import CustodyFailure
from app.evidence.local_store import LocalStore

MB = 1 << 20
ROUND = 30
"""A copy that was there before is read again in one of so many backups."""


def keep_all(
    photos: Iterable[StoredPhoto], *, source: LocalStore, backup: LocalStore, min_free_mb: int
) -> set[str]:
    """Copy what the backup lacks; returns the ids of what was copied.

    Raises:
        CustodyFailure: an original is missing or damaged, or there is no room.
    """
    copied = set()
    for photo in photos:
        kept = backup.path(photo.id, photo.sha256)
        if kept.exists():
            continue
        demand_room(kept, photo.size, min_free_mb)
        copy(source.path(photo.id, photo.sha256), kept, photo)
        copied.add(photo.id)
    return copied


def demand_room(path: Path, size: int, min_free_mb: int) -> None:
    """Raise `CustodyFailure` when writing would leave less than `min_free_mb`."""
    there = path
    while not there.exists():
        there = there.parent
    if shutil.disk_usage(there).free - size < min_free_mb * MB:
        raise CustodyFailure("no_room", f"less than {min_free_mb} MB would be left at {there}")


def copy(source: Path, target: Path, photo: StoredPhoto) -> None:
    """Copy one original, hashing what is read; it gets its name when it is whole and durable."""
    if not source.is_file():
        raise CustodyFailure("photo_missing", f"photo {photo.id} is not at {source}")
    folders = make_folders(target.parent)
    arriving = target.with_name(f".{target.name}.arriving")
    try:
        if _copy_bytes(source, arriving) != (photo.sha256, photo.size):
            raise CustodyFailure("photo_damaged", f"photo {photo.id} at {source} is damaged")
        arriving.chmod(0o440)
        arriving.rename(target)
    finally:
        arriving.unlink(missing_ok=True)
    for folder in [target.parent, *folders]:
        flush_folder(folder)


def make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; returns the ones whose names are new in them."""
    changed = []
    missing = folder
    while not missing.exists():
        missing = missing.parent
        changed.append(missing)
    folder.mkdir(parents=True, exist_ok=True)
    return changed


def _copy_bytes(source: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("wb") as writer:
        while block := reader.read(READ_SIZE):
            digest.update(block)
            size += len(block)
            writer.write(block)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest(), size


def demand_all(
    photos: Iterable[StoredPhoto], backup: LocalStore, *, fresh: Collection[str] | None, turn: int
) -> tuple[int, int]:
    """Read the originals again; returns how many there are and their bytes.

    Args:
        photos: those that must be there.
        backup: where.
        fresh: ids of those that were never read since they were written; of all others each is
            read in one turn of `ROUND` and otherwise looked at. None reads every one.
        turn: counts up with each backup.

    Raises:
        CustodyFailure: one is missing or damaged.
    """
    count = total = 0
    for photo in photos:
        path = backup.path(photo.id, photo.sha256)
        if not path.is_file():
            raise CustodyFailure("photo_missing", f"photo {photo.id} is not at {path}")
        if path.stat().st_size != photo.size:
            raise CustodyFailure("photo_damaged", f"photo {photo.id} at {path} is damaged")
        due = (
            fresh is None or photo.id in fresh or int(photo.sha256[:8], 16) % ROUND == turn % ROUND
        )
        if due and hash_file(path) != photo.sha256:
            raise CustodyFailure("photo_damaged", f"photo {photo.id} at {path} is damaged")
        count, total = count + 1, total + photo.size
    return count, total
