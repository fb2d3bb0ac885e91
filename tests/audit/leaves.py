"""Reading the log as a test does: every leaf, decoded."""

import json
from typing import Any

from sqlalchemy import select

from app.audit.models import AuditLeaf
from app.extensions import db


def leaves() -> list[dict[str, Any]]:
    """Every leaf, the oldest first."""
    rows = db.session.scalars(select(AuditLeaf).order_by(AuditLeaf.idx))
    return [json.loads(row.leaf) for row in rows]


def leaves_of(event: str) -> list[dict[str, Any]]:
    """The leaves of one kind of act."""
    return [leaf for leaf in leaves() if leaf["type"] == event]
