from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.extensions import Model
from app.review.rules import DecisionKind


class Decision(Model):
    """What a supervisor decided on one revision of a record; never changed."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), index=True)
    rev: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[DecisionKind]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at_ms: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise")
