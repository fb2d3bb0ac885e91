"""Bringing an installation back from a backup. Nothing that is there is deleted.

The order keeps a restore that was interrupted from being served: the stamp names the new epoch
before the old log is put in place, and the log enters that epoch last.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

from app.audit import signing
from app.core import clock
from app.core.files import flush_folder, hash_file, write_whole
from app.custody import backups, dumps, installation, manifest, originals, rules, stamp
from app.custody.dumps import StoredPhoto
from app.custody.failures import CustodyFailure
from app.custody.manifest import Manifest
from app.custody.previous import Previous, read_previous
from app.custody.stamp import Stamp
from app.evidence.local_store import LocalStore
from app.extensions import db

ASIDE = "before-restore"


@dataclass(frozen=True)
class Wish:
    """What the operator asked for."""

    backup_id: str = ""
    replace: bool = False
    older: bool = False
    epoch: int | None = None


@dataclass(frozen=True)
class BroughtBack:
    """What lies in place now; the log has yet to enter the new epoch."""

    backup: Manifest
    epoch: int
    previous: Previous
    aside: Path
    """Where what was there before went."""

    right: Set[str]
    """Names of the originals that were read and are right."""


def bring_back(wish: Wish) -> BroughtBack:
    """Put database, key and originals of a backup in place.

    Raises:
        CustodyFailure: nothing was changed, unless the message says so.
    """
    with installation.one_at_a_time():
        ours = installation.dumps()
        chosen = _choose(wish)
        folder = installation.copies_dir() / chosen.id
        _demand_sound(folder, chosen, ours)
        release_database()
        ours.demand_alone()
        _demand_leave_to_replace(wish, ours, folder)
        previous = read_previous(ours)
        epoch = next_epoch(wish.epoch, previous)
        aside = _make_aside()
        stamp_epoch(epoch)
        ours.move_aside(aside)
        ours.bring_back(folder / ours.file_name)
        _bring_back_key(folder, aside)
        right = _bring_back_originals(aside)
    return BroughtBack(chosen, epoch, previous, aside, right)


def _choose(wish: Wish) -> Manifest:
    there = backups.found()
    if not there:
        raise CustodyFailure("none", f"there is no backup in {installation.copies_dir()}")
    newest = there[-1]
    chosen = next((each for each in there if each.id == wish.backup_id), None)
    if not wish.backup_id:
        chosen = newest
    if chosen is None:
        raise CustodyFailure("unknown", f"there is no sound backup {wish.backup_id}")
    if chosen is not newest and not wish.older:
        raise CustodyFailure(
            "older",
            f"{newest.id} is newer: phones may have let go of photos whose records only that one "
            "holds. If it cannot be used, say --older.",
        )
    return chosen


def _demand_sound(folder: Path, chosen: Manifest, ours: dumps.Dumps) -> None:
    if chosen.engine != ours.engine:
        raise CustodyFailure(
            "other_engine", f"{chosen.id} is a copy for {chosen.engine}: set DATABASE_URL to one"
        )
    manifest.demand_files(folder, chosen)
    copy = folder / ours.file_name
    ours.check(copy)
    dumps.read_log(ours, copy)


def release_database() -> None:
    db.session.remove()
    db.engine.dispose()


def _demand_leave_to_replace(wish: Wish, ours: dumps.Dumps, folder: Path) -> None:
    if wish.replace:
        return
    if ours.occupied():
        raise CustodyFailure(
            "occupied", "the database holds something: --replace moves it aside first"
        )
    key = signing.key_path(installation.data_dir())
    if key.exists() and key.read_bytes() != (folder / signing.KEY_NAME).read_bytes():
        raise CustodyFailure(
            "other_key", f"{key} is another receipt key: --replace moves it aside first"
        )


def next_epoch(wanted: int | None, previous: Previous) -> int:
    """An epoch that no phone has heard of, as far as anything here knows.

    Raises:
        CustodyFailure: the one that is wanted was there already.
    """
    known = {each.epoch for each in backups.found()} | {previous.epoch}
    known |= {stamped(f).epoch for f in (installation.data_dir(), installation.backup_dir())}
    epoch = rules.next_epoch(known, wanted)
    if epoch is None:
        raise CustodyFailure("epoch_used", f"epoch {max(known)} was there already: say a later one")
    return epoch


def stamped(folder: Path) -> Stamp:
    """The stamp in this folder, zeros where there is none that can be read."""
    try:
        return stamp.read(folder) or Stamp(0, 0)
    except ValueError as error:
        current_app.logger.error("%s", error)  # what else is known must do
        return Stamp(0, 0)


def _make_aside() -> Path:
    at = datetime.fromtimestamp(clock.now_ms() / 1000, UTC)
    aside = installation.data_dir() / ASIDE / f"{at:%Y%m%d-%H%M%S-%f}"
    aside.mkdir(parents=True)
    return aside


def stamp_epoch(epoch: int) -> None:
    """Say outside the database which epoch its log must be in."""
    # Beside the backups too: the data folder's disk may be the one that dies next.
    for folder in (installation.backup_dir(), installation.data_dir()):
        stamp.write(folder, Stamp(epoch, 0))


def _bring_back_key(folder: Path, aside: Path) -> None:
    key = signing.key_path(installation.data_dir())
    ours = (folder / signing.KEY_NAME).read_bytes()
    if key.exists():
        if key.read_bytes() == ours:
            return
        key.rename(aside / key.name)
    key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(key, ours)
    key.chmod(0o600)
    current_app.extensions.pop("receipt_key", None)


def _bring_back_originals(aside: Path) -> set[str]:
    """Add every original among the backups, also those that only a later backup knows."""
    target = LocalStore(installation.data_dir())
    target.prepare()
    right = set()
    for path in sorted((installation.backup_dir() / "evidence").glob("??/??/*.bin")):
        sha256, _, photo_id = path.stem.partition("-")
        place = target.path(photo_id, sha256)
        if place.exists() and hash_file(place) != sha256:
            place.rename(aside / place.name)
        if not place.exists():
            photo = StoredPhoto(photo_id, sha256, path.stat().st_size)
            try:
                originals.copy(path, place, photo)
            except CustodyFailure as failure:
                current_app.logger.error("%s", failure)  # its phone may still have it
                continue
        right.add(place.name)
    flush_folder(aside)
    return right
