"""The squadrons and offices of the bureau."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.accounts import actions
from app.accounts import queries as accounts
from app.accounts.models import Squadron
from app.accounts.problems import SquadronNameTaken
from app.admin import queries
from app.admin.forms import SquadronForm
from app.extensions import begin_write, db
from app.problems import NotFound

blueprint = Blueprint("squadrons", __name__, url_prefix="/squadrons")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def every() -> AnyResponse | tuple[str, int]:
    """Every squadron with how many people it has; add one."""
    form = SquadronForm(request.form)
    if not form.is_submitted():
        return _page(form, 200)
    if not form.validate():
        return _page(form, 422)
    begin_write()
    try:
        made = actions.create_squadron(form.name.data, actor=current_user.actor)
    except SquadronNameTaken as taken:
        return _page(_with(form, taken), taken.status)
    db.session.commit()
    return redirect(url_for(".every", saved=made.id), code=303)


@blueprint.route("/<int:squadron_id>", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def one(squadron_id: int) -> AnyResponse | tuple[str, int]:
    """Rename a squadron."""
    form = SquadronForm(request.form, name=_found(squadron_id).name)
    if not form.is_submitted():
        return _rename_page(form, squadron_id, 200)
    if not form.validate():
        return _rename_page(form, squadron_id, 422)
    begin_write()
    try:
        actions.rename_squadron(_found(squadron_id), form.name.data, actor=current_user.actor)
    except SquadronNameTaken as taken:
        return _rename_page(_with(form, taken), squadron_id, taken.status)
    db.session.commit()
    return redirect(url_for(".every", saved=squadron_id), code=303)


def _found(squadron_id: int) -> Squadron:
    found = accounts.squadron(squadron_id)
    if found is None:
        raise NotFound
    return found


def _with(form: SquadronForm, taken: SquadronNameTaken) -> SquadronForm:
    form.name.errors = [f"{taken.sentence()} {taken.next_step}"]
    return form


def _page(form: SquadronForm, status: int) -> tuple[str, int]:
    saved = request.args.get("saved", type=int)
    page = render_template(
        "admin/squadrons.html",
        form=form,
        groups=queries.people_by_squadron(),
        saved=None if saved is None else accounts.squadron(saved),
    )
    return page, status


def _rename_page(form: SquadronForm, squadron_id: int, status: int) -> tuple[str, int]:
    page = render_template("admin/squadron.html", form=form, squadron=_found(squadron_id))
    return page, status
