"""hello, enrolment, snapshots and revisions."""

import json
from typing import cast

from flask import Response, current_app, jsonify, request
from flask_login import current_user
from flask_openapi3 import APIBlueprint, Tag

from app.access import Permission, open_to_anyone, requires
from app.accounts import actions as accounts
from app.accounts.models import Person
from app.accounts.schemas import signed_in_person
from app.accounts.tickets import Ticket
from app.audit import checkpoints, log, receipts, signing
from app.core import clock
from app.custody import queries as backups
from app.devices import actions as devices
from app.extensions import begin_write, db
from app.inspections import actions
from app.inspections.rules import MAX_SEALED_BYTES, RevisionStatus
from app.sync import bodies, snapshots
from app.sync.schemas import (
    EnrolAnswer,
    EnrolBody,
    HelloAnswer,
    ProblemAnswer,
    RevisionAnswer,
    RevisionPath,
    SnapshotPath,
)
from config import VERSION

blueprint = APIBlueprint(
    "sync",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="sync")],
    abp_responses={400: ProblemAnswer, 401: ProblemAnswer, 403: ProblemAnswer},
)
DAY_MS = 24 * 3_600_000
MIN_CLIENT = "0.1.0"
"""Older apps are told to update; their uploads are taken all the same (sync.md D9)."""


@blueprint.get("/hello", responses={200: HelloAnswer})
@open_to_anyone
def hello() -> Response:
    """Whether this is the server, what time it is, and how far its log and backups reach."""
    answer = {
        "server_ms": clock.now_ms(),
        "epoch": log.current_epoch(),
        "backup_horizon": backups.horizon(),
        "log_size": log.size(),
        "checkpoint": checkpoints.newest_note(),
        "min_client": MIN_CLIENT,
        "latest_client": VERSION,
    }
    age_s = backups.age_s()
    return jsonify(answer if age_s is None else {**answer, "backup_age_s": age_s})


@blueprint.post("/devices", responses={201: EnrolAnswer})
@requires(Permission.INSPECTION_RECORD)
def enrol(body: EnrolBody) -> Response:
    """Know a phone and give the signed-in person an upload ticket for it."""
    person = cast(Person, current_user)
    days = current_app.config["TICKET_DAYS"]
    begin_write()
    devices.enrol(body.device_id, label=body.label, person=person, jwk=body.public_key)
    ticket = accounts.issue_ticket(device_id=body.device_id, person=person, ticket_days=days)
    db.session.commit()
    response = jsonify(
        device_id=body.device_id,
        ticket=ticket,
        ticket_expires_ms=clock.now_ms() + days * DAY_MS,
        server_key=signing.public_key(),
        person=signed_in_person(person),
    )
    response.status_code = 201
    return response


@blueprint.get("/snapshot/<scope>")
@requires(Permission.INSPECTION_RECORD)
def snapshot(path: SnapshotPath) -> Response:
    """A list that the phone keeps, unless the phone has this very one (RFC 9110 §13.1.2)."""
    content = snapshots.snapshot(path.scope, cast(Person, current_user))
    response = jsonify(content)
    response.set_etag(str(content["version"]))
    return cast(Response, response.make_conditional(request))


@blueprint.put(
    "/inspections/<inspection_id>/revs/<int:rev>",
    responses={200: RevisionAnswer, 201: RevisionAnswer, 202: RevisionAnswer, 422: ProblemAnswer},
)
@requires(Permission.EVIDENCE_APPEND)
def put_revision(path: RevisionPath) -> Response:
    """Keep the exact sealed bytes and answer with the receipt; the same bytes, the same receipt."""
    sealed_bytes = bodies.read_sealed(MAX_SEALED_BYTES)
    ticket = cast(Ticket, current_user)
    arrived = actions.read_in(
        sealed_bytes,
        inspection_id=path.inspection_id,
        rev=path.rev,
        ticket=ticket,
        handed=bodies.handed(sealed_bytes, ticket),
    )
    if_match = request.headers.get("If-Match", "").strip().strip('"')
    begin_write()
    taken = actions.take_in(arrived, if_match=if_match, ticket=ticket)
    accounts.renew_ticket(ticket, ticket_days=current_app.config["TICKET_DAYS"])
    db.session.commit()
    revision = taken.revision
    response = jsonify(
        receipt=json.loads(receipts.current(revision.receipt)),
        replayed=taken.replayed,
        number=taken.number,
        flags=revision.flag_list,
    )
    if taken.replayed:
        response.status_code = 200
    else:
        accepted = revision.status is RevisionStatus.ACCEPTED
        response.status_code = 201 if accepted else 202
    return response
