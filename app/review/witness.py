"""Holding decisions against the log, and where records stand against the decisions."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.verifying.broken import must, reading, stream
from app.audit.verifying.leaves import Leaf
from app.audit.verifying.witness import RowWitness, other_than
from app.core.encoding import sha256_hex
from app.extensions import db
from app.inspections import queries
from app.inspections.models import Inspection
from app.inspections.rules import InspectionState
from app.review import rules
from app.review.models import Decision


class DecisionWitness(RowWitness[Decision]):
    """Each decision is what its leaf says, on a revision that is kept."""

    event = "inspection.decided"
    noun = "decisions"

    def __init__(self) -> None:
        """Take the decisions in the order in which they were made."""
        super().__init__(stream(select(Decision).order_by(Decision.id), _("the decisions")))

    def name(self, row: Decision) -> str:
        """See `RowWitness`."""
        return _("decision %(id)s", id=row.id)

    def log_index(self, row: Decision) -> None:
        """See `RowWitness`."""

    def differences(self, row: Decision, leaf: Leaf) -> Iterator[str]:
        """See `RowWitness`."""
        yield from other_than(
            {
                "entity": leaf.entity,
                "rev": leaf.rev,
                "sha256": leaf.sha256,
                "time": leaf.at_ms,
                "actor": leaf.actor,
                **leaf.detail,
            },
            {
                "entity": f"inspections/{row.inspection_id}",
                "rev": row.rev,
                "sha256": row.sha256,
                "time": row.at_ms,
                "actor": f"person/{row.person_id}",
                "decision": row.kind.value,
                "reasons": row.reasons,
                "text_sha256": sha256_hex(row.text.encode()) if row.text else "",
            },
            leaf.where,
        )
        if queries.revision(row.inspection_id, row.rev, row.sha256) is None:
            yield _("the revision that it decides on is missing")

    def end(self) -> None:
        """See `Witness`; then where every record stands."""
        super().end()
        for record in stream(select(Inspection).order_by(Inspection.id), _("the records")):
            with reading(record.number):
                expected = _state(record)
            says = _("%(name)s is not what %(source)s says", name="state", source=self.noun)
            must(record.state is expected, record.number, says)


def _state(record: Inspection) -> InspectionState:
    """Where the decisions on its head leave the record."""
    state = InspectionState.SUBMITTED
    made = select(Decision).where(
        Decision.inspection_id == record.id,
        Decision.rev == record.head_rev,
        Decision.sha256 == record.head_sha256,
    )
    for decision in db.session.scalars(made.order_by(Decision.id)):
        state = rules.next_state(state, decision.kind) or state
    return state
