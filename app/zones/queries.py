"""Reading zones: what is in force now, and what a record was judged by."""

import rfc8785
from sqlalchemy import select

from app.core.encoding import sha256_hex
from app.extensions import db
from app.zones.models import Zone, ZoneVersion


def current_zones() -> list[tuple[Zone, ZoneVersion]]:
    """Every zone with its current version, by code."""
    rows = db.session.execute(
        select(Zone, ZoneVersion)
        .join(ZoneVersion, ZoneVersion.zone_id == Zone.id)
        .where(ZoneVersion.valid_to_ms.is_(None))
        .order_by(Zone.code)
    )
    return [(zone, version) for zone, version in rows]


def zones_snapshot() -> dict[str, object]:
    """The zones in force, as phones keep them (docs/protocol.md §3.1)."""
    zones = [_on_wire(zone, version) for zone, version in current_zones()]
    version = sha256_hex(rfc8785.dumps(zones))  # type: ignore[arg-type]
    return {"scope": "zones", "version": version, "zones": zones}


def zone_version(code: str, version: int) -> ZoneVersion | None:
    """The version of a zone that a record was judged by."""
    return db.session.scalar(
        select(ZoneVersion)
        .join(Zone, ZoneVersion.zone_id == Zone.id)
        .where(Zone.code == code, ZoneVersion.version == version)
    )


def _on_wire(zone: Zone, version: ZoneVersion) -> dict[str, object]:
    return {
        "code": zone.code,
        "version": version.version,
        "kind": zone.kind.value,
        "name": version.name,
        "location_text": version.location_text,
        "demo": version.demo,
        "capacity": version.capacity,
        "goods": version.goods,
        "hours": version.hours,
        "geometry": version.geometry,
    }
