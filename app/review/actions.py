"""Deciding."""

from app.accounts.models import Person
from app.core import clock
from app.extensions import db
from app.review import events, rules
from app.review.models import Decision
from app.review.problems import BY_HINDRANCE
from app.review.queries import QueueItem
from app.review.rules import DecisionKind


def decide(
    item: QueueItem, decision: DecisionKind, *, seen: tuple[int, str], by: Person
) -> Decision:
    """Decide on the revision that the person saw (its number and hash).

    Raises:
        Problem: one of BY_HINDRANCE, when the record cannot be decided by this person now.
    """
    inspection = item.inspection
    hindrance = rules.hindrance(
        state=inspection.state,
        decision=decision,
        officers=frozenset({inspection.person_id, inspection.partner_id}),
        decider=by.id,
        photos_missing=item.missing,
        seen=seen,
        head=(inspection.head_rev, inspection.head_sha256),
    )
    new_state = rules.next_state(inspection.state, decision)
    if hindrance is not None or new_state is None:
        raise BY_HINDRANCE[hindrance or rules.Hindrance.ALREADY_DECIDED]
    inspection.state = new_state
    made = Decision(
        inspection_id=inspection.id,
        rev=inspection.head_rev,
        sha256=inspection.head_sha256,
        kind=decision,
        person_id=by.id,
        at_ms=clock.now_ms(),
    )
    db.session.add(made)
    events.inspection_decided.record(
        actor=by.actor,
        entity=f"inspections/{inspection.id}",
        rev=made.rev,
        sha256=made.sha256,
        at_ms=made.at_ms,
        decision=decision.value,
    )
    return made
