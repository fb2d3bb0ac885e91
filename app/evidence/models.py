from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.evidence.rules import PhotoState, Viewable
from app.extensions import Model


class Photo(Model):
    """One photo that a revision names. The original bytes are never altered."""

    __tablename__ = "photos"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), index=True)
    rev: Mapped[int]
    position: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(64))
    captured_ms: Mapped[int]
    state: Mapped[PhotoState] = mapped_column(default=PhotoState.EXPECTED, index=True)
    upload_offset: Mapped[int] = mapped_column(default=0)
    stored_ms: Mapped[int | None]
    log_index: Mapped[int | None]
    receipt: Mapped[bytes | None] = mapped_column(LargeBinary)
    viewable: Mapped[Viewable] = mapped_column(default=Viewable.PENDING)
    unviewable_reason: Mapped[str] = mapped_column(String(40), default="")

    @property
    def stored(self) -> bool:
        """Whether the whole photo is on disk and receipted."""
        return self.state is PhotoState.STORED
