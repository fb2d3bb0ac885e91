"""The database of the model's server: every change commits at once."""

from dataclasses import dataclass, field

Key = tuple[str, int, str]
Leaf = tuple[object, ...]


@dataclass
class Head:
    """Where a record stands."""

    rev: int
    sha: str
    state: str
    photos: list[str]


@dataclass
class Upload:
    """How far a photo is."""

    offset: int
    length: int


@dataclass
class Rows:
    """The database."""

    revisions: dict[Key, tuple[str, bytes]] = field(default_factory=dict)
    """Status and bytes."""
    heads: dict[str, Head] = field(default_factory=dict)
    expected: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    """Of a photo: its record, hash and size."""
    uploads: dict[str, Upload] = field(default_factory=dict)
    photos: dict[str, str] = field(default_factory=dict)
    log: list[Leaf] = field(default_factory=list)
