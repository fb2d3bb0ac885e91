"""What a power cut leaves of the real files: what was synced, and of the rest whatever."""

import os
import random
import shutil
from pathlib import Path


class Disk:
    """Follows what was made lasting below a data folder; `lose_power` takes the rest away.

    Names are lasting when their folder was synced, bytes when their file was. The database is
    not followed: SQLite and PostgreSQL keep what they committed (their own promise, and the
    product refuses to run with weaker settings).
    """

    FOLDERS = ("incoming", "evidence")

    def __init__(self, root: Path) -> None:
        """Everything that lies there now is lasting."""
        self._root = root
        self._names: dict[Path, dict[str, int]] = {}
        self._bytes: dict[int, bytes] = {}
        self.settle()

    def settle(self) -> None:
        """Take everything as it is for lasting."""
        self._names.clear()
        self._bytes.clear()
        for folder in self.FOLDERS:
            for path, _folders, files in os.walk(self._root / folder):
                self._note_folder(Path(path))
                for name in files:
                    file = Path(path) / name
                    self._bytes[file.stat().st_ino] = file.read_bytes()

    def synced(self, handle: int) -> None:
        """A file or folder of ours was synced."""
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        if not any(path.is_relative_to(self._root / folder) for folder in self.FOLDERS):
            return
        if path.is_dir():
            self._note_folder(path)
        else:
            self._bytes[os.fstat(handle).st_ino] = path.read_bytes()

    def lose_power(self, draw: random.Random) -> None:
        """Put the folders into a state that a disk may come back with."""
        for folder in self.FOLDERS:
            self._cut(self._root / folder, draw)
        self.settle()

    def _note_folder(self, path: Path) -> None:
        with os.scandir(path) as entries:
            self._names[path] = {entry.name: entry.inode() for entry in entries}

    def _cut(self, folder: Path, draw: random.Random) -> None:
        lasting = self._names.get(folder, {})
        present = {name: (folder / name).stat().st_ino for name in sorted(os.listdir(folder))}
        for name in sorted(lasting.keys() | present.keys()):
            path = folder / name
            if lasting.get(name) == present.get(name):
                self._keep(path, draw)
            elif name not in lasting:
                # Made and not synced: it may have come to the disk all the same.
                if draw.random() < 0.5:
                    self._keep(path, draw)
                elif path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
            elif draw.random() < 0.5:
                # Moved or removed, and not synced: the old name may still be there.
                path.write_bytes(self._bytes.get(lasting[name], b""))

    def _keep(self, path: Path, draw: random.Random) -> None:
        if path.is_dir():
            self._cut(path, draw)
            return
        now, lasting = path.read_bytes(), self._bytes.get(path.stat().st_ino)
        if now != lasting:
            path.write_bytes(_torn(lasting or b"", now, draw))


def _torn(lasting: bytes, now: bytes, draw: random.Random) -> bytes:
    """The lasting bytes, and of what was written after them nothing, a part, or zeros."""
    how = draw.randrange(3)
    if how == 0:
        return lasting
    if how == 1:
        cut = draw.randint(0, len(now))
        return now[:cut] + lasting[cut:]
    return lasting + bytes(max(0, len(now) - len(lasting)))
