"""POST /api/v1/heartbeat: what a phone still holds, and whether its log is still ours."""

from typing import cast

from flask import Response, current_app, jsonify
from flask_login import current_user
from flask_openapi3 import APIBlueprint, Tag

from app.access import Permission, requires
from app.accounts import actions as accounts
from app.accounts.tickets import Ticket
from app.audit import checkpoints, log
from app.core import clock
from app.custody import queries as backups
from app.devices import hearing
from app.devices.hearing import Said, Unsent
from app.extensions import begin_write, db, limiter
from app.sync import limits
from app.sync.schemas import HeartbeatAnswer, HeartbeatBody, ProblemAnswer

blueprint = APIBlueprint(
    "heartbeat",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="heartbeat")],
    abp_responses={400: ProblemAnswer, 401: ProblemAnswer, 403: ProblemAnswer},
)


@blueprint.post("/heartbeat", responses={200: HeartbeatAnswer})
@requires(Permission.EVIDENCE_APPEND)
@limiter.limit(limits.per_ticket, key_func=limits.ticket_key)
def heartbeat(body: HeartbeatBody) -> Response:
    """Keep what the phone says of itself, and answer how the server is."""
    ticket = cast(Ticket, current_user)
    begin_write()
    hearing.note_heartbeat(_said(body), ticket)
    accounts.renew_ticket(ticket, ticket_days=current_app.config["TICKET_DAYS"])
    db.session.commit()
    checkpoint, consistency = checkpoints.since(body.checkpoint)
    return jsonify(
        server_ms=clock.now_ms(),
        epoch=log.current_epoch(),
        backup_horizon=backups.horizon(),
        device_state=ticket.device_state.value,
        checkpoint=checkpoint,
        consistency=consistency,
    )


def _said(body: HeartbeatBody) -> Said:
    pending, alarm = body.pending, body.alarm
    return Said(
        app=body.app,
        unsent=Unsent(**pending.model_dump()),
        oldest_ms=body.oldest_ms,
        max_seq=body.max_seq,
        persisted=body.persisted,
        free_bytes=body.free_bytes,
        epoch=body.epoch,
        checkpoint=body.checkpoint,
        alarm=None if alarm is None else (alarm.kept, alarm.offered),
    )
