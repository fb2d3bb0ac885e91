"""Appending to the log. Personal text never enters a leaf, only hashes and codes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import rfc8785
from sqlalchemy import Table, func, insert, select

from app.audit.models import AuditLeaf, Epoch
from app.core import clock
from app.extensions import db, take_turn

# Each act passes here: statements on the tables cost a third of those on the mapped classes.
LEAVES = cast(Table, AuditLeaf.__table__)
EPOCHS = cast(Table, Epoch.__table__)
_NEWEST = select(func.max(LEAVES.c.idx))
_EPOCH = select(func.max(EPOCHS.c.epoch))
_APPEND = insert(LEAVES)
LEAF_PREFIX = b"\x00"  # RFC 9162 §2.1.1: tells leaves from nodes


@dataclass(frozen=True)
class Event:
    """A kind of act and exactly the details that it carries."""

    name: str
    fields: frozenset[str]

    def record(
        self,
        *,
        actor: str,
        entity: str,
        device: str = "",
        rev: int = 0,
        sha256: str = "",
        at_ms: int | None = None,
        **details: str | int | bool,
    ) -> int:
        """Add the leaf to the caller's transaction: no act without its trace.

        Returns:
            The leaf's index in the log, gapless from 0.

        Raises:
            TypeError: the details are not exactly the declared fields.
        """
        if set(details) != self.fields:
            raise TypeError(f"{self.name} carries {sorted(self.fields)}, got {sorted(details)}")
        take_turn()
        at = clock.now_ms() if at_ms is None else at_ms
        idx = size()
        content: Mapping[str, object] = {
            "v": 1,
            "idx": idx,
            "at_ms": at,
            "type": self.name,
            "actor": actor,
            "device": device,
            "entity": entity,
            "rev": rev,
            "sha256": sha256,
            "detail": details,
        }
        _append(idx, rfc8785.dumps(dict(content)), at)  # type: ignore[arg-type]
        return idx


def _append(idx: int, leaf: bytes, at_ms: int) -> None:
    leaf_hash = hashlib.sha256(LEAF_PREFIX + leaf).hexdigest()
    row = {"idx": idx, "leaf": leaf, "leaf_hash": leaf_hash, "at_ms": at_ms}
    db.session.connection().execute(_APPEND, row)


def size() -> int:
    """How many leaves the log holds."""
    newest = db.session.connection().execute(_NEWEST).scalar()
    return 0 if newest is None else newest + 1


def current_epoch() -> int:
    """The epoch of this log (design/sync.md D11)."""
    return int(db.session.connection().execute(_EPOCH).scalar_one())
