from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.extensions import Model
from app.review.rules import DecisionKind, ReturnReason


class Decision(Model):
    """What a supervisor decided on one revision of a record; never changed.

    `reasons` are the codes of a return, `text` what the supervisor wrote beside them.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), index=True)
    rev: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[DecisionKind]
    reasons: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at_ms: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def reason_list(self) -> list[ReturnReason]:
        """What the officer was asked to correct."""
        return [ReturnReason(code) for code in self.reasons.split()]
