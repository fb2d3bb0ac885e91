"""Taking facts in: the exact bytes, once; a few of them change what the desk sees."""

from dataclasses import dataclass

from app.accounts.tickets import Sender
from app.audit import log, signing
from app.core import clock
from app.core.encoding import sha256_hex
from app.devices import chain
from app.devices.handing import Handed
from app.devices.rules import Link
from app.evidence import actions as evidence
from app.evidence import queries as photos
from app.evidence.models import Photo
from app.evidence.problems import NotOwner
from app.extensions import db, take_turn
from app.facts import events, queries, rules
from app.facts.models import Fact
from app.facts.rules import FactKind, FactStatus
from app.facts.schemas import FORMS, About, SealedFact
from app.inspections import reading
from app.inspections.models import Inspection
from app.inspections.problems import ManifestInvalid


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a fact that a phone sent."""

    fact: Fact
    replayed: bool


def take_in(sealed_bytes: bytes, *, fact_id: str, ticket: Sender, handed: Handed) -> Taken:
    """Keep a fact for ever, or recognise it; the receipt is the same each time.

    Raises:
        ManifestInvalid: the bytes are no fact, or not the one that the address names.
        NotOwner: the ticket belongs to another person or phone, or the id to another officer.
    """
    sealed = _parse_own(sealed_bytes, fact_id, ticket)
    kind = rules.kind_of(sealed.kind)
    about = subject_of(kind, sealed_bytes)
    # The photo first, then the turn: in this order uploads take them too.
    photo = photos.photo_to_change(about.photo_id) if about.photo_id else None
    take_turn()
    sha256 = sha256_hex(sealed_bytes)
    versions = queries.versions_of(fact_id)
    if any(version.person_id != ticket.person_id for version in versions):
        raise NotOwner
    for version in versions:
        if version.sha256 == sha256:
            return Taken(fact=version, replayed=True)
    fact = Fact(
        fact_id=fact_id,
        sha256=sha256,
        kind=sealed.kind,
        person_id=ticket.person_id,
        device_id=ticket.device_id,
        inspection_id=about.inspection_id,
        photo_id=about.photo_id,
        sealed_bytes=sealed_bytes,
        status=rules.status_of_new(id_known=bool(versions)),
        seq=sealed.seq,
        received_ms=clock.now_ms(),
        signature=handed.signature,
        signature_grade=handed.grade,
    )
    link = Link(sealed.seq, sha256, sealed.prev)
    odd = chain.extend(ticket.device_id, link, received_ms=fact.received_ms)
    _judge(fact, kind, photo, [*handed.flags, *odd])
    _enter(fact, ticket, kind="unknown" if kind is None else kind.value)
    return Taken(fact=fact, replayed=False)


def _parse_own(sealed_bytes: bytes, fact_id: str, ticket: Sender) -> SealedFact:
    sealed = reading.parse_as(SealedFact, sealed_bytes)
    if sealed.id != fact_id:
        raise ManifestInvalid(where="id")
    if (sealed.device, sealed.person) != (ticket.device_id, str(ticket.person_id)):
        raise NotOwner
    return sealed


def subject_of(kind: FactKind | None, sealed_bytes: bytes) -> About:
    """What the fact is about; a kind that we do not know may say so in any form."""
    if kind is None:
        try:
            return reading.parse_as(About, sealed_bytes)
        except ManifestInvalid:
            return About()
    form = reading.parse_as(FORMS[kind], sealed_bytes)
    return form if isinstance(form, About) else About()


def _judge(fact: Fact, kind: FactKind | None, photo: Photo | None, odd: list[str]) -> None:
    """Note what is odd, and let the fact have its effect when nothing is odd about what it says.

    Args:
        odd: what is so about the way in which it came; that takes no effect away.
    """
    named = fact.inspection_id
    record = db.session.get(Inspection, named) if named else None
    flags = rules.flags(
        kind,
        names_record=named is not None,
        record_owner=None if record is None else record.person_id,
        person=fact.person_id,
    )
    if kind is FactKind.PHOTO_UNAVAILABLE and fact.status is FactStatus.ACCEPTED and not flags:
        flags += _declare_hole(photo, fact)
    fact.effective = kind in rules.EFFECTIVE and fact.status is FactStatus.ACCEPTED and not flags
    if not reading.is_canonical(fact.sealed_bytes):
        flags.append("not_canonical")
    fact.flags = " ".join([*flags, *odd])


def _declare_hole(photo: Photo | None, fact: Fact) -> list[str]:
    if photo is None or photo.inspection_id != fact.inspection_id:
        return ["photo_unknown"]
    return [] if evidence.declare_unavailable(photo) else ["photo_stored"]


def _enter(fact: Fact, ticket: Sender, *, kind: str) -> None:
    """Put the fact into the log and sign its receipt."""
    fact.log_index = events.fact_received.record(
        actor=ticket.actor,
        device=fact.device_id,
        entity=f"facts/{fact.fact_id}",
        sha256=fact.sha256,
        at_ms=fact.received_ms,
        kind=kind,
        status=fact.status.value,
        flags=fact.flags,
        effective=fact.effective,
        signature=sha256_hex(fact.signature) if fact.signature else "",
        grade=fact.signature_grade.value,
    )
    fact.receipt = signing.sign_receipt(
        {
            "kind": "fact",
            "key": f"facts/{fact.fact_id}",
            "sha256": fact.sha256,
            "status": fact.status.value,
            "epoch": log.current_epoch(),
            "log_index": fact.log_index,
            "received_ms": fact.received_ms,
        }
    )
    db.session.add(fact)
    db.session.flush()
