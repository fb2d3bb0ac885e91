"""The model's phone: what it has sealed lies in its store, whatever happens to its tabs."""

import random
from collections.abc import Generator
from dataclasses import dataclass, field

from tests.campaign.model.server import digest


@dataclass
class Item:
    """A sealed thing on its way: a revision or a photo."""

    id: str
    record: str
    rev: int
    sha: str
    data: bytes
    after: str = ""
    """The item whose receipt must come first."""
    photos: tuple[tuple[str, str, int], ...] = ()
    is_photo: bool = False
    poison: bool = False
    state: str = "queued"
    lease_until: int = -1
    not_before: int = 0
    tries: int = 0
    acked_at: int = 0
    log_index: int = 0
    epoch: int = 0

    @property
    def delivered(self) -> bool:
        """Whether a receipt was taken for it."""
        return self.state in ("acked", "purged")


@dataclass(frozen=True)
class Sealed:
    """The ledger's line: what this phone has ever sealed."""

    record: str
    rev: int
    sha: str
    poison: bool
    photos: tuple[tuple[str, str, bytes], ...]


@dataclass
class Phone:
    """One phone with up to two tabs."""

    name: str
    draw: random.Random
    items: dict[str, Item] = field(default_factory=dict)
    tabs: list[Generator[None, None, None]] = field(default_factory=list)
    ledger: list[Sealed] = field(default_factory=list)
    sealed: int = 0
    epoch: int = 0
    horizon: int = 0

    def capture(self, *, poison: bool) -> None:
        """Seal a new record with up to three photos."""
        self.sealed += 1
        record = f"{self.name}-{self.sealed}"
        photos = []
        for number in range(self.draw.randint(0, 3)):
            data = self.draw.randbytes(self.draw.randint(1, 40))
            photos.append((f"{record}-p{number}", digest(data), data))
        self._seal(record, 1, photos, poison=poison)

    def correct(self, line: Sealed) -> None:
        """Seal the next revision of a record, believed to be returned."""
        self._seal(line.record, line.rev + 1, [], poison=False)

    def _seal(
        self, record: str, rev: int, photos: list[tuple[str, str, bytes]], *, poison: bool
    ) -> None:
        named = ",".join(photo + sha for photo, sha, _data in photos)
        mark = "poison|" if poison else ""
        body = f"{record}|{rev}|{self.draw.random()}|{mark}{named}".encode()
        revision = Item(
            id=f"{record}/r{rev}",
            record=record,
            rev=rev,
            sha=digest(body),
            data=body,
            after="" if rev == 1 else f"{record}/r{rev - 1}",
            photos=tuple((photo, sha, len(data)) for photo, sha, data in photos),
            poison=poison,
        )
        self.items[revision.id] = revision
        self.ledger.append(Sealed(record, rev, revision.sha, poison, tuple(photos)))
        for photo, sha, data in photos:
            self.items[photo] = Item(
                photo, record, rev, sha, data, after=revision.id, is_photo=True
            )

    def correctable(self) -> list[Sealed]:
        """What the officer may hold for returned: delivered, and no later revision sealed."""
        found = []
        for line in self.ledger:
            item = self.items.get(f"{line.record}/r{line.rev}")
            later = f"{line.record}/r{line.rev + 1}" in self.items
            if item and item.delivered and not later and not line.poison and line.rev < 4:
                found.append(line)
        return found

    def hopeless(self, item: Item) -> bool:
        """Whether it waits for something that the server refuses for good."""
        first = self.items.get(item.after)
        return first is not None and (first.state == "rejected" or self.hopeless(first))

    def unsent(self) -> bool:
        """Whether anything is still to be delivered."""
        return any(
            not item.delivered and item.state != "rejected" and not self.hopeless(item)
            for item in self.items.values()
        )
