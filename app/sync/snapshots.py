"""The lists that a phone keeps: each a whole, named by the hash of its content."""

import rfc8785

from app.accounts import queries as people
from app.accounts.models import Person
from app.accounts.schemas import person_on_wire
from app.core.encoding import sha256_hex
from app.law import catalogue
from app.sync.problems import SnapshotUnknown
from app.zones import queries as zones
from app.zones.roads import roads_snapshot


def snapshot(scope: str, asker: Person) -> dict[str, object]:
    """The list of this scope as the asker may see it (docs/protocol.md §3.1).

    Raises:
        SnapshotUnknown: there is no such list.
    """
    if scope == "zones":
        return zones.zones_snapshot()
    if scope == "law":
        return catalogue.law_snapshot()
    if scope == "roster":
        return _roster(asker)
    if scope == "roads":
        return roads_snapshot()
    raise SnapshotUnknown(scope=scope)


def _roster(asker: Person) -> dict[str, object]:
    partners = [person_on_wire(person) for person in people.partners_of(asker)]
    version = sha256_hex(rfc8785.dumps(partners))  # type: ignore[arg-type]
    return {"scope": "roster", "version": version, "people": partners}
