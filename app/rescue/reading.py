"""Opening a rescue file with suspicion: it may be damaged, hostile, or something else.

It is a ZIP with `rescue.json`, which names each item and where its exact bytes lie.
"""

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zipfile import BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.ids import UUID7_PATTERN
from app.rescue.problems import RescueItemUnreadable, RescueMalformed

MAX_RESCUE_BYTES = 1 << 30
MAX_ITEMS = 20_000
MAX_INDEX_BYTES = 16 << 20
MAX_FOLDER_BYTES = 16 << 20
"""Of the ZIP's own list of its files: Python reads that whole, before anybody can look at it."""

_END = b"PK\x05\x06"
_END64 = b"PK\x06\x07"
_END_BYTES, _END64_BYTES, _LONGEST_COMMENT = 22, 20, 65_535
# What the library raises for bytes that are no ZIP, or not the one that its folder promises.
_DAMAGE = (BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError)


class Index(BaseModel):
    """`rescue.json`. Items are read one by one: a bad one stops no other."""

    model_config = ConfigDict(strict=True, extra="ignore")

    fmt: Annotated[int, Field(ge=1, le=1)]
    device: Annotated[str, Field(pattern=UUID7_PATTERN)]
    items: Annotated[list[Any], Field(max_length=MAX_ITEMS)]


class Item(BaseModel):
    """One thing that the phone held, and where its bytes lie in the file."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    key: Annotated[str, Field(max_length=200)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    path: Annotated[str, Field(min_length=1, max_length=300)]
    sig: Annotated[str, Field(max_length=100)] = ""
    """The phone's signature in base64url; absent where there is none."""


@dataclass(frozen=True)
class RescueFile:
    """An opened rescue file."""

    archive: ZipFile
    device_id: str
    entries: list[Any]

    def content(self, item: Item, limit: int) -> bytes:
        """The item's bytes, at most one more than `limit`.

        Raises:
            RescueItemUnreadable: they are not there, or not whole.
        """
        try:
            with self.archive.open(item.path) as part:
                return part.read(limit + 1)
        except (*_DAMAGE, ValueError) as damage:
            raise RescueItemUnreadable from damage


@contextmanager
def opened(path: Path) -> Iterator[RescueFile]:
    """The file behind this path.

    Raises:
        RescueMalformed: it is no rescue file.
    """
    _demand_small_folder(path)
    try:
        archive = ZipFile(path)
    except (*_DAMAGE, ValueError) as damage:
        raise RescueMalformed from damage
    with archive:
        index = _index(archive)
        yield RescueFile(archive, index.device, index.items)


def item_of(entry: object) -> Item:
    """An entry of the index.

    Raises:
        RescueItemUnreadable: it has another shape.
    """
    try:
        return Item.model_validate(entry)
    except ValidationError as error:
        raise RescueItemUnreadable from error


def key_of(entry: object) -> str:
    """How the answer names an entry, whatever shape it has."""
    key = entry.get("key") if isinstance(entry, dict) else None
    return key[:200] if isinstance(key, str) else ""


def _index(archive: ZipFile) -> Index:
    try:
        with archive.open("rescue.json") as part:
            raw = part.read(MAX_INDEX_BYTES + 1)
        if len(raw) > MAX_INDEX_BYTES:
            raise RescueMalformed
        return Index.model_validate(json.loads(raw))
    except (*_DAMAGE, ValueError) as damage:  # ValidationError and bad JSON are ValueErrors
        raise RescueMalformed from damage


def _demand_small_folder(path: Path) -> None:
    """Look at the end of the file (APPNOTE 4.3.16) before the library trusts it."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_BYTES - _END64_BYTES - _LONGEST_COMMENT))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise RescueMalformed
    folder_bytes = int.from_bytes(tail[at + 12 : at + 16], "little")
    big = tail[max(0, at - _END64_BYTES) : at].startswith(_END64)
    if big or folder_bytes > MAX_FOLDER_BYTES:
        raise RescueMalformed
