"""POST /api/v1/rescue: what a phone that cannot send any more held (docs/protocol.md §3.10)."""

from typing import Any, cast

from flask import Response, jsonify
from flask_login import current_user
from flask_openapi3 import APIBlueprint, Tag

from app.access import Permission, requires
from app.accounts.models import Person
from app.accounts.tickets import Ticket
from app.core.files import hash_file
from app.extensions import limiter
from app.rescue import incoming, intake
from app.rescue.intake import Outcome
from app.sync import limits
from app.sync.schemas import ProblemAnswer, RescueAnswer

blueprint = APIBlueprint(
    "rescue",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="rescue")],
    abp_responses={400: ProblemAnswer, 401: ProblemAnswer, 403: ProblemAnswer},
)


@blueprint.post("/rescue", responses={200: RescueAnswer, 413: ProblemAnswer, 422: ProblemAnswer})
@requires(Permission.EVIDENCE_RESCUE)
@limiter.limit(limits.per_caller, key_func=limits.caller_key)
def rescue() -> Response:
    """Take in what can be; say of each item what became of it."""
    actor = cast(Ticket | Person, current_user).actor
    with incoming.from_body() as path:
        outcomes = intake.take_in(path, sha256=hash_file(path), actor=actor)
    return jsonify(items=[_on_wire(outcome) for outcome in outcomes])


def _on_wire(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {"key": outcome.key, "state": outcome.fate.value}
    if outcome.receipt is not None:
        told["receipt"] = outcome.receipt
    if outcome.problem is not None:
        told["code"] = outcome.problem.code
    return told
