"""Changing zones: a file of zones comes into force, as a whole or not at all."""

from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _l

from app.core import clock
from app.extensions import db
from app.zones import events, queries
from app.zones.importing import ZoneDraft, read_geojson
from app.zones.models import Zone, ZoneVersion
from app.zones.problems import RowError, ZonesRefused

_CONTENT = ("demo", "name", "location_text", "hours", "capacity", "goods", "geometry")


@dataclass(frozen=True)
class Imported:
    """How many zones of a file were new, changed and as before."""

    added: int
    changed: int
    unchanged: int


def import_geojson(text: str, *, actor: str, demo: bool) -> Imported:
    """Bring the zones of a GeoJSON file into force now; zones it does not name stay.

    A zone whose content is as before keeps its version, so a repeated import changes nothing.

    Raises:
        ZonesRefused: with every error; nothing was stored.
    """
    drafts = read_geojson(text, demo=demo)
    known = {zone.code: (zone, version) for zone, version in queries.current_zones()}
    _refuse_other_kinds(drafts, {code: zone for code, (zone, _) in known.items()})
    fresh = [draft for draft in drafts if draft.code not in known]
    changed = [
        draft for draft in drafts if draft.code in known and _differs(draft, known[draft.code][1])
    ]
    now = clock.now_ms()
    for draft in fresh:
        zone = Zone(code=draft.code, kind=draft.kind)
        db.session.add(zone)
        db.session.flush()
        _add_version(zone, draft, number=1, from_ms=now)
    for draft in changed:
        zone, old = known[draft.code]
        old.valid_to_ms = now
        # One version at a time is current: the old one must leave before the new one comes.
        db.session.flush()
        _add_version(zone, draft, number=old.version + 1, from_ms=now)
    if fresh or changed:
        _record(actor, count=len(fresh) + len(changed))
    return Imported(len(fresh), len(changed), len(drafts) - len(fresh) - len(changed))


def _refuse_other_kinds(drafts: list[ZoneDraft], known: dict[str, Zone]) -> None:
    errors = [
        RowError(
            0,
            "kind_changed",
            _l("The zone %(code)s is of the other kind; give the new one its own code.", code=code),
        )
        for code, kind in ((draft.code, draft.kind) for draft in drafts)
        if code in known and known[code].kind != kind
    ]
    if errors:
        raise ZonesRefused(errors)


def _differs(draft: ZoneDraft, version: ZoneVersion) -> bool:
    return any(getattr(draft, name) != getattr(version, name) for name in _CONTENT)


def _add_version(zone: Zone, draft: ZoneDraft, *, number: int, from_ms: int) -> None:
    content = {name: value for name, value in asdict(draft).items() if name in _CONTENT}
    db.session.add(ZoneVersion(zone_id=zone.id, version=number, valid_from_ms=from_ms, **content))
    db.session.flush()


def _record(actor: str, *, count: int) -> None:
    version = str(queries.zones_snapshot()["version"])
    events.zone_imported.record(actor=actor, entity="zones", version=version, count=count)
