"""The review desk: queue, all records, record page, decisions, photos."""

from typing import Any, cast

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
from app.inspections.rules import InspectionState
from app.problems import NotFound, Problem
from app.review import actions, forms, photo_words, presenting, queries, return_words
from app.review.rules import MAX_TEXT, ReturnReason

blueprint = Blueprint("review", __name__, url_prefix="/r")


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """Let templates say types, outcomes, verdicts and ages in words."""
    return {"words": presenting, "photo_words": photo_words, "return_words": return_words}


@blueprint.get("/")
@requires(Permission.INSPECTION_REVIEW)
def queue() -> str:
    """What waits, the longest waiting first."""
    return render_template(
        "review/queue.html", items=queries.queue(), limit=queries.QUEUE_LIMIT, **_decided()
    )


@blueprint.get("/records")
@requires(Permission.INSPECTION_REVIEW)
def records() -> str:
    """Records of every state, newest first."""
    asked = forms.read_filter(request.args)
    page = queries.records(state=asked.state, branched=asked.branched, before=asked.before)
    return render_template(
        "review/records.html",
        page=page,
        chosen=request.args.get("state", ""),
        filters=[*InspectionState, forms.BRANCHED],
    )


@blueprint.get("/inspections/<inspection_id>")
@requires(Permission.INSPECTION_REVIEW)
def record(inspection_id: str) -> str:
    """One record: photos, clocks, checks, versions, timeline, decision."""
    return _record_page(inspection_id, form=None)


@blueprint.post("/inspections/<inspection_id>/decisions")
@requires(Permission.INSPECTION_REVIEW)
def decide(inspection_id: str) -> AnyResponse | tuple[str, int]:
    """Decide on the revision that the form names, then go on to the next record."""
    form = forms.read_decision(request.form)
    if form.faults:
        return _record_page(inspection_id, form=form), 422
    begin_write()
    item = queries.dossier(inspection_id).item
    try:
        made = actions.decide(
            item,
            form.kind,
            seen=form.seen,
            by=cast(Person, current_user),
            reasons=form.reasons,
            text=form.text,
        )
    except Problem as problem:
        problem.way_out = url_for(".record", inspection_id=inspection_id)
        raise
    told: dict[str, Any] = {"decided": item.inspection.number, "how": made.kind.value}
    db.session.commit()
    following = queries.queue()
    if following:
        next_id = following[0].inspection.id
        return redirect(url_for(".record", inspection_id=next_id, **told), code=303)
    return redirect(url_for(".queue", **told), code=303)


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


def _photo(photo_id: str) -> Photo:
    found = photos.photo(photo_id)
    if found is None:
        raise NotFound
    return found


def _record_page(inspection_id: str, *, form: forms.DecisionForm | None) -> str:
    """The page of a record; with a form that could not go out, what it lacks."""
    return render_template(
        "review/record.html",
        dossier=queries.dossier(inspection_id),
        items=queries.queue(),
        limit=queries.QUEUE_LIMIT,
        form=form,
        reasons=list(ReturnReason),
        max_text=MAX_TEXT,
        **_decided(),
    )


def _decided() -> dict[str, str]:
    """What this person decided a moment ago, for the note on top of the next page."""
    number = request.args.get("decided", "")
    if not queries.was_decided_by(number, cast(Person, current_user)):
        number = ""
    return {"decided": number, "how": request.args.get("how", "")}
