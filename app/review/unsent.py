"""Which phones still hold evidence, and what never came: so that no phone is forgotten.

It is about phones and what lies on them. People are named where somebody has to call them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.accounts.models import Device, Person
from app.devices import queries
from app.devices.models import Heartbeat
from app.devices.queries import Received
from app.devices.rules import Gap, gap_at_the_end
from app.inspections import queries as inspections
from app.inspections.queries import PhotosOfDevice

NOTHING = Received(seq=0, at_ms=0)
DAY_MS = 24 * 3_600_000
LITTLE_SPACE_BYTES = 500 * 1024**2
"""Room for some 500 photos; below it the board warns."""


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A phone as it was when it was last heard, and what of its chain is missing here."""

    device: Device
    heartbeats: list[Heartbeat]
    gaps: list[Gap]
    enrolled: list[Person]
    photos: PhotosOfDevice
    sealed_ms: int
    """When the last record or fact of it came."""

    @property
    def holders(self) -> list[Person]:
        """Whom to call: those whose evidence it holds, or where that is unknown, who used it."""
        holding = [row.person for row in self.heartbeats if row.unsent]
        return (holding if self.unsent else []) or self.enrolled

    @property
    def squadrons(self) -> list[str]:
        """Where the phone belongs."""
        people = self.holders or [row.person for row in self.heartbeats]
        return sorted({person.squadron.name for person in people})

    def total(self, what: str) -> int:
        """How many items of this kind it said it held, of everybody on it."""
        return sum(getattr(row, what) for row in self.heartbeats)

    @property
    def missing(self) -> int:
        """How many numbers of its chain never came."""
        return sum(gap.count for gap in self.gaps)

    def held(self, kind: str) -> int:
        """How many items of this kind it still holds: what it said, less what came since.

        A phone that was shut out or lost never speaks again; its evidence may come in a rescue
        file. Where nothing came since, the phone is believed, whatever the server has.
        """
        said = self.total(kind)
        if kind == "photos":
            came = (self.photos.stored_ms or 0) > (self.heard_ms or 0) and not self.gaps
            return min(said, self.photos.awaited) if came else said
        came = self.sealed_ms > (self.heard_ms or 0)
        return min(said, self.missing) if came else said

    @property
    def unsent(self) -> int:
        """How many items it still holds."""
        return sum(self.held(kind) for kind in ("revs", "photos", "facts"))

    @property
    def heard_ms(self) -> int | None:
        """When it was last heard; None for a phone that never spoke of itself."""
        return max((row.heard_ms for row in self.heartbeats), default=None)

    @property
    def oldest_ms(self) -> int | None:
        """Since when the oldest item waits that it holds."""
        if not self.unsent:
            return None
        waiting = [row.oldest_ms for row in self.heartbeats if row.oldest_ms is not None]
        return min(waiting, default=None)

    @property
    def since_ms(self) -> int | None:
        """Since when something of this phone's is wanting here; None when nothing is."""
        known = [gap.since_ms for gap in self.gaps]
        return min([*known, self.oldest_ms] if self.oldest_ms is not None else known, default=None)

    @property
    def wanting(self) -> bool:
        """Whether somebody has to look after it."""
        return bool(self.unsent or self.gaps or self.disputes)

    @property
    def lost(self) -> int:
        """How many missing numbers the phone does not account for: it holds fewer than that."""
        return max(0, self.missing - self.total("revs") - self.total("facts"))

    @property
    def disputes(self) -> bool:
        """Whether it has found the server's log to contradict itself."""
        return any(row.alarm for row in self.heartbeats)

    @property
    def unprotected(self) -> bool:
        """Whether its browser may clear away what it holds."""
        return any(row.persisted is False for row in self.heartbeats)

    @property
    def free_bytes(self) -> int | None:
        """How much room it had, as the last one said who knew."""
        known = [row for row in self.heartbeats if row.free_bytes is not None]
        return max(known, key=lambda row: row.heard_ms).free_bytes if known else None

    @property
    def cramped(self) -> bool:
        """Whether little room is left on it."""
        return self.free_bytes is not None and self.free_bytes < LITTLE_SPACE_BYTES


@dataclass(frozen=True, kw_only=True)
class Board:
    """What the page shows."""

    holding: list[Phone]
    """Phones that hold something or of which something is missing, the longest waiting first."""

    empty: list[Phone]
    """Phones that had sent everything when they were last heard, the longest silent first."""


def board() -> Board:
    """Every phone that was ever heard, and those of which a number is missing."""
    rows = queries.everything_heard()
    heard = {id_: list(of) for id_, of in groupby(rows, key=lambda row: row.device_id)}
    holes, received = queries.holes(), queries.last_received()
    photos = inspections.photos_by_device()
    silent = [device_id for device_id in holes if device_id not in heard]
    devices = {row.device_id: row.device for row in rows}
    devices |= {device.id: device for device in queries.devices_by_id(silent)}
    people = queries.people_of(devices)
    phones = [
        Phone(
            device=device,
            heartbeats=heard.get(device_id, []),
            gaps=holes.get(device_id, [])
            + _at_the_end(heard.get(device_id, []), received.get(device_id, NOTHING).seq),
            enrolled=people[device_id],
            photos=photos.get(device_id, PhotosOfDevice()),
            sealed_ms=received.get(device_id, NOTHING).at_ms,
        )
        for device_id, device in devices.items()
    ]
    return Board(
        holding=sorted(
            (phone for phone in phones if phone.wanting),
            key=lambda phone: (phone.since_ms or 0, phone.device.id),
        ),
        empty=sorted(
            (phone for phone in phones if not phone.wanting),
            key=lambda phone: (phone.heard_ms or 0, phone.device.id),
        ),
    )


def _at_the_end(heartbeats: Sequence[Heartbeat], received: int) -> list[Gap]:
    """The people on a phone share its chain: whoever spoke of the highest number is right."""
    if not heartbeats:
        return []
    highest = max(heartbeats, key=lambda row: (row.max_seq, -row.max_seq_ms))
    return gap_at_the_end(received, heard=highest.max_seq, heard_ms=highest.max_seq_ms)
