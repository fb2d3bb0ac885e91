"""Making a backup and reading it again. Only files are touched here; `actions` notes the result."""

import os
import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

from app.audit import signing
from app.core import clock
from app.core.files import flush_folder, write_whole
from app.custody import dumps, installation, manifest, originals
from app.custody.failures import CustodyFailure
from app.custody.manifest import Manifest
from app.custody.rules import DAY_MS
from app.evidence.local_store import LocalStore
from config import VERSION


def new_id(now_ms: int) -> str:
    """A name that sorts by time."""
    at = datetime.fromtimestamp(now_ms / 1000, UTC)
    return f"{at:%Y%m%d-%H%M%S}-{now_ms % 1000:03d}"


def make(backup_id: str, now_ms: int) -> Manifest:
    """Copy database, originals and key; read everything new again before it counts.

    Raises:
        CustodyFailure: anything is not as it should be; nothing half stays under a backup's name.
    """
    with installation.one_at_a_time():
        unfinished = installation.backup_dir() / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)  # of a backup that a crash ended
        folder = unfinished / backup_id
        folder.mkdir(parents=True)
        try:
            made, copied = _fill(folder, backup_id, now_ms)
            _read_again(folder, made, fresh=copied)
            final = installation.copies_dir() / backup_id
            folder.rename(final)
            flush_folder(final.parent)
        except OSError as error:
            raise CustodyFailure("disk_error", str(error)) from error
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return made


def verify(backup_id: str) -> Manifest:
    """Read a whole backup: database, every leaf, every original, the key.

    Raises:
        CustodyFailure: it is not what it was when it was made.
    """
    folder = installation.copies_dir() / backup_id
    if not folder.is_dir():
        raise CustodyFailure("unknown", f"there is no backup {backup_id} in {folder.parent}")
    made = manifest.read(folder)
    _read_again(folder, made, fresh=None)
    return made


def found() -> list[Manifest]:
    """Every backup whose manifest is sound, oldest first."""
    sound = []
    for folder in sorted(installation.copies_dir().glob("*")):
        try:
            sound.append(manifest.read(folder))
        except CustodyFailure as failure:
            current_app.logger.error("backup %s: %s", folder.name, failure)
    return sorted(sound, key=lambda each: each.made_ms)


def thin(backup_id: str) -> None:
    """Take away a copy of the database; originals stay."""
    folder = installation.copies_dir() / backup_id
    if folder.is_dir():
        gone = installation.backup_dir() / "unfinished"
        gone.mkdir(exist_ok=True)
        folder.rename(gone / backup_id)  # never half a backup under a backup's name
        shutil.rmtree(gone)


def _fill(folder: Path, backup_id: str, now_ms: int) -> tuple[Manifest, set[str]]:
    ours = installation.dumps()
    copy = folder / ours.file_name
    ours.make(copy)
    os.chmod(copy, 0o600)
    log = dumps.read_log(ours, copy)
    copied = originals.keep_all(
        dumps.stored_photos(ours, copy),
        source=LocalStore(installation.data_dir()),
        backup=LocalStore(installation.backup_dir()),
        min_free_mb=current_app.config["MIN_FREE_MB"],
    )
    key = folder / signing.KEY_NAME
    write_whole(key, _receipt_key())
    key.chmod(0o600)
    photos = list(dumps.stored_photos(ours, copy))
    made = Manifest(
        id=backup_id,
        made_ms=now_ms,
        engine=ours.engine,
        schema=dumps.schema_of(ours, copy),
        app=VERSION,
        epoch=log.epoch,
        log_size=log.size,
        photos=len(photos),
        photo_bytes=sum(photo.size for photo in photos),
        files=(manifest.entry(copy), manifest.entry(key)),
    )
    manifest.write(folder, made)
    return made, copied


def _receipt_key() -> bytes:
    path = signing.key_path(installation.data_dir())
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CustodyFailure("key_missing", f"the receipt key is not at {path}") from error


def _read_again(folder: Path, made: Manifest, *, fresh: Collection[str] | None) -> None:
    ours = installation.dumps()
    if made.engine != ours.engine:
        raise CustodyFailure("other_engine", f"{folder} holds a copy for {made.engine}")
    manifest.demand_files(folder, made)
    copy = folder / ours.file_name
    ours.check(copy)
    log = dumps.read_log(ours, copy)
    photos, size = originals.demand_all(
        dumps.stored_photos(ours, copy),
        LocalStore(installation.backup_dir()),
        fresh=fresh,
        turn=clock.now_ms() // DAY_MS,
    )
    seen = replace(made, epoch=log.epoch, log_size=log.size, photos=photos, photo_bytes=size)
    if seen != made:
        raise CustodyFailure("manifest_wrong", f"{folder} holds other numbers than it says")
