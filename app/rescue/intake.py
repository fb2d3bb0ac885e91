"""Taking a rescue file in: each item for its owner, by the actions that phones' calls use.

Unlike actions, this commits: each item is a transaction of its own, so that one which is refused
takes no other with it, and a crash in the middle costs nothing that was answered.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import current_app

from app.accounts import queries as accounts
from app.accounts.tickets import Sender
from app.audit import receipts
from app.core.encoding import sha256_hex
from app.devices import handing
from app.devices import queries as devices
from app.evidence import jobs
from app.evidence.problems import NotOwner
from app.extensions import begin_write, db
from app.facts import actions as facts
from app.facts.rules import MAX_FACT_BYTES
from app.facts.schemas import SealedFact
from app.inspections import actions as inspections
from app.inspections import reading as sealed_bytes
from app.inspections.rules import MAX_SEALED_BYTES
from app.jobs import enqueue
from app.problems import Problem, TooLarge
from app.rescue import events, photos, reading
from app.rescue.problems import RescueItemUnreadable
from app.rescue.reading import Item, RescueFile

_KEY = re.compile(
    r"inspections/(?P<inspection>[0-9a-f-]{36})/revs/(?P<rev>[1-9][0-9]{0,4})"
    r"|facts/(?P<fact>[0-9a-f-]{36})"
    r"|photos/(?P<photo>[0-9a-f-]{36})"
)
_ORDER = ("rev", "fact", "photo")
"""Records first: a photo needs the record that names it, and so do most facts."""


class ItemFate(StrEnum):
    """What became of an item."""

    STORED = "stored"
    REPLAYED = "replayed"  # the server had it
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one item, for the answer and for the page."""

    key: str
    fate: ItemFate
    receipt: dict[str, Any] | None = None
    problem: Problem | None = None


def take_in(path: Path, *, sha256: str, actor: str) -> list[Outcome]:
    """Take every item in that can be, in the order of the file's index.

    Args:
        sha256: of the whole file; the log names it.
        actor: who brought the file.

    Raises:
        RescueMalformed: it is no rescue file.
    """
    with reading.opened(path) as rescue:
        order = sorted(range(len(rescue.entries)), key=lambda at: _rank(rescue.entries[at]))
        outcomes = {at: _outcome(rescue, rescue.entries[at]) for at in order}
    found = [outcomes[at] for at in sorted(outcomes)]
    fates = [outcome.fate for outcome in found]
    begin_write()
    events.rescue_taken_in.record(
        actor=actor,
        entity=f"device/{rescue.device_id}",
        device=rescue.device_id,
        sha256=sha256,
        **{fate.value: fates.count(fate) for fate in ItemFate},
    )
    db.session.commit()
    return found


def _rank(entry: object) -> tuple[int, int]:
    """Revisions in their order, then facts, then photos."""
    named = _KEY.fullmatch(reading.key_of(entry))
    kind = _ORDER.index(named.lastgroup or "") if named else len(_ORDER)
    return kind, int((named and named["rev"]) or 0)


def _outcome(rescue: RescueFile, entry: object) -> Outcome:
    key = reading.key_of(entry)
    try:
        receipt, replayed = _take_in(rescue, reading.item_of(entry))
        db.session.commit()
    except Problem as problem:
        db.session.rollback()
        current_app.logger.warning("rescue: %s of %r refused", problem.code, key)
        return Outcome(key=key, fate=ItemFate.REFUSED, problem=problem)
    if not replayed and key.startswith("photos/"):
        enqueue(jobs.make_derivatives, key.removeprefix("photos/"))
    fate = ItemFate.REPLAYED if replayed else ItemFate.STORED
    return Outcome(key=key, fate=fate, receipt=json.loads(receipts.current(receipt)))


def _take_in(rescue: RescueFile, item: Item) -> tuple[bytes, bool]:
    """Take one item in; its receipt, and whether the server had it."""
    named = _KEY.fullmatch(item.key)
    if named is None:
        raise RescueItemUnreadable
    if named["photo"]:
        return photos.take_in(
            named["photo"], item.sha256, content=lambda size: rescue.content(item, size)
        )
    if named["fact"]:
        return _fact(rescue, item, named["fact"])
    return _revision(rescue, item, named["inspection"], int(named["rev"]))


def _revision(rescue: RescueFile, item: Item, inspection_id: str, rev: int) -> tuple[bytes, bool]:
    content = _sealed(rescue, item, MAX_SEALED_BYTES)
    sealed = sealed_bytes.parse(content)
    owner = _owner(sealed.device, sealed.officers[0])
    arrived = inspections.read_in(
        content,
        inspection_id=inspection_id,
        rev=rev,
        ticket=owner,
        handed=_handed(content, item, owner),
    )
    if_match = sealed.corrects.sha256 if sealed.corrects else ""
    begin_write()
    taken = inspections.take_in(arrived, if_match=if_match, ticket=owner)
    return taken.revision.receipt, taken.replayed


def _fact(rescue: RescueFile, item: Item, fact_id: str) -> tuple[bytes, bool]:
    content = _sealed(rescue, item, MAX_FACT_BYTES)
    sealed = sealed_bytes.parse_as(SealedFact, content)
    owner = _owner(sealed.device, sealed.person)
    handed = _handed(content, item, owner)
    begin_write(at_once=True)  # the action takes the turn once it has the photo
    taken = facts.take_in(content, fact_id=fact_id, ticket=owner, handed=handed)
    return taken.fact.receipt, taken.replayed


def _sealed(rescue: RescueFile, item: Item, limit: int) -> bytes:
    """The item's bytes, exactly those that the phone sealed."""
    content = rescue.content(item, limit)
    if len(content) > limit:
        raise TooLarge
    if sha256_hex(content) != item.sha256:
        raise RescueItemUnreadable
    return content


def _owner(device_id: str, person_id: str) -> Sender:
    """In whose name these bytes come in: theirs who sealed them, on a phone that they used."""
    person = accounts.person(int(person_id))
    if person is None or not devices.was_enrolled(device_id, person.id):
        raise NotOwner
    return Sender(person.id, device_id, person.squadron_id)


def _handed(content: bytes, item: Item, owner: Sender) -> handing.Handed:
    return handing.judge(
        content,
        device_id=owner.device_id,
        person_id=owner.person_id,
        signed=f"ES256 {item.sig}" if item.sig else "",
        rescued=True,
    )
