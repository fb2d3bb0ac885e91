"""What the model phones seal: bytes of our own making, after docs/protocol.md alone."""

import hashlib
import json
import random
from typing import Any

NOTHING_BEFORE = "0" * 64
TYPES = ("zone_rule_breach", "outside_zone", "type_of_tomorrow")
FACT_KINDS = ("withdrawal", "suggestion", "acknowledgement", "kind_of_tomorrow")


def sha256(data: bytes) -> str:
    """Lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def canonical(content: dict[str, Any]) -> bytes:
    """RFC 8785, for what we seal: ASCII names, integers, strings, lists and objects."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def new_id(draw: random.Random, now_ms: int) -> str:
    """A UUIDv7 (RFC 9562 §5.7) that a seed determines."""
    value = (now_ms & ((1 << 48) - 1)) << 80 | draw.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def clock_block(wall_ms: int, offset_ms: int | None) -> dict[str, Any]:
    """The phone's clocks; the server's offset is absent before first contact."""
    block: dict[str, Any] = {"wall_ms": wall_ms, "mono_ms": 7, "boot_id": "boot"}
    if offset_ms is not None:
        block |= {"srv_offset_ms": offset_ms, "srv_offset_age_s": 1}
    return block


def photo(photo_id: str, data: bytes, wall_ms: int) -> dict[str, Any]:
    """How a revision names a photo."""
    return {
        "id": photo_id,
        "sha256": sha256(data),
        "size": len(data),
        "mime": "image/jpeg",
        "captured_ms": wall_ms,
        "mono_ms": 5,
        "method": "viewfinder",
    }


def revision(
    *, record: str, rev: int, person: int, wall_ms: int, note: str, type_: str
) -> dict[str, Any]:
    """A record without its place in the phone's chain and without photos."""
    return {
        "fmt": 1,
        "kind": "inspection",
        "id": record,
        "rev": rev,
        "officers": [str(person)],
        "type": type_,
        "outcome": "persuaded_corrected",
        "law_version": NOTHING_BEFORE,
        "note": note,
        "captured_ms": wall_ms,
        "sealed_ms": wall_ms + 4_000,
        "verdict": {"engine": 1, "zones_version": NOTHING_BEFORE, "place": "unknown"},
        "photos": [],
        "app": "0.1.0",
    }


def fact(
    *, fact_id: str, kind: str, person: int, wall_ms: int, about: dict[str, Any]
) -> dict[str, Any]:
    """A fact without its place in the phone's chain."""
    return {
        "fmt": 1,
        "kind": kind,
        "id": fact_id,
        "person": str(person),
        "sealed_ms": wall_ms,
        **about,
    }
