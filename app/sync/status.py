"""POST /api/v1/status: which of a phone's items the server has (docs/protocol.md §3.9)."""

import json
import re
from collections.abc import Collection
from enum import StrEnum
from typing import Any, cast

from flask import Response, jsonify
from flask_login import current_user
from flask_openapi3 import APIBlueprint, Tag

from app.access import Permission, requires
from app.accounts.tickets import Ticket
from app.audit import receipts
from app.evidence import queries as evidence
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.extensions import limiter
from app.facts import queries as facts
from app.inspections import queries as inspections
from app.sync import limits
from app.sync.schemas import ProblemAnswer, StatusAnswer, StatusBody

blueprint = APIBlueprint(
    "status",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="status")],
    abp_responses={400: ProblemAnswer, 401: ProblemAnswer, 403: ProblemAnswer},
)
REVISION_KEY = re.compile(r"inspections/([0-9a-f-]{36})/revs/([1-9][0-9]{0,4})")
FACT_KEY = re.compile(r"facts/([0-9a-f-]{36})")
PHOTO_KEY = re.compile(r"photos/([0-9a-f-]{36})")


class ItemState(StrEnum):
    """What the server has of an item."""

    UNKNOWN = "unknown"  # nothing, or nothing of this person's
    PARTIAL = "partial"  # the beginning of a photo
    STORED = "stored"  # exactly these bytes, receipted
    DIFFERENT = "different"  # other bytes under this key


Answers = dict[tuple[str, str], dict[str, Any]]
"""What to say of an item, by key and hash."""


@blueprint.post("/status", responses={200: StatusAnswer})
@requires(Permission.EVIDENCE_APPEND)
@limiter.limit(limits.per_ticket, key_func=limits.ticket_key)
def status(body: StatusBody) -> Response:
    """Say of each item what the server has of it; a receipt where it has all."""
    keys = {item.key for item in body.items}
    person_id = cast(Ticket, current_user).person_id
    stored: Answers = {
        **_of_sealed(_revisions(keys, person_id)),
        **_of_sealed(_facts(keys, person_id)),
        **_of_photos(keys, person_id),
    }
    taken = {key for key, _ in stored}
    answers = []
    for item in body.items:
        other = ItemState.DIFFERENT if item.key in taken else ItemState.UNKNOWN
        told = stored.get((item.key, item.sha256), {"state": other})
        answers.append({"key": item.key, **told})
    return jsonify(items=answers)


def _named(pattern: re.Pattern[str], keys: Collection[str]) -> set[str]:
    """The ids in those keys that are of this kind; other keys may be of a newer protocol."""
    return {found[1] for key in keys if (found := pattern.fullmatch(key))}


def _revisions(keys: Collection[str], person_id: int) -> list[tuple[str, str, bytes]]:
    rows = inspections.receipts_of(_named(REVISION_KEY, keys), person_id=person_id)
    return [(f"inspections/{id_}/revs/{rev}", sha256, raw) for id_, rev, sha256, raw in rows]


def _facts(keys: Collection[str], person_id: int) -> list[tuple[str, str, bytes]]:
    rows = facts.receipts_of(_named(FACT_KEY, keys), person_id=person_id)
    return [(f"facts/{id_}", sha256, raw) for id_, sha256, raw in rows]


def _of_sealed(rows: list[tuple[str, str, bytes]]) -> Answers:
    return {(key, sha256): _stored(receipt) for key, sha256, receipt in rows}


def _of_photos(keys: Collection[str], person_id: int) -> Answers:
    return {
        (f"photos/{photo.id}", photo.sha256): _of_photo(photo)
        for photo in evidence.photos_by_id(_named(PHOTO_KEY, keys), person_id=person_id)
    }


def _of_photo(photo: Photo) -> dict[str, Any]:
    if photo.receipt is not None:
        return _stored(photo.receipt)
    if photo.state is PhotoState.PARTIAL:
        return {"state": ItemState.PARTIAL, "offset": photo.upload_offset}
    return {"state": ItemState.UNKNOWN}


def _stored(receipt: bytes) -> dict[str, Any]:
    return {"state": ItemState.STORED, "receipt": json.loads(receipts.current(receipt))}
