"""Holding the chain of each phone against what was sealed on it."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.audit.verifying.broken import Broken, must, reading, stream
from app.audit.verifying.leaves import Leaf
from app.audit.verifying.witness import Witness
from app.devices.models import ChainLink
from app.facts.models import Fact
from app.inspections import reading as sealed_reading
from app.inspections.models import Revision
from app.inspections.schemas import Sealed, Sha256

Place = tuple[str, int, str, str, int]
"""Phone, number, hash, the hash before it, and when it came."""


class Before(Sealed):
    """What every sealed thing names as the one before it."""

    prev: Sha256


class ChainWitness(Witness):
    """One link for each revision and fact, none for anything else."""

    types: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """Count from nothing."""
        self._links = 0

    def see(self, leaf: Leaf) -> None:
        """See `Witness`; what the links repeat was held against its leaf already."""

    def end(self) -> None:
        """See `Witness`."""
        for sealed, link in zip_longest(_sealed(), _links()):
            if link is None or (sealed is not None and sealed[:3] < link[:3]):
                raise Broken(_name(sealed), _("is missing in the chain of its phone"))
            must(sealed == link, _name(link), _("is not what was sealed on this phone"))
            self._links += 1

    def counts(self) -> dict[str, int]:
        """See `Witness`."""
        return {"links": self._links}


def _name(place: Place | None) -> str:
    phone, number = place[:2] if place else ("", 0)
    return _("device %(device)s, number %(number)s", device=phone, number=number)


def _links() -> Iterator[Place]:
    order = (ChainLink.device_id, ChainLink.seq, ChainLink.sha256)
    for row in stream(select(ChainLink).order_by(*order), _("the chains of phones")):
        yield row.device_id, row.seq, row.sha256, row.prev, row.received_ms


def _columns(table: type[Revision] | type[Fact]) -> list[InstrumentedAttribute[Any]]:
    return [table.device_id, table.seq, table.sha256, table.sealed_bytes, table.received_ms]


def _sealed() -> Iterator[Place]:
    """Everything that was sealed on each phone, in the order of its chain."""
    both = select(*_columns(Revision)).union_all(select(*_columns(Fact))).subquery()
    query = select(both).order_by(both.c.device_id, both.c.seq, both.c.sha256)
    for row in stream(query, _("the chains of phones")):
        with reading(f"{row.device_id}, {row.seq}"):
            sealed = sealed_reading.parse_as(Before, row.sealed_bytes)
        yield row.device_id, row.seq, row.sha256, sealed.prev, row.received_ms
