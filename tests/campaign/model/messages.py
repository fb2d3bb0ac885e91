"""What the model's phones ask of its server."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Put:
    """A revision."""

    record: str
    rev: int
    sha: str
    body: bytes
    photos: tuple[tuple[str, str, int], ...]
    """Id, hash and size of each."""


@dataclass(frozen=True)
class Create:
    """The beginning of an upload."""

    photo: str
    sha: str
    length: int


@dataclass(frozen=True)
class Patch:
    """A chunk of a photo."""

    photo: str
    offset: int
    data: bytes
    checksum: str
