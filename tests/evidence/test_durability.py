"""The order of system calls behind an acknowledgement: data, name, folder, then the commit."""

import os
from pathlib import Path

import pytest

from app.evidence.local_store import LocalStore
from tests.phone import sha256

ID = "0199aaaa-0000-7000-8000-000000000001"
PHOTO = b"photo"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reached the disk, in order."""
    made: list[str] = []
    real = {"pwrite": os.pwrite, "fdatasync": os.fdatasync, "fsync": os.fsync}
    for name, function in real.items():

        def noted(*arguments: object, _name: str = name, _real: object = function) -> object:
            made.append(_name)
            return _real(*arguments)  # type: ignore[operator]

        monkeypatch.setattr(os, name, noted)
    replace = Path.replace

    def noted_replace(self: Path, target: Path) -> Path:
        made.append("rename")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noted_replace)
    return made


def test_a_chunk_is_flushed_before_it_is_counted(tmp_path: Path, calls: list[str]) -> None:
    store = LocalStore(tmp_path)
    store.prepare()
    calls.clear()

    store.append(ID, 0, PHOTO)

    assert calls == ["pwrite", "fdatasync", "fsync"]  # the last one: the new name in its folder


def test_both_folders_are_flushed_after_the_rename(tmp_path: Path, calls: list[str]) -> None:
    store = LocalStore(tmp_path)
    store.prepare()
    calls.clear()
    store.append(ID, 0, PHOTO)
    calls.clear()

    store.finish(ID, sha256(PHOTO), len(PHOTO))

    assert calls == ["rename", "fsync", "fsync", "fsync", "fsync"]


def test_a_whole_photo_is_flushed_before_it_gets_its_name_and_its_folders_after(
    tmp_path: Path, calls: list[str]
) -> None:
    store = LocalStore(tmp_path)
    store.prepare()
    calls.clear()

    store.keep_whole(ID, sha256(PHOTO), PHOTO)

    assert calls == ["pwrite", "fdatasync", "rename", "fsync", "fsync", "fsync", "fsync"]


def test_a_photo_that_a_crashed_request_moved_is_flushed_before_it_counts(
    tmp_path: Path, calls: list[str]
) -> None:
    store = LocalStore(tmp_path)
    store.prepare()
    calls.clear()
    store.append(ID, 0, PHOTO)
    store.finish(ID, sha256(PHOTO), len(PHOTO))
    calls.clear()

    store.finish(ID, sha256(PHOTO), len(PHOTO))

    assert calls == ["fsync", "fsync", "fsync", "fsync"]


def test_the_first_chunk_flushes_the_folder_even_if_the_file_was_there(
    tmp_path: Path, calls: list[str]
) -> None:
    store = LocalStore(tmp_path)
    store.prepare()
    calls.clear()
    store.part_path(ID).write_bytes(b"")

    store.append(ID, 0, PHOTO)

    assert calls == ["pwrite", "fdatasync", "fsync"]
