"""Who works here: making, changing, disabling people, and handing out one-time codes."""

from typing import cast

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.accounts import actions, presenting
from app.accounts import queries as accounts
from app.accounts.models import Person, Squadron
from app.accounts.problems import LastAdmin, OwnCode, UsernameTaken
from app.accounts.rules import CODE_HOURS, Role
from app.admin import handing_over, queries
from app.admin.forms import NewPersonForm, PersonForm
from app.extensions import begin_write, db
from app.problems import NotFound

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("")
@requires(Permission.PERSON_MANAGE)
def everybody() -> str:
    """Everybody, by squadron."""
    saved = request.args.get("saved", type=int)
    return render_template(
        "admin/people.html",
        groups=queries.people_by_squadron(),
        saved=None if saved is None else accounts.person(saved),
        words=presenting,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def new() -> AnyResponse | tuple[str, int]:
    """Add somebody and make the first one-time code."""
    form = NewPersonForm(request.form)
    form.offer(accounts.squadrons())
    if not form.is_submitted():
        return _new_page(form, 200)
    if not form.validate():
        return _new_page(form, 422)
    begin_write()
    try:
        person = actions.create_person(
            username=form.username.data,
            name=form.name.data,
            role=Role(form.role.data),
            squadron=_squadron(form).name,
            cert_no=form.cert_no.data,
            actor=current_user.actor,
        )
    except UsernameTaken as taken:
        form.username.errors = [f"{taken.sentence()} {taken.next_step}"]
        return _new_page(form, taken.status)
    return _hand_over(person)


@blueprint.route("/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def person(person_id: int) -> AnyResponse | tuple[str, int]:
    """Change what is known of somebody."""
    somebody = _found(person_id)
    form = PersonForm(
        request.form,
        name=somebody.name,
        role=somebody.role.value,
        squadron=somebody.squadron_id,
        cert_no=somebody.cert_no,
    )
    form.offer(accounts.squadrons())
    if not form.is_submitted():
        return _person_page(form, somebody, 200)
    if not form.validate():
        return _person_page(form, somebody, 422)
    begin_write()
    try:
        _edit(_found(person_id), form)
    except LastAdmin as last:
        form.role.errors = [f"{last.sentence()} {last.next_step}"]
        return _person_page(form, _found(person_id), last.status)
    db.session.commit()
    return redirect(url_for(".everybody", saved=person_id), code=303)


@blueprint.route("/<int:person_id>/disable", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def disable(person_id: int) -> AnyResponse | str:
    """Ask once more, then let somebody work here no longer."""
    if request.method == "GET":
        return render_template("admin/disable.html", person=_found(person_id))
    begin_write()
    actions.disable_person(_found(person_id), actor=current_user.actor)
    db.session.commit()
    return redirect(url_for(".everybody", saved=person_id), code=303)


@blueprint.post("/<int:person_id>/enable")
@requires(Permission.PERSON_MANAGE)
def enable(person_id: int) -> AnyResponse:
    """Let somebody sign in again."""
    begin_write()
    actions.enable_person(_found(person_id), actor=current_user.actor)
    db.session.commit()
    return redirect(url_for(".everybody", saved=person_id), code=303)


@blueprint.route("/<int:person_id>/reset", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def reset(person_id: int) -> AnyResponse | str:
    """Ask once more, then take the password away and make a one-time code."""
    if person_id == cast(Person, current_user).id:
        raise OwnCode
    if request.method == "GET":
        return render_template("admin/reset.html", person=_found(person_id), hours=CODE_HOURS)
    begin_write()
    return _hand_over(_found(person_id))


@blueprint.get("/<int:person_id>/code")
@requires(Permission.PERSON_MANAGE)
def code(person_id: int) -> Response:
    """The one-time code, shown once."""
    waiting = handing_over.waiting(person_id)
    page = render_template(
        "admin/code.html",
        person=_found(person_id),
        code=waiting,
        hours=CODE_HOURS,
        address=current_app.config["PUBLIC_ORIGIN"] + url_for("accounts.activate"),
    )
    response = Response(page)
    handing_over.forget(response)
    return response


def _found(person_id: int) -> Person:
    found = accounts.person(person_id)
    if found is None:
        raise NotFound
    return found


def _squadron(form: PersonForm) -> Squadron:
    found = accounts.squadron(form.squadron.data)
    if found is None:
        raise NotFound
    return found


def _edit(person: Person, form: PersonForm) -> None:
    actions.edit_person(
        person,
        name=form.name.data,
        role=Role(form.role.data),
        squadron=_squadron(form),
        cert_no=form.cert_no.data,
        actor=current_user.actor,
    )


def _hand_over(person: Person) -> AnyResponse:
    """Make the code, commit, and lead to the page that shows it."""
    made = actions.issue_code(person, actor=current_user.actor)
    db.session.commit()
    response = cast(Response, redirect(url_for(".code", person_id=person.id), code=303))
    handing_over.keep(response, person.id, made)
    return response


def _new_page(form: NewPersonForm, status: int) -> tuple[str, int]:
    return render_template("admin/new_person.html", form=form), status


def _person_page(form: PersonForm, person: Person, status: int) -> tuple[str, int]:
    issued = accounts.live_code(person.id)
    page = render_template(
        "admin/person.html",
        form=form,
        person=person,
        state=presenting.state_name(person),
        ends=None if issued is None else presenting.minute(issued.ends_ms),
        oneself=person.id == cast(Person, current_user).id,
    )
    return page, status
