"""Deciding."""

from collections.abc import Sequence

from app.accounts.models import Person
from app.changes import actions as changes
from app.changes.rules import Scope
from app.core import clock
from app.core.encoding import sha256_hex
from app.extensions import db
from app.inspections.models import Inspection
from app.inspections.rules import InspectionState
from app.review import events, rules
from app.review.models import Decision
from app.review.problems import BY_HINDRANCE, ReturnIncomplete
from app.review.queries import QueueItem
from app.review.rules import DecisionKind, ReturnReason


def decide(
    item: QueueItem,
    decision: DecisionKind,
    *,
    seen: tuple[int, str],
    by: Person,
    reasons: Sequence[ReturnReason] = (),
    text: str = "",
) -> Decision:
    """Decide on the revision that the person saw (its number and hash).

    Args:
        reasons: what a return asks the officer to correct; an approval has none.
        text: what the supervisor adds to the reasons.

    Raises:
        Problem: one of BY_HINDRANCE, when the record cannot be decided by this person now.
        ReturnIncomplete: a return without a reason, or without the text that `other` needs.
    """
    inspection = item.inspection
    new_state = _new_state(item, decision, seen=seen, by=by)
    returns = decision is DecisionKind.RETURN
    if returns and rules.return_faults(reasons, text):
        raise ReturnIncomplete
    inspection.state = new_state
    made = Decision(
        inspection_id=inspection.id,
        rev=inspection.head_rev,
        sha256=inspection.head_sha256,
        kind=decision,
        reasons=" ".join(dict.fromkeys(reasons)) if returns else "",
        text=text.strip() if returns else "",
        person_id=by.id,
        at_ms=clock.now_ms(),
    )
    db.session.add(made)
    _log(made, by=by)
    _tell_officers(inspection, made, by=by)
    return made


def _new_state(
    item: QueueItem, decision: DecisionKind, *, seen: tuple[int, str], by: Person
) -> InspectionState:
    inspection = item.inspection
    hindrance = rules.hindrance(
        state=inspection.state,
        decision=decision,
        officers=frozenset(inspection.officers),
        decider=by.id,
        photos_missing=item.missing,
        seen=seen,
        head=(inspection.head_rev, inspection.head_sha256),
    )
    new_state = rules.next_state(inspection.state, decision)
    if hindrance is not None or new_state is None:
        raise BY_HINDRANCE[hindrance or rules.Hindrance.ALREADY_DECIDED]
    return new_state


def _log(made: Decision, *, by: Person) -> None:
    events.inspection_decided.record(
        actor=by.actor,
        entity=f"inspections/{made.inspection_id}",
        rev=made.rev,
        sha256=made.sha256,
        at_ms=made.at_ms,
        decision=made.kind.value,
        reasons=made.reasons,
        text_sha256=sha256_hex(made.text.encode()) if made.text else "",
    )


def _tell_officers(inspection: Inspection, made: Decision, *, by: Person) -> None:
    """Let both officers' phones hear of it (docs/protocol.md §3.5)."""
    data: dict[str, object] = {
        "inspection_id": inspection.id,
        "number": inspection.number,
        "rev": made.rev,
        "sha256": made.sha256,
        "at_ms": made.at_ms,
        "by": by.name,
    }
    if made.kind is DecisionKind.RETURN:
        data |= {"reasons": made.reasons.split(), "text": made.text}
    else:
        data["decision"] = made.kind.value
    changes.record(
        Scope.RETURNS if made.kind is DecisionKind.RETURN else Scope.DECISIONS,
        inspection.id,
        version=made.rev,
        audience=inspection.officers,
        data=data,
        at_ms=made.at_ms,
    )
