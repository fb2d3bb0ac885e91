"""Taking in what phones seal: the exact bytes, once, whatever they say."""

from dataclasses import dataclass

from app.accounts import queries as accounts
from app.accounts.tickets import Sender
from app.audit import log, signing
from app.changes import actions as changes
from app.changes.rules import Scope
from app.core import clock
from app.core.encoding import sha256_hex
from app.devices import chain
from app.devices.handing import Handed
from app.devices.rules import Link
from app.evidence import actions as evidence
from app.evidence.models import Photo
from app.evidence.problems import NotOwner
from app.extensions import insert_plainly
from app.inspections import events, heads, queries, reading, rules
from app.inspections.models import Inspection, Revision
from app.inspections.problems import ManifestInvalid
from app.inspections.rules import Arrival, Head, RevisionStatus
from app.inspections.schemas import SealedRevision
from app.law import catalogue


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A sealed revision as it came, read and looked over before anybody waits for the turn."""

    sealed: SealedRevision
    sealed_bytes: bytes
    sha256: str
    partner_id: int | None
    handed: Handed
    flags: list[str]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a revision that a phone sent."""

    revision: Revision
    number: str
    replayed: bool


def read_in(
    sealed_bytes: bytes, *, inspection_id: str, rev: int, ticket: Sender, handed: Handed
) -> Arrived:
    """Read the bytes and note what is odd about them; nobody has to wait for that.

    Args:
        handed: the phone's signature, and what is odd about the way in which the bytes came.

    Raises:
        ManifestInvalid: the bytes are no revision, or not the one that the address names.
        NotOwner: the ticket belongs to another person or phone.
    """
    sealed = reading.parse(sealed_bytes)
    if (sealed.id, sealed.rev) != (inspection_id, rev):
        raise ManifestInvalid(where="id, rev")
    if sealed.device != ticket.device_id or sealed.officers[0] != str(ticket.person_id):
        raise NotOwner
    certificates = accounts.certificates({int(each) for each in sealed.officers})
    return Arrived(
        sealed=sealed,
        sealed_bytes=sealed_bytes,
        sha256=sha256_hex(sealed_bytes),
        partner_id=rules.partner(sealed.officers, certificates),
        handed=handed,
        flags=[
            *handed.flags,
            *_flags(sealed, sealed_bytes),
            *rules.people_flags(sealed.officers, sealed.outcome, certificates),
        ],
    )


def take_in(arrived: Arrived, *, if_match: str = "", ticket: Sender) -> Taken:
    """Keep a revision for ever, or recognise it; the receipt is the same each time.

    Whether it is known is asked before anything else: what came meanwhile changes no old answer.

    Args:
        if_match: the hash of the head that the phone corrected; empty for a first revision.

    Raises:
        NotOwner: the record belongs to another officer.
    """
    sealed = arrived.sealed
    record = queries.by_id(sealed.id)
    if record is not None:
        if record.person_id != ticket.person_id:
            raise NotOwner
        known = queries.revision(sealed.id, sealed.rev, arrived.sha256)
        if known is not None:
            return Taken(revision=known, number=record.number, replayed=True)
    status = rules.status_of_new(_arrival(sealed, if_match), _head(record))
    return _keep(arrived, record=record, status=status, ticket=ticket)


def _keep(
    arrived: Arrived, *, record: Inspection | None, status: RevisionStatus, ticket: Sender
) -> Taken:
    now = clock.now_ms()
    sealed, sha256 = arrived.sealed, arrived.sha256
    partner_id, flags = arrived.partner_id, list(arrived.flags)
    flags += chain.extend(sealed.device, Link(sealed.seq, sha256, sealed.prev), received_ms=now)
    becomes_head = record is None or status is RevisionStatus.ACCEPTED
    if record is None:
        record = heads.begin(sealed, sha256, ticket=ticket, partner_id=partner_id, received_ms=now)
    elif becomes_head:
        flags += _correct(record, sealed, sha256, partner_id=partner_id, received_ms=now)
    flags += _expect_photos(sealed, ticket, number=record.number, on_branch=not becomes_head)
    revision = Revision(
        inspection_id=sealed.id,
        rev=sealed.rev,
        sha256=sha256,
        sealed_bytes=arrived.sealed_bytes,
        status=status,
        flags=" ".join(dict.fromkeys(flags)),
        device_id=sealed.device,
        seq=sealed.seq,
        received_ms=now,
        signature=arrived.handed.signature,
        signature_grade=arrived.handed.grade,
    )
    _enter(revision, record, photos=len(sealed.photos), ticket=ticket)
    return Taken(revision=revision, number=record.number, replayed=False)


