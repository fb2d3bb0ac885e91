"""The landing page, signing in and out, choosing a password, and the language of the desk."""

import re
from typing import cast

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Caller, Permission, open_to_anyone
from app.accounts import actions, sessions
from app.accounts.api import ADDRESS_LIMIT, SIGN_IN_LIMIT, attempt_key
from app.accounts.forms import ActivationForm, SignInForm
from app.accounts.problems import (
    CodeRefused,
    PasswordIsUsername,
    PasswordTooShort,
    SignInRefused,
)
from app.accounts.rules import CODE_HOURS, MIN_PASSWORD
from app.extensions import LOCALES, begin_write, db, limiter

blueprint = Blueprint("accounts", __name__)
YEAR_S = 365 * 24 * 3600
# Browsers drop tabs and line ends and take a backslash for a slash: none may hide a second slash.
LOCAL_PATH = re.compile(r"/(?:[^/\\\s][^\\\s]*)?")


def home_of(caller: Caller) -> str:
    """The page where this caller works."""
    if caller.may(Permission.INSPECTION_REVIEW):
        return "/r/"
    if caller.may(Permission.SYSTEM_READ):
        return "/a/"
    return "/f/"


@blueprint.get("/")
@open_to_anyone
def landing() -> AnyResponse:
    """Lead everybody to their page."""
    caller = cast(Caller, current_user)
    if not caller.is_authenticated:
        return redirect(url_for("accounts.sign_in"))
    return redirect(home_of(caller))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@open_to_anyone
@limiter.limit(ADDRESS_LIMIT, methods=["POST"])
@limiter.limit(SIGN_IN_LIMIT, key_func=attempt_key, methods=["POST"])
def sign_in() -> AnyResponse | str | tuple[str, int]:
    """The sign-in page of the desk."""
    if request.method == "GET" and cast(Caller, current_user).is_authenticated:
        return redirect(home_of(cast(Caller, current_user)))
    form = SignInForm(request.form)  # text fields only: a file has no length
    if not form.is_submitted():
        return render_template("accounts/sign_in.html", form=form, refused=None)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form, refused=None), 422
    person = actions.check_password(form.username.data, form.password.data)
    begin_write()
    if person is None:
        actions.note_refused_sign_in(form.username.data)
        db.session.commit()
        refused = SignInRefused()
        return render_template("accounts/sign_in.html", form=form, refused=refused), 401
    token = actions.open_session(person, hours=current_app.config["SESSION_HOURS"])
    db.session.commit()
    response = cast(Response, redirect(_next_path() or home_of(person), code=303))
    sessions.set_cookie(response, token)
    return response


@blueprint.route("/activate", methods=["GET", "POST"])
@open_to_anyone
@limiter.limit(ADDRESS_LIMIT, methods=["POST"])
@limiter.limit(SIGN_IN_LIMIT, key_func=attempt_key, methods=["POST"])
def activate() -> AnyResponse | tuple[str, int]:
    """Choose a password with the one-time code that the administrator handed over."""
    form = ActivationForm(request.form)
    if not form.is_submitted():
        return _activation(form, 200)
    if not form.validate():
        return _activation(form, 422)
    checked = actions.check_code(form.username.data, form.code.data)
    begin_write()
    try:
        if checked is None:
            raise CodeRefused
        actions.activate(checked, form.password.data)
    except CodeRefused as refused:
        actions.note_refused_activation(form.username.data)
        db.session.commit()
        return _activation(form, refused.status, refused)
    except (PasswordTooShort, PasswordIsUsername) as weak:
        form.password.errors = [f"{weak.sentence()} {weak.next_step}"]
        return _activation(form, weak.status)
    db.session.commit()
    return redirect(url_for("accounts.activated"), code=303)


@blueprint.get("/activate/done")
@open_to_anyone
def activated() -> str:
    """The password is set: where to sign in with it."""
    return render_template("accounts/activated.html")


def _activation(
    form: ActivationForm, status: int, refused: CodeRefused | None = None
) -> tuple[str, int]:
    page = render_template(
        "accounts/activate.html",
        form=form,
        refused=refused,
        least=MIN_PASSWORD,
        hours=CODE_HOURS,
    )
    return page, status


@blueprint.post("/sign-out")
@open_to_anyone
def sign_out() -> AnyResponse:
    """End the session."""
    token = sessions.cookie_token()
    if token:
        begin_write()
        actions.close_session(token)
        db.session.commit()
    response = cast(Response, redirect(url_for("accounts.sign_in"), code=303))
    sessions.clear_cookie(response)
    return response


@blueprint.post("/language/<locale>")
@open_to_anyone
def language(locale: str) -> AnyResponse:
    """Keep the language of the pages in a cookie and go back to where the reader was."""
    response = cast(Response, redirect(_path_back(), code=303))
    if locale in LOCALES:
        response.set_cookie("wz_lang", locale, max_age=YEAR_S, samesite="Lax", path="/")
    return response


def _path_back() -> str:
    """The referring path on this site; never another site."""
    back = request.form.get("back", "/")
    return back if LOCAL_PATH.fullmatch(back) else "/"


def _next_path() -> str:
    """The page on this site that a stranger had asked for; "" for none."""
    asked = request.args.get("next", "")
    return asked if LOCAL_PATH.fullmatch(asked) else ""
