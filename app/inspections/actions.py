"""Taking in what phones seal: the exact bytes, once, whatever they say."""

import json
from dataclasses import dataclass

import rfc8785
from pydantic import ValidationError

from app.accounts.models import UploadTicket
from app.accounts.queries import person
from app.audit import log, signing
from app.core import clock
from app.core.encoding import sha256_hex
from app.evidence import actions as evidence
from app.evidence.problems import NotOwner
from app.extensions import db
from app.inspections import events, queries, rules
from app.inspections.models import Inspection, NumberSeries, Revision
from app.inspections.problems import ManifestInvalid
from app.inspections.schemas import SealedRevision
from app.law import catalogue


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a revision that a phone sent."""

    revision: Revision
    number: str
    replayed: bool


def parse(sealed_bytes: bytes) -> SealedRevision:
    """Read the sealed bytes.

    Raises:
        ManifestInvalid: they are not a revision of a format we know.
    """
    try:
        return SealedRevision.model_validate(json.loads(sealed_bytes))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "document"
        raise ManifestInvalid(where=where) from error
    except (ValueError, RecursionError) as error:
        raise ManifestInvalid(where="JSON") from error


def take_in(sealed_bytes: bytes, *, inspection_id: str, rev: int, ticket: UploadTicket) -> Taken:
    """Keep a revision for ever, or recognise it; the receipt is the same each time.

    Raises:
        ManifestInvalid: the bytes are no revision, or not the one that the address names.
        NotOwner: the ticket belongs to another person or phone, or the record to another officer.
    """
    sealed = parse(sealed_bytes)
    if (sealed.id, sealed.rev) != (inspection_id, rev):
        raise ManifestInvalid(where="id, rev")
    if sealed.device != ticket.device_id or sealed.officers[0] != str(ticket.person_id):
        raise NotOwner
    sha256 = sha256_hex(sealed_bytes)
    head = db.session.get(Inspection, inspection_id)
    if head is not None and head.person_id != ticket.person_id:
        raise NotOwner
    known = queries.revision(inspection_id, rev, sha256)
    if known is not None and head is not None:
        return Taken(revision=known, number=head.number, replayed=True)
    return _keep(sealed, sealed_bytes, sha256, head=head, ticket=ticket)


def _keep(
    sealed: SealedRevision,
    sealed_bytes: bytes,
    sha256: str,
    *,
    head: Inspection | None,
    ticket: UploadTicket,
) -> Taken:
    now = clock.now_ms()
    status = rules.status_of_new(sealed.rev, None if head is None else head.head_rev)
    if head is None:
        head = _new_inspection(sealed, sha256, ticket=ticket, received_ms=now)
    flags = [*_flags(sealed, sealed_bytes), *_expect_photos(sealed, ticket)]
    log_index = events.revision_received.record(
        actor=ticket.person.actor,
        device=ticket.device_id,
        entity=f"inspections/{sealed.id}",
        rev=sealed.rev,
        sha256=sha256,
        at_ms=now,
        status=status.value,
        photos=len(sealed.photos),
    )
    revision = Revision(
        inspection_id=sealed.id,
        rev=sealed.rev,
        sha256=sha256,
        sealed_bytes=sealed_bytes,
        status=status,
        flags=" ".join(flags),
        device_id=sealed.device,
        seq=sealed.seq,
        received_ms=now,
        log_index=log_index,
    )
    revision.receipt = _receipt(revision, number=head.number)
    db.session.add(revision)
    db.session.flush()
    return Taken(revision=revision, number=head.number, replayed=False)


def _receipt(revision: Revision, *, number: str) -> bytes:
    return signing.sign_receipt(
        {
            "kind": "rev",
            "key": f"inspections/{revision.inspection_id}/revs/{revision.rev}",
            "sha256": revision.sha256,
            "status": revision.status.value,
            "number": number,
            "epoch": log.current_epoch(),
            "log_index": revision.log_index,
            "received_ms": revision.received_ms,
        }
    )


def _new_inspection(
    sealed: SealedRevision, sha256: str, *, ticket: UploadTicket, received_ms: int
) -> Inspection:
    fix, verdict = sealed.fix, sealed.verdict
    inspection = Inspection(
        id=sealed.id,
        number=_next_number(received_ms),
        head_rev=sealed.rev,
        head_sha256=sha256,
        person_id=ticket.person_id,
        partner_id=_partner(sealed),
        squadron_id=ticket.person.squadron_id,
        device_id=ticket.device_id,
        violation_type=sealed.type,
        outcome=sealed.outcome,
        note=sealed.note,
        photos_named=len(sealed.photos),
        captured_ms=sealed.captured_ms,
        sealed_ms=sealed.sealed_ms,
        received_ms=received_ms,
        clock_offset_ms=sealed.clock.srv_offset_ms,
        lat_e7=fix.lat_e7 if fix else None,
        lon_e7=fix.lon_e7 if fix else None,
        accuracy_cm=fix.acc_cm if fix else None,
        fix_age_ms=fix.age_ms if fix else None,
        place=verdict.place,
        zone_code=verdict.zone,
        zone_version=verdict.zone_version,
        zone_open=verdict.open,
        zone_distance_cm=verdict.distance_cm,
        zone_probability_permille=verdict.probability_permille,
    )
    db.session.add(inspection)
    db.session.flush()
    return inspection


def _next_number(received_ms: int) -> str:
    """The next number of the bureau's year; gapless, since only writers in the lane come here."""
    year = clock.to_local(received_ms).year
    series = db.session.get(NumberSeries, year)
    if series is None:
        series = NumberSeries(year=year, last=0)
        db.session.add(series)
    series.last += 1
    return f"WZ-{year}-{series.last:06d}"


