"""What may lie on the disk after a power cut: all that was flushed, and any part of what was not.

The disk of the model is worse than a real one: writes that nobody flushed go or stay each by itself
and in any mixture, and a file's name goes without its bytes. Only a rename is whole, as every
journal keeps it: the old name goes when the new one is there.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.trace import Event, Link, Sync, Told, Truncate, Unlink, Write

VOLATILE = ("-shm", ".lane")
"""Shared memory and locks: nothing in them outlives the machine's memory."""
RANDOM_MIXTURES = 6


@dataclass(frozen=True)
class Effect:
    """One change that waits for its flush; `node` is the file, or 0 for a change of names."""

    event: Write | Truncate | Link | Unlink
    node: int
    folder: str


@dataclass(frozen=True)
class State:
    """One disk after the cut, and what the server had answered before it."""

    point: int
    files: dict[str, bytes]
    folders: frozenset[str]
    told: tuple[str, ...]

    @property
    def fingerprint(self) -> int:
        """Two states with the same need to be judged once."""
        files = frozenset((name, hash(content)) for name, content in self.files.items())
        return hash((len(self.told), self.folders, files))


@dataclass
class Disk:
    """The flushed part, and the changes since."""

    root: str
    contents: dict[int, bytes] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    pending: list[Effect] = field(default_factory=list)
    live: dict[str, int] = field(default_factory=dict)
    """What the running program sees: which file has which name."""

    @classmethod
    def of(cls, root: Path) -> "Disk":
        """Everything that lies there now, flushed."""
        disk = cls(str(root))
        for path in sorted(root.rglob("*")):
            if path.is_dir():
                disk.folders.add(str(path))
            elif not path.name.endswith(VOLATILE):
                disk.names[str(path)] = disk.new_file(path.read_bytes())
        disk.live = dict(disk.names)
        return disk

    def copy(self) -> "Disk":
        """One to go on with, while this one stays as it is."""
        return Disk(
            self.root, dict(self.contents), dict(self.names), set(self.folders), [], dict(self.live)
        )

    def new_file(self, content: bytes = b"") -> int:
        """A file without a name."""
        node = len(self.contents) + 1
        self.contents[node] = content
        return node

    def do(self, event: Write | Truncate | Link | Unlink) -> None:
        """The program changes something."""
        if event.path.endswith(VOLATILE):
            return
        node = 0
        if isinstance(event, Link):
            if not event.folder:
                node = self.live.pop(event.source) if event.source else self.new_file()
                self.live[event.path] = node
        elif isinstance(event, Unlink):
            self.live.pop(event.path, None)
        else:
            assert not isinstance(event, Write) or event.offset >= 0, f"unknown: {event}"
            node = self.live[event.path]
        is_name = isinstance(event, Link | Unlink)
        self.pending.append(Effect(event, node, str(Path(event.path).parent) if is_name else ""))

    def flush(self, path: str) -> None:
        """The program flushes a file, or a folder with the names in it."""
        node = self.live.get(path, -1)
        now = [e for e in self.pending if (e.folder == path if e.folder else e.node == node)]
        moved = {e.event.moved_to for e in now if isinstance(e.event, Unlink)}
        now = [e for e in self.pending if e in now or (e.folder and e.event.path in moved)]
        _apply(now, self.contents, self.names, self.folders)
        self.pending = [effect for effect in self.pending if effect not in now]

    def mixture(self, point: int, kept: list[Effect], told: list[str]) -> State:
        """The disk when of all that was not flushed only this had arrived."""
        contents, names, folders = dict(self.contents), dict(self.names), set(self.folders)
        _apply(kept, contents, names, folders)
        reachable = {self.root}
        for folder in sorted(folders):
            if str(Path(folder).parent) in reachable:
                reachable.add(folder)
        files = {
            name: contents[node]
            for name, node in names.items()
            if str(Path(name).parent) in reachable
        }
        return State(point, files, frozenset(reachable - {self.root}), tuple(told))


def _apply(
    effects: list[Effect], contents: dict[int, bytes], names: dict[str, int], folders: set[str]
) -> None:
    for effect in effects:
        match effect.event:
            case Write(_, offset, data):
                old = contents[effect.node].ljust(offset, b"\0")
                contents[effect.node] = old[:offset] + data + old[offset + len(data) :]
            case Truncate(_, size):
                contents[effect.node] = contents[effect.node][:size].ljust(size, b"\0")
            case Link(path, True):
                folders.add(path)
            case Link(path):
                names[path] = effect.node
            case Unlink(path, moved_to):
                there = moved_to in names and str(Path(moved_to).parent) in folders
                if there or not moved_to:
                    names.pop(path, None)


Mixtures = Callable[[list[Effect]], Iterator[list[Effect]]]


def states(base: Disk, events: list[Event], mixtures: Mixtures) -> Iterator[State]:
    """Every disk that a cut may leave, each different one once: after each call, each mixture."""
    seen: set[int] = set()
    told: list[str] = []
    base = base.copy()
    for point, event in enumerate([None, *events]):
        match event:
            case None:
                pass
            case Told(line):
                told.append(line)
            case Sync(path):
                base.flush(path)
            case _:
                base.do(event)
        for kept in mixtures(base.pending):
            state = base.mixture(point, kept, told)
            if state.fingerprint not in seen:
                seen.add(state.fingerprint)
                yield state


def harshest(_pending: list[Effect]) -> Iterator[list[Effect]]:
    """Nothing arrived that was not flushed."""
    yield []


def mildest(pending: list[Effect]) -> Iterator[list[Effect]]:
    """Everything arrived."""
    yield list(pending)


def every_kind(pending: list[Effect]) -> Iterator[list[Effect]]:
    """Nothing of it, all, all but one, one alone, the last write torn in half, and some others."""
    yield []
    yield list(pending)
    for index, effect in enumerate(pending):
        yield [effect]
        yield pending[:index] + pending[index + 1 :]
    if pending and isinstance(last := pending[-1].event, Write):
        half = Write(last.path, last.offset, last.data[: len(last.data) // 2])
        yield [*pending[:-1], Effect(half, pending[-1].node, "")]
    rng = random.Random(len(pending))
    for _ in range(RANDOM_MIXTURES if len(pending) > 2 else 0):
        yield [effect for effect in pending if rng.random() < 0.5]
