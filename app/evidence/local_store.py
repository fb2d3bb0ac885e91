"""Photos as files on this machine, made durable before anybody is told.

Layout under the data folder: `incoming/<photo_id>.part` while a photo arrives,
`evidence/ab/cd/<sha256>-<photo_id>.bin` for ever after, `derivatives/…` re-creatable.
"""

import os
import secrets
from pathlib import Path

from app.core.files import flush_folder, hash_file

FILE_MODE = 0o640


class PartLostError(Exception):
    """The part on disk is shorter than what the database says was fsynced."""


class LocalStore:
    """Keeps originals for ever; every method leaves the disk flushed when it returns."""

    def __init__(self, root: Path) -> None:
        """Work under `root`; see `prepare`."""
        self._incoming = root / "incoming"
        self._evidence = root / "evidence"

    def prepare(self) -> None:
        """Make the folders."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        for number in range(256):  # now, so that no photo has to wait for its folder's name
            (self._evidence / f"{number:02x}").mkdir(parents=True, exist_ok=True)
        flush_folder(self._evidence)

    def writable(self) -> bool:
        """Whether both folders are there and may be written."""
        return all(
            folder.is_dir() and os.access(folder, os.W_OK)
            for folder in (self._incoming, self._evidence)
        )

    def part_path(self, photo_id: str) -> Path:
        """Where the photo grows."""
        return self._incoming / f"{photo_id}.part"

    def path(self, photo_id: str, sha256: str) -> Path:
        """Where the whole photo lies."""
        return self._evidence / sha256[:2] / sha256[2:4] / f"{sha256}-{photo_id}.bin"

    def holds(self, photo_id: str, sha256: str, size: int) -> bool:
        """Whether a file of this size lies where the whole photo belongs."""
        try:
            return self.path(photo_id, sha256).stat().st_size == size
        except FileNotFoundError:
            return False

    def append(self, photo_id: str, offset: int, chunk: bytes) -> None:
        """Write a chunk at the offset, dropping whatever an unacknowledged request left after it.

        Raises:
            PartLostError: fewer bytes are on disk than the offset.
        """
        path = self.part_path(photo_id)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
        try:
            if os.fstat(file).st_size < offset:
                raise PartLostError(photo_id)
            os.ftruncate(file, offset)
            _write_all(file, offset, chunk)
            os.fdatasync(file)
        finally:
            os.close(file)
        if offset == 0:
            # Even when the file was there: the request that made it may have died before this.
            flush_folder(self._incoming)

    def trim(self, photo_id: str, sha256: str, offset: int) -> bool:
        """Cut off what nobody acknowledged; returns whether all that was is still there."""
        part = self.part_path(photo_id)
        if not part.exists():
            return offset == 0 or self.path(photo_id, sha256).exists()
        if part.stat().st_size > offset:
            os.truncate(part, offset)
        return part.stat().st_size == offset

    def finish(self, photo_id: str, sha256: str, size: int) -> bool:
        """Move the whole part to its place; returns whether it is the photo that was sealed.

        Idempotent: a photo that a crashed request had already moved is found where it belongs.
        """
        part, final = self.part_path(photo_id), self.path(photo_id, sha256)
        if not part.exists():
            found = final.exists() and final.stat().st_size == size and hash_file(final) == sha256
            if found:
                self._flush_move(final)
            return found
        if part.stat().st_size != size or hash_file(part) != sha256:
            return False
        final.parent.mkdir(parents=True, exist_ok=True)
        part.replace(final)
        self._flush_move(final)
        return True

    def keep_whole(self, photo_id: str, sha256: str, content: bytes) -> None:
        """Write a whole photo to its place. Several requests may do so at once: the same bytes."""
        mine = self._incoming / f"{photo_id}.{secrets.token_hex(8)}.whole"
        file = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
        try:
            _write_all(file, 0, content)
            os.fdatasync(file)
        finally:
            os.close(file)
        final = self.path(photo_id, sha256)
        final.parent.mkdir(parents=True, exist_ok=True)
        mine.replace(final)
        self._flush_move(final)

    def discard_part(self, photo_id: str) -> None:
        """Drop a part that can never become its photo."""
        self.part_path(photo_id).unlink(missing_ok=True)
        flush_folder(self._incoming)

    def _flush_move(self, final: Path) -> None:
        """Make the photo's new name durable, with the folders that lead to it.

        Always all of them: a folder that exists may be one that a crashed request made.
        """
        for folder in (final.parent, final.parent.parent, self._evidence, self._incoming):
            flush_folder(folder)


def _write_all(file: int, offset: int, content: bytes) -> None:
    written = 0
    while written < len(content):
        written += os.pwrite(file, content[written:], offset + written)
