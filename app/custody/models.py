from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model


class Backup(Model):
    """A backup that was tried. It counts only once it was read again (`verified_ms`).

    `problem` says in a word why it failed; "" is none. `thinned_ms` is when its copy of the
    database went; the originals of photos never go.
    """

    __tablename__ = "backups"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    epoch: Mapped[int] = mapped_column(index=True)
    log_size: Mapped[int]
    photos: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    made_ms: Mapped[int]
    verified_ms: Mapped[int | None]
    thinned_ms: Mapped[int | None]
    problem: Mapped[str] = mapped_column(String(40), default="")


class Finding(StrEnum):
    """What reading a stored photo again has shown."""

    RIGHT = "right"
    MISSING = "missing"
    DAMAGED = "damaged"


class PhotoCheck(Model):
    """When a stored photo was last read again, and what that showed."""

    __tablename__ = "photo_checks"

    photo_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    checked_ms: Mapped[int] = mapped_column(index=True)
    finding: Mapped[Finding] = mapped_column(index=True)
