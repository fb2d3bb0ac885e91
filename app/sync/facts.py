"""PUT /api/v1/facts/{id}: what officers say beside records."""

import json
from typing import cast

from flask import Response, current_app, jsonify
from flask_login import current_user
from flask_openapi3 import APIBlueprint, Tag

from app.access import Permission, requires
from app.accounts import actions as accounts
from app.accounts.tickets import Ticket
from app.audit import receipts
from app.extensions import begin_write, db
from app.facts import actions
from app.facts.rules import MAX_FACT_BYTES, FactStatus
from app.sync import bodies
from app.sync.schemas import FactAnswer, FactPath, ProblemAnswer

blueprint = APIBlueprint(
    "facts",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="facts")],
    abp_responses={400: ProblemAnswer, 401: ProblemAnswer, 403: ProblemAnswer},
)


@blueprint.put(
    "/facts/<fact_id>",
    responses={200: FactAnswer, 201: FactAnswer, 202: FactAnswer, 422: ProblemAnswer},
)
@requires(Permission.EVIDENCE_APPEND)
def put_fact(path: FactPath) -> Response:
    """Keep the exact sealed bytes and answer with the receipt; the same bytes, the same receipt."""
    sealed_bytes = bodies.read_sealed(MAX_FACT_BYTES)
    ticket = cast(Ticket, current_user)
    handed = bodies.handed(sealed_bytes, ticket)
    begin_write(at_once=True)  # the action takes the turn once it has the photo
    taken = actions.take_in(sealed_bytes, fact_id=path.fact_id, ticket=ticket, handed=handed)
    accounts.renew_ticket(ticket, ticket_days=current_app.config["TICKET_DAYS"])
    db.session.commit()
    fact = taken.fact
    response = jsonify(
        receipt=json.loads(receipts.current(fact.receipt)),
        replayed=taken.replayed,
        flags=fact.flag_list,
    )
    if taken.replayed:
        response.status_code = 200
    else:
        response.status_code = 201 if fact.status is FactStatus.ACCEPTED else 202
    return response
