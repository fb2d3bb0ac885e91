"""Sealed bytes of released apps stay readable: a phone may bring them years later."""

import base64
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.core.encoding import sha256_hex
from app.facts.schemas import SealedFact
from app.inspections import reading

VECTORS = Path(__file__).parents[1] / "vectors"


def sealed_on_phone() -> list[dict[str, Any]]:
    """The rows of sealed things, in the order of sealing."""
    dump = json.loads((VECTORS / "evidence-v1.json").read_text())
    rows = [value for _key, value in dump["stores"]["ops"]["rows"] if value["kind"] != "photo"]
    return sorted(rows, key=lambda row: row["seq"])


def bytes_of(row: dict[str, Any]) -> bytes:
    return base64.b64decode(row["bytes"]["$bytes"])


def test_what_a_released_app_sealed_is_canonical_and_hashes_as_it_says() -> None:
    rows = sealed_on_phone()

    assert len(rows) == 5
    assert all(reading.is_canonical(bytes_of(row)) for row in rows)
    assert [sha256_hex(bytes_of(row)) for row in rows] == [row["sha256"] for row in rows]


def test_what_a_released_app_sealed_is_read_as_what_it_is() -> None:
    for row in sealed_on_phone():
        if row["kind"] == "rev":
            revision = reading.parse(bytes_of(row))
            assert (revision.id, revision.rev) == (row["inspection_id"], row["rev"])
        else:
            assert reading.parse_as(SealedFact, bytes_of(row)).id == row["fact_id"]


def test_each_seal_names_the_one_before() -> None:
    rows = sealed_on_phone()

    links = [json.loads(bytes_of(row)) for row in rows]
    assert [link["seq"] for link in links] == [1, 2, 3, 4, 5]
    assert links[0]["prev"] == "0" * 64
    for (_, before), (link, _) in pairwise(zip(links, rows, strict=True)):
        assert link["prev"] == before["sha256"]
