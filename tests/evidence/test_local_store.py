"""Originals are durable, whole and never replaced."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.evidence.local_store import LocalStore, PartLostError
from tests.phone import sha256

ID = "0199aaaa-0000-7000-8000-000000000001"
PHOTO = bytes(range(256)) * 8


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    store = LocalStore(tmp_path)
    store.prepare()
    return store


def test_a_photo_moves_to_its_place_once_it_is_whole(store: LocalStore) -> None:
    store.append(ID, 0, PHOTO[:100])
    store.append(ID, 100, PHOTO[100:])

    assert store.finish(ID, sha256(PHOTO), len(PHOTO))

    assert store.path(ID, sha256(PHOTO)).read_bytes() == PHOTO
    assert not store.part_path(ID).exists()


def test_a_whole_photo_is_kept_by_as_many_requests_as_bring_it(store: LocalStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.keep_whole(ID, sha256(PHOTO), PHOTO), range(40)))

    assert store.path(ID, sha256(PHOTO)).read_bytes() == PHOTO
    assert list(store.part_path(ID).parent.iterdir()) == []


def test_bytes_that_nobody_acknowledged_are_overwritten(store: LocalStore) -> None:
    store.append(ID, 0, PHOTO[:100] + b"torn off by a power cut")

    store.append(ID, 100, PHOTO[100:])

    assert store.part_path(ID).read_bytes() == PHOTO


def test_a_long_torn_write_leaves_nothing_behind(store: LocalStore) -> None:
    store.append(ID, 0, PHOTO[:100] + b"x" * len(PHOTO))

    store.append(ID, 100, PHOTO[100:])

    assert store.finish(ID, sha256(PHOTO), len(PHOTO))


def test_a_hole_is_never_made(store: LocalStore) -> None:
    store.append(ID, 0, PHOTO[:10])

    with pytest.raises(PartLostError):
        store.append(ID, 11, PHOTO[11:])


def test_a_wrong_photo_is_not_finished(store: LocalStore) -> None:
    store.append(ID, 0, PHOTO)

    assert not store.finish(ID, sha256(b"other"), len(PHOTO))
    assert not store.path(ID, sha256(b"other")).exists()


def test_finishing_twice_is_harmless(store: LocalStore) -> None:
    store.append(ID, 0, PHOTO)
    store.finish(ID, sha256(PHOTO), len(PHOTO))

    assert store.finish(ID, sha256(PHOTO), len(PHOTO))


def test_a_damaged_final_file_is_noticed(store: LocalStore) -> None:
    store.append(ID, 0, PHOTO)
    store.finish(ID, sha256(PHOTO), len(PHOTO))
    store.path(ID, sha256(PHOTO)).write_bytes(PHOTO[::-1])

    assert not store.finish(ID, sha256(PHOTO), len(PHOTO))


def test_a_missing_folder_makes_the_store_unwritable(tmp_path: Path) -> None:
    assert not LocalStore(tmp_path / "gone").writable()
