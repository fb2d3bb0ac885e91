from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.changes.rules import Scope
from app.extensions import Model


class Change(Model):
    """One row of the feed; triggers refuse any update or deletion.

    `person_id` is the audience: nobody named means everybody. `data` is empty on a withdrawn row.
    """

    __tablename__ = "changes"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scope: Mapped[Scope]
    entity: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    deleted: Mapped[bool] = mapped_column(default=False)
    at_ms: Mapped[int]
