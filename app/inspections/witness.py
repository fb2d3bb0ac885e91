"""Holding revisions, and the row that each record is found by, against the log."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts import queries as accounts
from app.audit import receipts
from app.audit.verifying.broken import Broken, reading, stream
from app.audit.verifying.leaves import Leaf
from app.audit.verifying.witness import RowWitness, other_than
from app.core.encoding import sha256_hex
from app.extensions import db
from app.inspections import heads, queries, rules
from app.inspections import reading as sealed_reading
from app.inspections.models import Inspection, Revision
from app.inspections.rules import RevisionStatus
from app.inspections.schemas import SealedRevision

FOLLOWED = (
    "head_rev",
    "head_sha256",
    "partner_id",
    "received_ms",
    "device_id",
    "violation_type",
    "outcome",
    "note",
    "photos_named",
    "captured_ms",
    "sealed_ms",
    "submitted_ms",
    "clock_offset_ms",
    "lat_e7",
    "lon_e7",
    "accuracy_cm",
    "fix_age_ms",
    "place",
    "zone_code",
    "zone_version",
    "zone_open",
    "zone_distance_cm",
    "zone_probability_permille",
)
"""What the row of a record repeats from its head revision."""


class RevisionWitness(RowWitness[Revision]):
    """Each revision is what its leaf, its receipt and its own sealed bytes say."""

    event = "revision.received"
    noun = "revisions"

    def __init__(self) -> None:
        """Take the revisions in the order of the log."""
        super().__init__(stream(select(Revision).order_by(Revision.log_index), _("the revisions")))
        self._records = 0

    def name(self, row: Revision) -> str:
        """See `RowWitness`."""
        return f"inspections/{row.inspection_id}/revs/{row.rev}"

    def log_index(self, row: Revision) -> int:
        """See `RowWitness`."""
        return row.log_index

    def differences(self, row: Revision, leaf: Leaf) -> Iterator[str]:
        """See `RowWitness`."""
        yield from other_than(
            {"entity": leaf.entity, "rev": leaf.rev, "sha256": leaf.sha256, "time": leaf.at_ms},
            {
                "entity": f"inspections/{row.inspection_id}",
                "rev": row.rev,
                "sha256": row.sha256,
                "time": row.received_ms,
            },
            leaf.where,
        )
        if sha256_hex(row.sealed_bytes) != row.sha256:
            yield _("the sealed bytes do not have their hash")
        sealed = sealed_reading.parse(row.sealed_bytes)
        yield from self._beside_the_bytes(row, sealed, leaf)
        record = db.session.get(Inspection, row.inspection_id)
        if record is None:
            yield _("its record is missing")
            return
        if str(record.person_id) != sealed.officers[0]:
            yield _("%(name)s is not what %(source)s says", name="person", source=self.name(row))
        if not receipts.is_right(row.receipt, _receipt_fields(row, record.number)):
            yield _("the receipt is not the one that was signed")

    def end(self) -> None:
        """See `Witness`; then every record against its head."""
        super().end()
        for record in stream(select(Inspection).order_by(Inspection.id), _("the records")):
            where = record.number
            with reading(where):
                for difference in _head_differences(record):
                    raise Broken(where, difference)
            self._records += 1

    def counts(self) -> dict[str, int]:
        """See `Witness`."""
        return {"records": self._records, **super().counts()}

    def _beside_the_bytes(self, row: Revision, sealed: SealedRevision, leaf: Leaf) -> Iterator[str]:
        columns: dict[str, object] = {
            "id": row.inspection_id,
            "rev": row.rev,
            "device": row.device_id,
            "seq": row.seq,
        }
        said = {name: getattr(sealed, name) for name in columns}
        yield from other_than(said, columns, _("the sealed bytes"))
        detail: dict[str, object] = {"status": row.status.value, "photos": len(sealed.photos)}
        if "grade" in leaf.detail:  # leaves from before did not say
            detail["flags"] = row.flags
            detail["signature"] = sha256_hex(row.signature) if row.signature else ""
            detail["grade"] = row.signature_grade.value
        yield from other_than(dict(leaf.detail), detail, leaf.where)


def _receipt_fields(row: Revision, number: str) -> dict[str, str | int]:
    return {
        "kind": "rev",
        "key": f"inspections/{row.inspection_id}/revs/{row.rev}",
        "sha256": row.sha256,
        "status": row.status.value,
        "number": number,
        "log_index": row.log_index,
        "received_ms": row.received_ms,
    }


def _partner(sealed: SealedRevision, row: Revision) -> int | None:
    """The second officer as the server knew them when the revision came."""
    if "partner_unknown" in row.flag_list:
        return None
    known = accounts.certificates({int(each) for each in sealed.officers})
    return rules.partner(sealed.officers, known)


def _head_differences(record: Inspection) -> Iterator[str]:
    """What the row of a record says that its revisions do not."""
    revisions = queries.revisions_of(record.id)
    if not revisions:
        yield _("no revision is its head")
        return
    expected = Inspection(received_ms=revisions[0].received_ms)
    for row in revisions:
        if row.status is RevisionStatus.ACCEPTED or row is revisions[0]:
            sealed = sealed_reading.parse(row.sealed_bytes)
            partner_id = _partner(sealed, row)
            heads.follow(
                expected, sealed, row.sha256, partner_id=partner_id, received_ms=row.received_ms
            )
    yield from other_than(
        {name: getattr(expected, name) for name in FOLLOWED},
        {name: getattr(record, name) for name in FOLLOWED},
        _("the sealed bytes"),
    )