def _partner(sealed: SealedRevision) -> int | None:
    """The second officer, when there is one whom we know and who is not the first."""
    if len(sealed.officers) == 1 or int(sealed.officers[1]) == int(sealed.officers[0]):
        return None
    return int(sealed.officers[1]) if person(int(sealed.officers[1])) else None


def _certified(sealed: SealedRevision) -> int:
    """How many of the officers hold a certificate."""
    ids = {int(sealed.officers[0]), _partner(sealed)} - {None}
    found = [person(each) for each in ids if each is not None]
    return sum(each is not None and each.certified for each in found)


def _flags(sealed: SealedRevision, sealed_bytes: bytes) -> list[str]:
    """What is odd: evidence is accepted first and judged later."""
    fix = sealed.fix
    flags = rules.clock_flags(sealed.clock.srv_offset_ms)
    flags += rules.position_flags(
        accuracy_cm=fix.acc_cm if fix else None, age_ms=fix.age_ms if fix else None
    )
    if not catalogue.is_known_type(sealed.type):
        flags.append("type_unknown")
    if not catalogue.is_known_outcome(sealed.outcome):
        flags.append("outcome_unknown")
    if len(sealed.officers) > 1 and _partner(sealed) is None:
        flags.append("partner_unknown")
    if not rules.officers_suffice(sealed.outcome, _certified(sealed)):
        flags.append("officers_insufficient")
    if not sealed.photos:
        flags.append("no_photos")
    if not _is_canonical(sealed_bytes):
        flags.append("not_canonical")
    return flags


def _is_canonical(sealed_bytes: bytes) -> bool:
    try:
        return rfc8785.dumps(json.loads(sealed_bytes)) == sealed_bytes
    except (ValueError, RecursionError):  # a lone surrogate, a float beyond JSON's range
        return False


def _expect_photos(sealed: SealedRevision, ticket: UploadTicket) -> list[str]:
    flags: list[str] = []
    for position, photo in enumerate(sealed.photos):
        expected = evidence.expect(
            photo_id=photo.id,
            inspection_id=sealed.id,
            rev=sealed.rev,
            position=position,
            person_id=ticket.person_id,
            sha256=photo.sha256,
            size=photo.size,
            mime=photo.mime,
            captured_ms=photo.captured_ms,
        )
        if not expected:
            flags = ["photo_clash"]
    return flags
