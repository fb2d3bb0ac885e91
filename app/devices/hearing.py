"""Hearing what phones say of themselves."""

import json
from dataclasses import dataclass

from app.accounts.models import Device
from app.accounts.tickets import Ticket
from app.audit import log
from app.core import clock
from app.core.encoding import sha256_hex
from app.devices import events, queries, rules
from app.devices.models import Heartbeat
from app.extensions import db


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """How many items a phone still holds of each kind."""

    revs: int
    photos: int
    facts: int
    quarantined: int
    damaged: int


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a phone says of itself; None and "" stand for what it does not say."""

    app: str
    unsent: Unsent
    oldest_ms: int | None
    max_seq: int
    persisted: bool | None
    free_bytes: int | None
    epoch: int | None
    checkpoint: str
    alarm: tuple[str, str] | None
    """The note that the phone kept and the one it was offered, which contradict each other."""


def note_heartbeat(said: Said, ticket: Ticket) -> Heartbeat:
    """Keep what the phone says in the place of what it said before."""
    known = queries.heartbeat(ticket.device_id, ticket.person_id)
    row = known or Heartbeat(device_id=ticket.device_id, person_id=ticket.person_id)
    if known is None:
        row.checkpoint = row.alarm = ""
        row.oldest_ms, row.max_seq = None, -1
    _witness(row, said, ticket)
    now, unsent = clock.now_ms(), said.unsent
    row.heard_ms = now
    row.app = said.app
    row.revs, row.photos, row.facts = unsent.revs, unsent.photos, unsent.facts
    row.quarantined, row.damaged = unsent.quarantined, unsent.damaged
    row.oldest_ms = rules.oldest_unsent(
        said.oldest_ms,
        unsent=row.unsent,
        enrolled_ms=db.session.get_one(Device, ticket.device_id).enrolled_ms,
        before_ms=row.oldest_ms,
        now_ms=now,
    )
    if said.max_seq != row.max_seq:
        row.max_seq, row.max_seq_ms = said.max_seq, now
    row.persisted, row.free_bytes = said.persisted, said.free_bytes
    row.epoch = said.epoch
    db.session.add(row)
    return row


def _witness(row: Heartbeat, said: Said, ticket: Ticket) -> None:
    """Let the log tell, once each, what this phone knows of the log that the server does not."""
    actor, device = ticket.actor, ticket.device_id
    entity = f"device/{device}"
    noted = rules.epoch_of(said.checkpoint)
    if noted is not None and noted < log.current_epoch() and said.checkpoint != row.checkpoint:
        sha256 = sha256_hex(said.checkpoint.encode())
        events.earlier_checkpoint_shown.record(
            actor=actor, device=device, entity=entity, sha256=sha256, epoch=noted
        )
    alarm = json.dumps(said.alarm) if said.alarm else ""
    if said.alarm and alarm != row.alarm:
        kept, offered = (sha256_hex(note.encode()) for note in said.alarm)
        events.log_disputed.record(
            actor=actor, device=device, entity=entity, kept=kept, offered=offered
        )
    row.checkpoint = said.checkpoint or row.checkpoint
    row.alarm = alarm or row.alarm
