"""The review desk: queue, record page, decisions, photos."""

from typing import cast

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.accounts.models import Person
from app.evidence import actions as evidence
from app.evidence import giving_out
from app.evidence import queries as photos
from app.evidence.models import Photo
from app.extensions import begin_write, db
from app.problems import BadRequest, NotFound, Problem
from app.review import actions, presenting, queries
from app.review.rules import DecisionKind

blueprint = Blueprint("review", __name__, url_prefix="/r")


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """Let templates say types, outcomes, verdicts and ages in words."""
    return {"words": presenting}


@blueprint.get("/")
@requires(Permission.INSPECTION_REVIEW)
def queue() -> str:
    """What waits, the oldest first."""
    return render_template(
        "review/queue.html",
        items=queries.queue(),
        limit=queries.QUEUE_LIMIT,
        decided=_just_decided(),
    )


@blueprint.get("/inspections/<inspection_id>")
@requires(Permission.INSPECTION_REVIEW)
def record(inspection_id: str) -> str:
    """One record: photos, clocks, checks, timeline, decision."""
    return render_template(
        "review/record.html",
        dossier=queries.dossier(inspection_id),
        items=queries.queue(),
        limit=queries.QUEUE_LIMIT,
        decided=_just_decided(),
    )


@blueprint.post("/inspections/<inspection_id>/decisions")
@requires(Permission.INSPECTION_REVIEW)
def decide(inspection_id: str) -> AnyResponse:
    """Decide on the revision that the form names, then go on to the next record."""
    kind, seen = _decision_form()
    begin_write()
    item = queries.dossier(inspection_id).item
    try:
        actions.decide(item, kind, seen=seen, by=cast(Person, current_user))
    except Problem as problem:
        problem.way_out = url_for(".record", inspection_id=inspection_id)
        raise
    number = item.inspection.number
    db.session.commit()
    following = queries.queue()
    if following:
        next_id = following[0].inspection.id
        return redirect(url_for(".record", inspection_id=next_id, decided=number), code=303)
    return redirect(url_for(".queue", decided=number), code=303)


@blueprint.get("/photos/<photo_id>/<size>")
@requires(Permission.INSPECTION_REVIEW)
def photo(photo_id: str, size: str) -> Response:
    """A derivative for the screen."""
    return giving_out.derivative(_photo(photo_id), size)


@blueprint.post("/photos/<photo_id>/original")
@requires(Permission.INSPECTION_REVIEW)
def original(photo_id: str) -> Response:
    """The exact bytes as an attachment; who took them away stays in the audit log."""
    found = _photo(photo_id)
    if not found.stored:
        abort(404)
    begin_write()
    evidence.give_out_original(found, actor=cast(Person, current_user).actor)
    db.session.commit()
    return giving_out.original(found)


def _just_decided() -> str:
    """The number in the address, if this person did decide on that record."""
    number = request.args.get("decided", "")
    return number if queries.was_decided_by(number, cast(Person, current_user)) else ""


def _photo(photo_id: str) -> Photo:
    found = photos.photo(photo_id)
    if found is None:
        raise NotFound
    return found


def _decision_form() -> tuple[DecisionKind, tuple[int, str]]:
    form = request.form
    try:
        return DecisionKind(form.get("decision", "")), (int(form.get("rev", "")), form["sha256"])
    except (ValueError, KeyError) as error:
        raise BadRequest from error
