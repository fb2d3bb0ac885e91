"""The chain of everything sealed on a phone: numbered without gaps, each link naming the last.

The server takes in whatever comes. The chain shows at the desk what never came, and what was put
in another's place.
"""

from typing import cast

from sqlalchemy import Table, bindparam, insert, select

from app.devices.models import ChainLink
from app.devices.rules import Link, chain_flags
from app.extensions import db

LINKS = cast(Table, ChainLink.__table__)
_NEIGHBOURS = select(LINKS.c.seq, LINKS.c.sha256, LINKS.c.prev).where(
    LINKS.c.device_id == bindparam("device"),
    LINKS.c.seq.between(bindparam("first"), bindparam("last")),
)
_EXTEND = insert(LINKS)


def extend(device_id: str, link: Link, *, received_ms: int) -> list[str]:
    """Note what was sealed under this number; returns what is odd about its place in the chain."""
    connection = db.session.connection()
    asked = {"device": device_id, "first": link.seq - 1, "last": link.seq + 1}
    rows = connection.execute(_NEIGHBOURS, asked)
    flags = chain_flags(link, [Link(*row) for row in rows])
    connection.execute(
        _EXTEND,
        {
            "device_id": device_id,
            "seq": link.seq,
            "sha256": link.sha256,
            "prev": link.prev,
            "received_ms": received_ms,
        },
    )
    return flags
