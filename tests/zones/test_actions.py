"""Importing brings a file into force as a whole, keeps history, and is harmless when repeated."""

import json
from pathlib import Path

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditLeaf
from app.core.encoding import sha256_hex
from app.extensions import begin_write, db
from app.zones import queries
from app.zones.actions import Imported, import_geojson
from app.zones.importing import DEMO_ZONES
from app.zones.models import Zone, ZoneVersion
from app.zones.problems import ZonesRefused
from tests.zones.files import STRIP, collection, feature

DEMO = DEMO_ZONES.read_text("utf-8")
VECTORS = Path(__file__).parents[1] / "vectors" / "zone-verdict.json"


def bring_in(text: str, *, demo: bool = False) -> Imported:
    begin_write()
    done = import_geojson(text, actor="person/7", demo=demo)
    db.session.commit()
    return done


def leaves() -> list[dict[str, object]]:
    rows = db.session.scalars(select(AuditLeaf).order_by(AuditLeaf.idx))
    return [leaf for leaf in map(json.loads, (row.leaf for row in rows)) if is_import(leaf)]


def is_import(leaf: dict[str, object]) -> bool:
    return leaf["type"] == "zone.imported"


def test_the_snapshot_of_the_demo_zones_is_the_one_in_the_vectors(app: Flask) -> None:
    assert bring_in(DEMO, demo=True) == Imported(added=43, changed=0, unchanged=0)

    assert queries.zones_snapshot() == json.loads(VECTORS.read_text())["snapshots"]["demo"]


def test_the_version_of_the_snapshot_is_the_hash_of_its_zones(app: Flask) -> None:
    empty = queries.zones_snapshot()
    bring_in(collection(feature()))
    snapshot = queries.zones_snapshot()

    assert empty == {"scope": "zones", "version": sha256_hex(b"[]"), "zones": []}
    assert snapshot["version"] == sha256_hex(rfc8785.dumps(snapshot["zones"]))  # type: ignore[arg-type]


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    bring_in(DEMO, demo=True)
    before = queries.zones_snapshot()

    assert bring_in(DEMO, demo=True) == Imported(added=0, changed=0, unchanged=43)

    assert queries.zones_snapshot() == before
    assert len(leaves()) == 1


def test_changed_content_is_a_new_version_and_the_old_one_is_kept(app: Flask) -> None:
    bring_in(collection(feature("D01"), feature("D02")))

    done = bring_in(collection(feature("D01", close="19:00"), feature("D02")))

    assert done == Imported(added=0, changed=1, unchanged=1)
    old, new = queries.zone_version("D01", 1), queries.zone_version("D01", 2)
    assert old is not None
    assert new is not None
    assert old.hours == [{"open": "06:00", "close": "18:30"}]
    assert new.hours == [{"open": "06:00", "close": "19:00"}]
    assert old.valid_to_ms == new.valid_from_ms
    assert new.valid_to_ms is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": "西街"},
        {"location_text": "路口向南"},
        {"close": "18:31"},
        {"capacity": 3},
        {"goods": "瓜果"},
        {"ring": [[lon, lat + 0.0000001] for lon, lat in STRIP]},
    ],
    ids=str,
)
def test_every_part_of_a_zone_counts_as_content(app: Flask, change: dict[str, object]) -> None:
    bring_in(collection(feature()))

    assert bring_in(collection(feature(**change))).changed == 1  # type: ignore[arg-type]


def test_zones_that_a_file_does_not_name_stay(app: Flask) -> None:
    bring_in(collection(feature("D01"), feature("D02")))

    bring_in(collection(feature("D03")))

    assert [zone.code for zone, _ in queries.current_zones()] == ["D01", "D02", "D03"]


def test_a_real_zone_takes_a_demo_code_over_and_history_still_says_demo(app: Flask) -> None:
    bring_in(collection(feature()), demo=True)

    bring_in(collection(feature()))

    versions = db.session.scalars(select(ZoneVersion).order_by(ZoneVersion.version))
    assert [version.demo for version in versions] == [True, False]


def test_a_file_with_one_fault_stores_nothing(app: Flask) -> None:
    begin_write()
    with pytest.raises(ZonesRefused):
        import_geojson(
            collection(feature("D01"), feature("D02", open="?")), actor="system", demo=False
        )
    db.session.commit()

    assert db.session.scalar(select(func.count()).select_from(Zone)) == 0
    assert leaves() == []


def test_a_code_never_changes_its_kind(app: Flask) -> None:
    bring_in(collection(feature("D01")))

    begin_write()
    with pytest.raises(ZonesRefused) as refused:
        import_geojson(collection(feature("D01", kind="night")), actor="system", demo=False)

    assert [error.code for error in refused.value.errors] == ["kind_changed"]
    assert not db.session.new


def test_an_import_leaves_its_trace(app: Flask) -> None:
    bring_in(collection(feature("D01"), feature("D02")))

    (leaf,) = leaves()
    version = queries.zones_snapshot()["version"]
    assert (leaf["actor"], leaf["entity"]) == ("person/7", "zones")
    assert leaf["detail"] == {"version": version, "count": 2}
