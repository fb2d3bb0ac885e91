from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.evidence.rules import PhotoState, Viewable, Watermark
from app.extensions import Model


class Photo(Model):
    """One photo that a revision names. The original bytes are never altered.

    `on_branch` marks a photo that only a conflicting version names: no decision waits for it.

    Position, accuracy and `caption` (evidence/captions.py) are what the first revision that named
    the photo sealed. The columns from `width` on are what the file says of itself: untrusted, and
    compared with what was sealed (evidence/exif.py). `width` and `height` are those of the upright
    picture in pixels; `exif_flags` are codes separated by spaces.
    """

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
    lat_e7: Mapped[int | None]
    lon_e7: Mapped[int | None]
    accuracy_cm: Mapped[int | None]
    caption: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    on_branch: Mapped[bool] = mapped_column(default=False)
    state: Mapped[PhotoState] = mapped_column(default=PhotoState.EXPECTED, index=True)
    upload_offset: Mapped[int] = mapped_column(default=0)
    stored_ms: Mapped[int | None]
    log_index: Mapped[int | None]
    receipt: Mapped[bytes | None] = mapped_column(LargeBinary)
    viewable: Mapped[Viewable] = mapped_column(default=Viewable.PENDING)
    unviewable_reason: Mapped[str] = mapped_column(String(40), default="")
    watermark: Mapped[Watermark] = mapped_column(default=Watermark.PENDING)
    width: Mapped[int | None]
    height: Mapped[int | None]
    exif: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    exif_taken: Mapped[str] = mapped_column(String(40), default="")
    exif_taken_ms: Mapped[int | None]
    exif_lat_e7: Mapped[int | None]
    exif_lon_e7: Mapped[int | None]
    exif_make: Mapped[str] = mapped_column(String(200), default="")
    exif_model: Mapped[str] = mapped_column(String(200), default="")
    exif_orientation: Mapped[int | None]
    exif_flags: Mapped[str] = mapped_column(String(400), default="")

    @property
    def prepared(self) -> bool:
        """Whether the worker has nothing left to do for it."""
        marked = self.watermark in (Watermark.YES, Watermark.NO)
        return marked and self.viewable is not Viewable.PENDING

    @property
    def exif_flag_list(self) -> list[str]:
        """What is odd about what the file says of itself, as codes."""
        return self.exif_flags.split()

    @property
    def stored(self) -> bool:
        """Whether the whole photo is on disk and receipted."""
        return self.state is PhotoState.STORED

    @property
    def begun(self) -> bool:
        """Whether an upload has an offset to go on from."""
        return self.state in (PhotoState.PARTIAL, PhotoState.STORED)

    @property
    def missing(self) -> bool:
        """Whether a decision must wait for it: it is neither here nor declared a hole."""
        return not (self.on_branch or self.stored or self.state is PhotoState.UNAVAILABLE)
