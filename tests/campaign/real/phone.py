"""A model phone: a store that outlives its tabs, a chain of sealed bytes, one officer."""

import random
from dataclasses import dataclass, field
from typing import Any

from tests.campaign.ledger import Kind, Ledger, Line, Receipt
from tests.campaign.real import sealing
from tests.campaign.real.installation import SignedIn
from tests.campaign.real.sealing import canonical, new_id, sha256
from tests.campaign.real.witness import Checkpoint

SIZES = (1, 40, 900, 3_000)
"""Bytes of photos."""
YEAR_MS = 365 * 24 * 3_600_000


@dataclass
class Item:
    """Something sealed, on its way."""

    line: Line
    parent: "Item | None" = None
    content: dict[str, Any] = field(default_factory=dict)
    """What a revision says."""
    photos: list["Item"] = field(default_factory=list)
    state: str = "saved"
    receipt: Receipt | None = None
    status: str = ""
    lease_until: float = -1.0
    not_before: float = 0.0
    tries: int = 0
    rejections: int = 0

    @property
    def kind(self) -> Kind:
        """Revision, photo or fact."""
        return self.line.kind

    @property
    def key(self) -> str:
        """As receipts name it."""
        return self.line.key

    @property
    def id(self) -> str:
        """The photo's, fact's or record's own id."""
        return self.key.split("/")[1]

    @property
    def sha256(self) -> str:
        """Of the bytes."""
        return self.line.sha256

    @property
    def delivered(self) -> bool:
        """Whether the phone holds a receipt for it."""
        return self.state in ("acked", "purged")

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be done for it."""
        if self.delivered or self.state in ("quarantined", "damaged"):
            return True
        return self.parent is not None and self.parent.state == "quarantined"


class Phone:
    """One installation of the officer app."""

    def __init__(self, officer: SignedIn, draw: random.Random, ledger: Ledger, now_ms: int) -> None:
        """Not enrolled yet."""
        self.officer = officer
        self.draw = draw
        self.ledger = ledger
        self.wall_offset_ms = draw.choice([0, 0, 40, -9_000, 10 * YEAR_MS, -10 * YEAR_MS])
        self.begin_anew(now_ms)

    def begin_anew(self, now_ms: int) -> None:
        """A fresh installation: no items, a new device."""
        self.device = new_id(self.draw, now_ms)
        self.items: list[Item] = []
        self.seq = 0
        self.prev = sealing.NOTHING_BEFORE
        self.ticket = ""
        self.server_key = ""
        self.epoch = 0
        self.horizon = 0
        self.met_server = False
        self.checkpoint: Checkpoint | None = None

    def wipe(self, now_ms: int) -> None:
        """The phone's storage is gone with everything in it."""
        for item in self.items:
            item.line.wiped = True
        self.begin_anew(now_ms)

    def capture(self, now_ms: int, *, refused: bool) -> None:
        """Seal a new record with up to three photos."""
        wall = now_ms + self.wall_offset_ms
        content = sealing.revision(
            record=new_id(self.draw, now_ms),
            rev=1,
            person=self.officer.person_id,
            wall_ms=wall,
            note=f"note {self.draw.random()} 备注",
            type_=self.draw.choice(sealing.TYPES),
        )
        if refused:
            content["photos"] = "none"
            self._seal(Kind.REVISION, content, [], refused=True, now_ms=now_ms)
            return
        shots = [self._shot() for _number in range(self.draw.choice([0, 1, 1, 2, 3]))]
        self._seal(Kind.REVISION, content, shots, refused=False, now_ms=now_ms)

    def correct(self, item: Item, now_ms: int) -> None:
        """Seal the next revision of a record; the officer believes that it was returned."""
        content = dict(item.content)
        content["rev"] = item.content["rev"] + 1
        content["note"] = f"corrected {self.draw.random()}"
        content["corrects"] = {"rev": item.content["rev"], "sha256": item.sha256}
        content["struck"] = []
        shots = [self._shot() for _number in range(self.draw.choice([0, 0, 1]))]
        self._seal(Kind.REVISION, content, shots, refused=False, now_ms=now_ms, before=item)

    def state_fact(
        self, now_ms: int, kind: str, about: dict[str, Any], parent: Item | None
    ) -> None:
        """Seal a fact."""
        content = sealing.fact(
            fact_id=new_id(self.draw, now_ms),
            kind=kind,
            person=self.officer.person_id,
            wall_ms=now_ms + self.wall_offset_ms,
            about=about,
        )
        self._seal(Kind.FACT, content, [], refused=False, now_ms=now_ms, before=parent)

    def lose_photo(self, photo: Item, now_ms: int) -> None:
        """The bytes cannot be read any more: declare the hole."""
        photo.state = "damaged"
        photo.line.unreadable = True
        about = {"inspection_id": photo.line.record, "photo_id": photo.id, "reason": "unreadable"}
        self.state_fact(now_ms, "photo_unavailable", about, photo.parent)

    def purge(self) -> None:
        """Delete photos whose receipt is of this epoch and below the backup horizon."""
        for item in self.items:
            receipt = item.receipt
            if item.kind is not Kind.PHOTO or item.state != "acked" or receipt is None:
                continue
            if receipt.epoch == self.epoch and receipt.log_index < self.horizon:
                item.state = "purged"

    def correctable(self) -> list[Item]:
        """The newest revision of each record, where the phone has a receipt for it."""
        newest: dict[str, Item] = {}
        for item in self.items:
            if item.kind is Kind.REVISION and item.content:
                newest[item.line.record] = item
        return [item for item in newest.values() if item.delivered and item.content["rev"] < 4]

    def pending(self) -> dict[str, int]:
        """What the heartbeat says: items without a receipt, and how many of those are stuck."""
        without = [item for item in self.items if not item.delivered]
        states = [item.state for item in without]
        return {
            "revs": sum(item.kind is Kind.REVISION for item in without),
            "photos": sum(item.kind is Kind.PHOTO for item in without),
            "facts": sum(item.kind is Kind.FACT for item in without),
            "quarantined": states.count("quarantined"),
            "damaged": states.count("damaged"),
        }

    def keep(self, offered: Checkpoint) -> None:
        """Witness a checkpoint; the newest is kept."""
        self.ledger.checkpoints.append((offered.epoch, offered.size, offered.root.hex()))
        kept = self.checkpoint
        if kept is None or (kept.epoch, kept.size) < (offered.epoch, offered.size):
            self.checkpoint = offered

    def unsent(self) -> bool:
        """Whether anything is still to be delivered."""
        return any(not item.settled for item in self.items)

    def _shot(self) -> bytes:
        return self.draw.randbytes(self.draw.choice(SIZES))

    def _seal(
        self,
        kind: Kind,
        content: dict[str, Any],
        shots: list[bytes],
        *,
        refused: bool,
        now_ms: int,
        before: Item | None = None,
    ) -> None:
        """Put it at the end of the chain, with its photos."""
        self.seq += 1
        wall = now_ms + self.wall_offset_ms
        offset = -self.wall_offset_ms if self.met_server else None
        content |= {"device": self.device, "seq": self.seq, "prev": self.prev}
        content["clock"] = sealing.clock_block(wall, offset)
        ids = [new_id(self.draw, now_ms) for _shot in shots]
        if shots:
            named = [sealing.photo(id_, data, wall) for id_, data in zip(ids, shots, strict=True)]
            content["photos"] = [*content["photos"], *named]
        data = canonical(content)
        self.prev = sha256(data)
        record = content["id"] if kind is Kind.REVISION else content.get("inspection_id", "")
        key = f"facts/{content['id']}"
        if kind is Kind.REVISION:
            key = f"inspections/{record}/revs/{content['rev']}"
        item = self._item(kind, key, data, record, before, refused=refused)
        item.content = {} if refused or kind is Kind.FACT else content
        item.line.seq = self.seq
        for photo_id, shot in zip(ids, shots, strict=True):
            photo = self._item(Kind.PHOTO, f"photos/{photo_id}", shot, record, item)
            item.photos.append(photo)

    def _item(
        self,
        kind: Kind,
        key: str,
        data: bytes,
        record: str,
        parent: Item | None,
        *,
        refused: bool = False,
    ) -> Item:
        line = Line(kind, key, sha256(data), data, record, self.officer.person_id, self.device)
        line.refused = refused
        item = Item(line, parent)
        self.ledger.lines.append(line)
        self.items.append(item)
        return item
