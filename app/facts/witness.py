"""Holding facts against the log."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit import receipts
from app.audit.verifying.broken import must, stream
from app.audit.verifying.leaves import Leaf
from app.audit.verifying.witness import RowWitness, other_than
from app.core.encoding import sha256_hex
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.facts import actions, queries, rules
from app.facts.models import Fact
from app.facts.schemas import SealedFact
from app.inspections import reading


class FactWitness(RowWitness[Fact]):
    """Each fact is what its leaf, its receipt and its own sealed bytes say."""

    event = "fact.received"
    noun = "facts"

    def __init__(self) -> None:
        """Take the facts in the order of the log."""
        super().__init__(stream(select(Fact).order_by(Fact.log_index), _("the facts")))

    def name(self, row: Fact) -> str:
        """See `RowWitness`."""
        return f"facts/{row.fact_id}"

    def log_index(self, row: Fact) -> int:
        """See `RowWitness`."""
        return row.log_index

    def differences(self, row: Fact, leaf: Leaf) -> Iterator[str]:
        """See `RowWitness`."""
        yield from other_than(
            {"entity": leaf.entity, "sha256": leaf.sha256, "time": leaf.at_ms},
            {"entity": self.name(row), "sha256": row.sha256, "time": row.received_ms},
            leaf.where,
        )
        if sha256_hex(row.sealed_bytes) != row.sha256:
            yield _("the sealed bytes do not have their hash")
        yield from _beside_the_bytes(row)
        yield from other_than(dict(leaf.detail), _detail(row, leaf), leaf.where)
        if not receipts.is_right(row.receipt, _receipt_fields(row)):
            yield _("the receipt is not the one that was signed")

    def end(self) -> None:
        """See `Witness`; then every photo that is said not to come."""
        super().end()
        holes = select(Photo).where(Photo.state == PhotoState.UNAVAILABLE)
        for photo in stream(holes.order_by(Photo.id), _("the photos")):
            declared = queries.declared_hole(photo.id)
            must(declared, f"photos/{photo.id}", _("nobody declared that it will not come"))


def _beside_the_bytes(row: Fact) -> Iterator[str]:
    sealed = reading.parse_as(SealedFact, row.sealed_bytes)
    about = actions.subject_of(rules.kind_of(sealed.kind), row.sealed_bytes)
    said: dict[str, object] = {
        "id": sealed.id,
        "kind": sealed.kind,
        "person": sealed.person,
        "device": sealed.device,
        "seq": sealed.seq,
        "inspection": about.inspection_id,
        "photo": about.photo_id,
    }
    columns: dict[str, object] = {
        "id": row.fact_id,
        "kind": row.kind,
        "person": str(row.person_id),
        "device": row.device_id,
        "seq": row.seq,
        "inspection": row.inspection_id,
        "photo": row.photo_id,
    }
    yield from other_than(said, columns, _("the sealed bytes"))


def _detail(row: Fact, leaf: Leaf) -> dict[str, object]:
    detail: dict[str, object] = {"status": row.status.value}
    if "grade" in leaf.detail:  # leaves from before did not say
        detail |= {"flags": row.flags, "effective": row.effective}
        detail["signature"] = sha256_hex(row.signature) if row.signature else ""
        detail["grade"] = row.signature_grade.value
    return detail


def _receipt_fields(row: Fact) -> dict[str, str | int]:
    return {
        "kind": "fact",
        "key": f"facts/{row.fact_id}",
        "sha256": row.sha256,
        "status": row.status.value,
        "log_index": row.log_index,
        "received_ms": row.received_ms,
    }
