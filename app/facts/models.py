import json

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.devices.rules import SignatureGrade
from app.extensions import Model
from app.facts.rules import FactStatus


class Fact(Model):
    """The exact bytes of a fact and its receipt; triggers refuse any update or deletion.

    `inspection_id` and `photo_id` are what the bytes name; the server may know neither. An
    `effective` one changes what the desk sees of the record.
    """

    __tablename__ = "facts"
    __table_args__ = (UniqueConstraint("fact_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[str] = mapped_column(String(36))
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"))
    inspection_id: Mapped[str | None] = mapped_column(String(36), index=True)
    photo_id: Mapped[str | None] = mapped_column(String(36))
    sealed_bytes: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[FactStatus]
    flags: Mapped[str] = mapped_column(String(400))
    effective: Mapped[bool]
    seq: Mapped[int]
    received_ms: Mapped[int]
    log_index: Mapped[int]
    receipt: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    signature_grade: Mapped[SignatureGrade] = mapped_column(default=SignatureGrade.NONE)

    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def flag_list(self) -> list[str]:
        """What was odd about this fact, as codes."""
        return self.flags.split()

    @property
    def reason(self) -> str:
        """Why, in the officer's words; empty for kinds that give no reason."""
        return str(json.loads(self.sealed_bytes).get("reason", ""))
