from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model


class ZoneKind(StrEnum):
    """When a zone trades: by day (白天流动摊点临时疏导区) or at night (夜市临时疏导区)."""

    DAY = "day"
    NIGHT = "night"


class Zone(Model):
    """A place where street trade is guided to (疏导区). Its code never changes hands."""

    __tablename__ = "zones"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[ZoneKind]


class ZoneVersion(Model):
    """What a zone was between two instants. A record keeps the version it was judged by.

    `demo` marks invented zones (示例，未核定). The current version has no `valid_to_ms`.
    `hours` is a list of {"open", "close"}, `geometry` GeoJSON in WGS-84.
    """

    __tablename__ = "zone_versions"
    __table_args__ = (
        UniqueConstraint("zone_id", "version", name="uq_zone_versions_zone_id_version"),
        Index(
            "ix_zone_versions_current",
            "zone_id",
            unique=True,
            sqlite_where=text("valid_to_ms IS NULL"),
            postgresql_where=text("valid_to_ms IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zones.id"))
    version: Mapped[int]
    valid_from_ms: Mapped[int]
    valid_to_ms: Mapped[int | None]
    demo: Mapped[bool]
    name: Mapped[str] = mapped_column(String(120))
    location_text: Mapped[str] = mapped_column(String(400))
    hours: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    capacity: Mapped[int]
    goods: Mapped[str] = mapped_column(String(400))
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)
