"""Changing zones: a file of zones comes into force, as a whole or not at all."""

from dataclasses import asdict, dataclass

from app.changes import actions as changes
from app.changes.rules import Scope
from app.core import clock
from app.extensions import db
from app.zones import events, queries
from app.zones.importing import ZoneDraft
from app.zones.models import Zone, ZoneVersion
from app.zones.planning import CONTENT, plan_import
from app.zones.problems import ZonesMovedOn


@dataclass(frozen=True)
class Imported:
    """How many zones of a file were new, changed and as before."""

    added: int
    changed: int
    unchanged: int


def import_geojson(text: str, *, actor: str, demo: bool, based_on: str | None = None) -> Imported:
    """Bring the zones of a GeoJSON file into force now; zones it does not name stay.

    A zone whose content is as before keeps its version, so a repeated import changes nothing.

    Args:
        text: the file.
        actor: who imports.
        demo: mark every zone as a sample.
        based_on: the version of the zones that somebody compared the file with, if they did.

    Raises:
        ZonesRefused: with every error; nothing was stored.
        ZonesMovedOn: other zones are in force than those the file was compared with.
    """
    plan = plan_import(text, demo=demo)
    if based_on not in (None, plan.based_on):
        raise ZonesMovedOn
    now = clock.now_ms()
    for draft in plan.added:
        zone = Zone(code=draft.code, kind=draft.kind)
        db.session.add(zone)
        db.session.flush()
        _add_version(zone, draft, number=1, from_ms=now)
    for change in plan.changed:
        change.old.valid_to_ms = now
        # One version at a time is current: the old one must leave before the new one comes.
        db.session.flush()
        _add_version(change.zone, change.draft, number=change.old.version + 1, from_ms=now)
    if plan.added or plan.changed:
        _record(actor, count=len(plan.added) + len(plan.changed))
    return Imported(len(plan.added), len(plan.changed), len(plan.unchanged))


def _add_version(zone: Zone, draft: ZoneDraft, *, number: int, from_ms: int) -> None:
    content = {name: value for name, value in asdict(draft).items() if name in CONTENT}
    db.session.add(ZoneVersion(zone_id=zone.id, version=number, valid_from_ms=from_ms, **content))
    db.session.flush()


def _record(actor: str, *, count: int) -> None:
    version = str(queries.zones_snapshot()["version"])
    events.zone_imported.record(actor=actor, entity="zones", version=version, count=count)
    changes.record(Scope.ZONES, "zones", data={"version": version})
