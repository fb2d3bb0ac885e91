"""A disk that forgets at a power cut what nobody asked it to keep."""

import random


class Disk:
    """Files as the process sees them (`seen`) and as they would be after a power cut (`kept`)."""

    def __init__(self) -> None:
        self.seen: dict[str, bytes] = {}
        self.kept: dict[str, bytes] = {}
        self._renames: list[tuple[str, str]] = []

    def restored(self) -> "Disk":
        """A new disk with what this one has kept."""
        disk = Disk()
        disk.kept = dict(self.kept)
        disk.seen = dict(self.kept)
        return disk

    def write(self, name: str, offset: int, data: bytes) -> None:
        """Put the data there; what stood behind it goes."""
        self.seen[name] = self.seen.get(name, b"")[:offset].ljust(offset, b"\0") + data

    def sync(self, name: str) -> None:
        """fsync of the file."""
        if name in self.seen:
            self.kept[name] = self.seen[name]

    def rename(self, old: str, new: str) -> None:
        """Lasting only after `sync_folder`."""
        self.seen[new] = self.seen.pop(old)
        self._renames.append((old, new))

    def sync_folder(self) -> None:
        """fsync of the folder: names are lasting, content only where the file was synced."""
        for old, new in self._renames:
            if old in self.kept:
                self.kept[new] = self.kept.pop(old)
            elif new in self.seen and new not in self.kept:
                self.kept[new] = b""
        self._renames = []

    def lose_power(self, draw: random.Random) -> None:
        """What was not synced may vanish or be torn; a rename may have happened or not."""
        renames, self._renames = self._renames, []
        for old, new in renames:
            if draw.random() < 0.5:
                self.kept[new] = self.kept.pop(old, b"")
        renamed = {new for _old, new in renames}
        for name, seen in self.seen.items():
            kept = self.kept.get(name)
            if kept is not None and len(seen) > len(kept) and draw.random() < 0.5:
                self.kept[name] = _torn(kept, seen, draw)
            elif kept is None and name not in renamed and draw.random() < 0.3:
                self.kept[name] = bytes(draw.randint(0, len(seen)))
        self.seen = dict(self.kept)


def _torn(kept: bytes, seen: bytes, draw: random.Random) -> bytes:
    """A tail that was on its way: part of it, or zeros of its length."""
    if draw.random() < 0.5:
        return seen[: draw.randint(len(kept), len(seen))]
    return kept + bytes(draw.randint(0, len(seen) - len(kept)))
