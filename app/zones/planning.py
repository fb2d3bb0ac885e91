"""What an import would do, before it does it: which zones are new, which differ and in what."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.zones import queries
from app.zones.importing import ZoneDraft, read_geojson
from app.zones.models import Zone, ZoneVersion
from app.zones.problems import RowError, ZonesRefused

CONTENT = ("demo", "name", "location_text", "hours", "capacity", "goods", "geometry")


@dataclass(frozen=True)
class Difference:
    """One part of a zone, before and after."""

    part: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """A known zone whose content the file changes."""

    zone: Zone
    old: ZoneVersion
    draft: ZoneDraft

    @property
    def differences(self) -> list[Difference]:
        """The parts that differ, in the order of CONTENT."""
        return [
            Difference(part, old, new)
            for part in CONTENT
            if (old := getattr(self.old, part)) != (new := getattr(self.draft, part))
        ]


@dataclass(frozen=True)
class Plan:
    """Everything that a file would do. `based_on` is the version of the zones it was made for."""

    based_on: str
    added: list[ZoneDraft]
    changed: list[Change]
    unchanged: list[ZoneDraft]
    untouched: int
    """How many zones in force the file does not name; they stay."""


def plan_import(text: str, *, demo: bool) -> Plan:
    """Compare a GeoJSON file with the zones in force. Reads only.

    Raises:
        ZonesRefused: with every error of every row.
    """
    drafts = read_geojson(text, demo=demo)
    known = {zone.code: (zone, version) for zone, version in queries.current_zones()}
    _refuse_other_kinds(drafts, {code: zone for code, (zone, _) in known.items()})
    changes = [Change(*known[draft.code], draft) for draft in drafts if draft.code in known]
    return Plan(
        based_on=str(queries.zones_snapshot()["version"]),
        added=[draft for draft in drafts if draft.code not in known],
        changed=[change for change in changes if change.differences],
        unchanged=[change.draft for change in changes if not change.differences],
        untouched=len(known) - len(changes),
    )


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
