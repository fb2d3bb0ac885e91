"""The desk's pages about phones: what they still hold, and files rescued from them."""

from typing import cast

from flask import Blueprint, render_template, request
from flask_login import current_user

from app.access import Permission, requires
from app.accounts.models import Person
from app.core.files import hash_file
from app.problems import Problem
from app.rescue import incoming, intake
from app.rescue.intake import ItemFate, Outcome
from app.review import phone_words, unsent
from app.review.forms import RescueForm

blueprint = Blueprint("phones", __name__, url_prefix="/r")


@blueprint.get("/unsent")
@requires(Permission.INSPECTION_REVIEW)
def unsent_evidence() -> str:
    """Which phones hold evidence, the longest waiting first, and what is missing of them."""
    return render_template("review/unsent.html", board=unsent.board(), phone_words=phone_words)


@blueprint.route("/rescue", methods=["GET", "POST"])
@requires(Permission.INSPECTION_REVIEW)
def rescue() -> str | tuple[str, int]:
    """Upload a file that was exported from a phone, and read what became of each item."""
    # Without data: Flask would read a gigabyte into wherever it likes before we could say no.
    form = RescueForm(formdata=None)
    if request.method == "GET":
        return _page(form, None)
    try:
        with incoming.from_form(form.file.name) as path:
            if path is None:
                form.file.errors = [form.missing]
                return _page(form, None), 422
            actor = cast(Person, current_user).actor
            outcomes = intake.take_in(path, sha256=hash_file(path), actor=actor)
    except Problem as problem:
        form.file.errors = [f"{problem.sentence()} {problem.next_step}"]
        return _page(form, None), problem.status
    return _page(form, outcomes)


def _page(form: RescueForm, outcomes: list[Outcome] | None) -> str:
    found = [outcome.fate for outcome in outcomes or []]
    return render_template(
        "review/rescue.html",
        form=form,
        outcomes=outcomes,
        counts={fate.value: found.count(fate) for fate in ItemFate},
        phone_words=phone_words,
    )
