"""Records what a program does to the files of one folder, by strace, in the order it did it."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,truncate,ftruncate,fsync,fdatasync,"
    "sync_file_range,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,"
    "rmdir,mkdir,mkdirat,fallocate,copy_file_range,sendfile"
)
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)(?:<.*>)?")
_DESCRIPTOR = re.compile(r"^(\d+)<(.*)>$")


@dataclass(frozen=True)
class Write:
    """Bytes at an offset of a file."""

    path: str
    offset: int
    data: bytes


@dataclass(frozen=True)
class Truncate:
    """A file's new length."""

    path: str
    size: int


@dataclass(frozen=True)
class Link:
    """A name that came: of a new file, a new folder, or (`source`) of one that had another name."""

    path: str
    folder: bool = False
    source: str = ""


@dataclass(frozen=True)
class Unlink:
    """A name that went; by a rename it goes when the other has come, or not at all."""

    path: str
    moved_to: str = ""


@dataclass(frozen=True)
class Sync:
    """What was done to this file, or to the names in this folder, is on the disk from here on."""

    path: str


@dataclass(frozen=True)
class Told:
    """The program told its ledger something: here, that the server had answered."""

    line: str


Event = Write | Truncate | Link | Unlink | Sync | Told


def run(command: list[str], log: Path, env: dict[str, str], cwd: Path) -> None:
    """Run the command to its end and write its calls to `log`."""
    traced = ["strace", "-y", "-xx", "-s", "33554432", "-e", f"trace={CALLS}"]
    done = subprocess.run(
        [*traced, "-o", str(log), *command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stderr}"


def events(log: Path, folder: Path, there: set[str]) -> list[Event]:
    """What happened below `folder`, where these files were `there` before, and what was told."""
    found: list[Event] = []
    known = set(there)
    with log.open() as lines:
        for line in lines:
            if call := _LINE.match(line):
                name, arguments, result = call.groups()
                if int(result) >= 0:
                    found += _events(name, _split(arguments), int(result), known)
    own = f"{folder}{os.sep}"
    return [event for event in found if _is_ours(event, own)]


def _is_ours(event: Event, own: str) -> bool:
    return isinstance(event, Told) or (event.path + os.sep).startswith(own)


def _split(arguments: str) -> list[str]:
    """strace writes every string in hex, so that commas stand between arguments only."""
    return [argument.strip() for argument in arguments.split(", ")]


def _text(written: str) -> bytes:
    return bytes.fromhex(written.strip('"').replace("\\x", ""))


def _path(written: str) -> str:
    return os.path.realpath(_text(written).decode())


def _file(written: str) -> str:
    match = _DESCRIPTOR.match(written)
    assert match, f"no descriptor with its path: {written[:80]}"
    path = match.group(2)
    return _text(path).decode() if path.startswith("\\x") else path


def _events(name: str, given: list[str], result: int, known: set[str]) -> Iterator[Event]:
    made = _NAMES.get(name)
    if made is not None:
        yield from made(given, known)
    elif name in _SYNCS:
        yield Sync(_file(given[0]))
    elif name == "ftruncate":
        yield Truncate(_file(given[0]), int(given[1]))
    elif name == "pwrite64":
        data = _text(given[1])
        assert len(data) == result, f"cut short by strace: {len(data)} of {result}"
        yield Write(_file(given[0]), int(given[3]), data)
    elif name == "write" and _file(given[0]).endswith(LEDGER):
        yield Told(_text(given[1]).decode())
    else:
        yield from _unexpected(name, given)


LEDGER = "/told.jsonl"
_SYNCS = {"fsync", "fdatasync"}


def _unexpected(name: str, given: list[str]) -> Iterator[Event]:
    """A way to change a file that the model does not know shows as a change without bytes."""
    path = _file(given[0]) if _DESCRIPTOR.match(given[0]) else _path(given[0])
    yield Write(path, -1, name.encode())


def _opened(given: list[str], known: set[str]) -> Iterator[Event]:
    path = _path(given[1])
    if "O_CREAT" in given[2] and path not in known:
        known.add(path)
        yield Link(path)
    elif "O_TRUNC" in given[2]:
        yield Truncate(path, 0)


def _renamed(given: list[str], known: set[str]) -> Iterator[Event]:
    source, target = _path(given[0]), _path(given[1])
    known.discard(source)
    known.add(target)
    yield Link(target, source=source)
    yield Unlink(source, moved_to=target)


def _removed(given: list[str], known: set[str]) -> Iterator[Event]:
    known.discard(_path(given[0]))
    yield Unlink(_path(given[0]))


def _made_folder(given: list[str], known: set[str]) -> Iterator[Event]:
    known.add(_path(given[0]))
    yield Link(_path(given[0]), folder=True)


_NAMES = {
    "openat": _opened,
    "rename": _renamed,
    "unlink": _removed,
    "mkdir": _made_folder,
}