def _arrival(sealed: SealedRevision, if_match: str) -> Arrival:
    corrects = sealed.corrects
    return Arrival(
        rev=sealed.rev,
        corrects=None if corrects is None else (corrects.rev, corrects.sha256),
        if_match=if_match,
    )


def _head(record: Inspection | None) -> Head | None:
    if record is None:
        return None
    return Head(rev=record.head_rev, sha256=record.head_sha256, state=record.state)


def _correct(
    record: Inspection,
    sealed: SealedRevision,
    sha256: str,
    *,
    partner_id: int | None,
    received_ms: int,
) -> list[str]:
    """Put the correction in the head's place; returns what is odd about it.

    The return is answered: both officers' phones may forget it.
    """
    before = queries.revision(record.id, record.head_rev, record.head_sha256)
    said = reading.parse(before.sealed_bytes) if before else sealed
    named = [photo.id for photo in said.photos]
    changes.record(
        Scope.RETURNS,
        record.id,
        version=record.head_rev,
        audience=record.officers,
        at_ms=received_ms,
    )
    heads.follow(record, sealed, sha256, partner_id=partner_id, received_ms=received_ms)
    return [
        *rules.correction_flags(named, [photo.id for photo in sealed.photos]),
        *rules.officers_flags(said.officers, sealed.officers),
    ]


def _enter(revision: Revision, record: Inspection, *, photos: int, ticket: Sender) -> None:
    """Put the revision into the log and sign its receipt."""
    revision.log_index = events.revision_received.record(
        actor=ticket.actor,
        device=ticket.device_id,
        entity=f"inspections/{revision.inspection_id}",
        rev=revision.rev,
        sha256=revision.sha256,
        at_ms=revision.received_ms,
        status=revision.status.value,
        photos=photos,
        flags=revision.flags,
        signature=sha256_hex(revision.signature) if revision.signature else "",
        grade=revision.signature_grade.value,
    )
    revision.receipt = signing.sign_receipt(
        {
            "kind": "rev",
            "key": f"inspections/{revision.inspection_id}/revs/{revision.rev}",
            "sha256": revision.sha256,
            "status": revision.status.value,
            "number": record.number,
            "epoch": log.current_epoch(),
            "log_index": revision.log_index,
            "received_ms": revision.received_ms,
        }
    )
    insert_plainly(revision)


def _flags(sealed: SealedRevision, sealed_bytes: bytes) -> list[str]:
    """What is odd about the bytes: evidence is accepted first and judged later."""
    fix = sealed.fix
    flags = rules.clock_flags(sealed.clock.srv_offset_ms)
    flags += rules.position_flags(
        accuracy_cm=fix.acc_cm if fix else None, age_ms=fix.age_ms if fix else None
    )
    if not catalogue.is_known_type(sealed.type):
        flags.append("type_unknown")
    if not catalogue.is_known_outcome(sealed.outcome):
        flags.append("outcome_unknown")
    if not sealed.photos:
        flags.append("no_photos")
    if not reading.is_canonical(sealed_bytes):
        flags.append("not_canonical")
    return flags


def _expect_photos(
    sealed: SealedRevision, ticket: Sender, *, number: str, on_branch: bool
) -> list[str]:
    caption = {"number": number, "officers": sealed.officers, **sealed.verdict.model_dump()}
    expected = []
    for position, photo in enumerate(sealed.photos):
        fix = photo.fix
        expected.append(
            Photo(
                id=photo.id,
                inspection_id=sealed.id,
                rev=sealed.rev,
                position=position,
                person_id=ticket.person_id,
                sha256=photo.sha256,
                size=photo.size,
                mime=photo.mime,
                captured_ms=photo.captured_ms,
                lat_e7=fix.lat_e7 if fix else None,
                lon_e7=fix.lon_e7 if fix else None,
                accuracy_cm=fix.acc_cm if fix else None,
                caption=caption,
                on_branch=on_branch,
            )
        )
    return [] if evidence.expect(expected) else ["photo_clash"]
