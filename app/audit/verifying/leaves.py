"""Reading the log leaf by leaf, believing none of its columns."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785
from flask_babel import gettext as _
from sqlalchemy import select

from app.audit import merkle
from app.audit.models import AuditLeaf
from app.audit.verifying.broken import Broken, must, reading, stream

MEMBERS = frozenset(
    {"v", "idx", "at_ms", "type", "actor", "device", "entity", "rev", "sha256", "detail"}
)


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """What a leaf tells."""

    idx: int
    hash: bytes
    at_ms: int
    type: str
    actor: str
    device: str
    entity: str
    rev: int
    sha256: str
    detail: Mapping[str, Any]

    @property
    def where(self) -> str:
        """How a finding names it."""
        return _("leaf %(idx)s", idx=self.idx)


def leaves() -> Iterator[Leaf]:
    """Every leaf of the log, each checked by itself.

    Raises:
        Broken: one is missing, or is not what its row says of it.
    """
    query = select(AuditLeaf).order_by(AuditLeaf.idx)
    for expected, row in enumerate(stream(query, _("the audit log"))):
        where = _("leaf %(idx)s", idx=expected)
        must(row.idx == expected, where, _("is missing"))
        with reading(where):
            yield _read(row, where)


def _read(row: AuditLeaf, where: str) -> Leaf:
    hashed = merkle.leaf_hash(row.leaf)
    must(hashed.hex() == row.leaf_hash, where, _("does not have the hash that its row says"))
    content = json.loads(row.leaf)
    if not isinstance(content, dict) or set(content) != MEMBERS:
        raise Broken(where, _("does not have the form of a leaf"))
    must(rfc8785.dumps(content) == row.leaf, where, _("is not canonical JSON"))
    must(content["idx"] == row.idx, where, _("carries another number"))
    must(content["at_ms"] == row.at_ms, where, _("carries another time than its row"))
    told = {name: content[name] for name in MEMBERS - {"v"}}
    return Leaf(hash=hashed, **told)
