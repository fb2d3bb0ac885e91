"""The road sketch under the zone map: centre lines inferred from addresses, never surveyed."""

import json
from functools import cache
from pathlib import Path

import rfc8785

from app.core.encoding import sha256_hex

_DATA = Path(__file__).parent / "data"
_SKETCH = _DATA / "road_sketch.geojson"
# What the sketch calls its classes of roads, in three widths for the map.
_RANKS = _DATA / "road_ranks.json"


@cache
def roads_snapshot() -> dict[str, object]:
    """The roads as phones keep them (docs/protocol.md §3.1); `surveyed` is false for a sketch."""
    ranks: dict[str, str] = json.loads(_RANKS.read_text(encoding="utf-8"))
    sketch = json.loads(_SKETCH.read_text(encoding="utf-8"))
    roads = [
        {
            "name": feature["properties"]["name"],
            "rank": ranks[feature["properties"]["class"]],
            "line": feature["geometry"]["coordinates"],
        }
        for feature in sketch["features"]
    ]
    content = {"surveyed": False, "roads": roads}
    version = sha256_hex(rfc8785.dumps(content))  # type: ignore[arg-type]
    return {"scope": "roads", "version": version, **content}
