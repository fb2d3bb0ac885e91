"""What a backup says of itself: which log it holds, and the size and hash of each of its files."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import rfc8785

from app.core.encoding import sha256_hex
from app.core.files import hash_file, write_whole
from app.custody.failures import CustodyFailure

NAME = "manifest.json"


@dataclass(frozen=True)
class FileEntry:
    """A file beside the manifest."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One backup. `photos` counts the originals that its database calls stored."""

    id: str
    made_ms: int
    engine: str
    schema: str
    app: str
    epoch: int
    log_size: int
    photos: int
    photo_bytes: int
    files: tuple[FileEntry, ...]

    def canonical(self) -> bytes:
        """The bytes that `sha256` is of."""
        return rfc8785.dumps({**asdict(self), "files": [asdict(each) for each in self.files]})

    @property
    def sha256(self) -> str:
        """Names this backup exactly."""
        return sha256_hex(self.canonical())


def entry(path: Path) -> FileEntry:
    """The entry of a file as it lies there."""
    return FileEntry(path.name, path.stat().st_size, hash_file(path))


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest beside its files."""
    write_whole(folder / NAME, _text(manifest))


def read(folder: Path) -> Manifest:
    """The manifest in this folder.

    Raises:
        CustodyFailure: it is not there, or not to the letter as it was written.
    """
    path = folder / NAME
    try:
        written = path.read_bytes()
        content = json.loads(written)
        del content["sha256"]
        files = tuple(FileEntry(**each) for each in content.pop("files"))
        manifest = Manifest(**content, files=files)
        sound = _text(manifest) == written
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CustodyFailure("manifest_damaged", f"{path}: {error}") from error
    if not sound:
        raise CustodyFailure("manifest_damaged", f"{path} does not hash to what it says")
    return manifest


def _text(manifest: Manifest) -> bytes:
    content = {**json.loads(manifest.canonical()), "sha256": manifest.sha256}
    return json.dumps(content, indent=1).encode() + b"\n"


def demand_files(folder: Path, manifest: Manifest) -> None:
    """Read every file of the backup and compare it with the manifest.

    Raises:
        CustodyFailure: one is missing or other than it was.
    """
    for each in manifest.files:
        path = folder / each.name
        if not path.is_file():
            raise CustodyFailure("file_missing", f"{path} is missing")
        if entry(path) != each:
            raise CustodyFailure("file_damaged", f"{path} is not as it was backed up")
