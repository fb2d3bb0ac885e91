from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Device, Person
from app.extensions import Model


class Enrolment(Model):
    """Somebody's signing in on a phone, and the key that the phone signs with; kept for good.

    Tickets end, and phones make new keys: what was sealed before belongs to its owner all the
    same. `thumbprint` is that of `public_key` (a JWK as JSON), both "" for a phone without a key.
    """

    __tablename__ = "enrolments"

    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    thumbprint: Mapped[str] = mapped_column(String(43), primary_key=True)
    public_key: Mapped[str] = mapped_column(Text)
    enrolled_ms: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise")


class ChainLink(Model):
    """One sealed thing in the chain of its phone; triggers refuse any update or deletion.

    `prev` is the hash that its bytes name as the one sealed before.
    """

    __tablename__ = "chain_links"

    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    prev: Mapped[str] = mapped_column(String(64))
    received_ms: Mapped[int]


class Heartbeat(Model):
    """What a phone said last of one person's evidence on it; the row is written over each time.

    `oldest_ms` is when the oldest unsent item was sealed, as far as it can be believed
    (rules.py); `max_seq_ms` when `max_seq` last grew. `checkpoint` is the newest signed note that
    the phone keeps, `alarm` the two notes that it found to contradict each other, as JSON.
    """

    __tablename__ = "heartbeats"

    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    heard_ms: Mapped[int]
    app: Mapped[str] = mapped_column(String(40))
    revs: Mapped[int]
    photos: Mapped[int]
    facts: Mapped[int]
    quarantined: Mapped[int]
    damaged: Mapped[int]
    oldest_ms: Mapped[int | None]
    max_seq: Mapped[int]
    max_seq_ms: Mapped[int]
    persisted: Mapped[bool | None]
    free_bytes: Mapped[int | None]
    epoch: Mapped[int | None]
    checkpoint: Mapped[str] = mapped_column(Text)
    alarm: Mapped[str] = mapped_column(Text)

    device: Mapped[Device] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def unsent(self) -> int:
        """How many items were still on the phone without a receipt."""
        return self.revs + self.photos + self.facts
