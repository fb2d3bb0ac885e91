"""Signing in from the officer app."""

from typing import cast

from flask import Response, current_app, jsonify, request
from flask_login import current_user
from flask_openapi3 import APIBlueprint, Tag
from pydantic import ValidationError

from app.access import Permission, open_to_anyone, requires
from app.accounts import actions, sessions
from app.accounts.models import Person
from app.accounts.problems import SignInRefused
from app.accounts.schemas import SignInBody, signed_in_person
from app.core.encoding import sha256_hex
from app.extensions import begin_write, db, limiter
from app.problems import BadRequest

blueprint = APIBlueprint("session", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="session")])
SIGN_IN_LIMIT = "10 per minute"
ADDRESS_LIMIT = "60 per minute"
"""Bounds what one address may try over all names: each try costs a password hash and a leaf."""


def attempt_key() -> str:
    """Attempts are counted per address and user name: a squadron shares one address."""
    body = request.get_json(silent=True)
    name = body.get("username") if isinstance(body, dict) else request.form.get("username")
    # Hashed: a name may be megabytes long, and the counter keeps its key.
    return f"{request.remote_addr}/{sha256_hex(str(name).encode(errors='replace'))}"


@blueprint.post("/session")
@open_to_anyone
@limiter.limit(ADDRESS_LIMIT)
@limiter.limit(SIGN_IN_LIMIT, key_func=attempt_key)
def sign_in() -> Response:
    """Begin a session and set its cookie."""
    try:
        body = SignInBody.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        raise BadRequest from error
    person = actions.check_password(body.username, body.password)
    begin_write()
    if person is None:
        actions.note_refused_sign_in(body.username)
        db.session.commit()
        raise SignInRefused
    token = actions.open_session(person, hours=current_app.config["SESSION_HOURS"])
    db.session.commit()
    response = jsonify(person=signed_in_person(person))
    response.status_code = 201
    sessions.set_cookie(response, token)
    return response


@blueprint.get("/session")
@requires(Permission.SELF_READ)
def who_am_i() -> Response:
    """The signed-in person."""
    return jsonify(person=signed_in_person(cast(Person, current_user)))


@blueprint.delete("/session")
@open_to_anyone
def sign_out() -> Response:
    """End the session; an ended one is no error."""
    token = sessions.cookie_token()
    if token:
        begin_write()
        actions.close_session(token)
        db.session.commit()
    response = Response(status=204)
    sessions.clear_cookie(response)
    return response
