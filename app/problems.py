"""Errors a caller can act upon: status, stable code, what happened and the next step (RFC 9457)."""

from typing import ClassVar, cast
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, json, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException

from app.extensions import db, login_manager


class Problem(Exception):
    """Something the caller can act upon. Everything else is a bug and becomes a 500."""

    status: ClassVar[int]
    code: ClassVar[str]
    text: ClassVar[LazyString]
    next_step: ClassVar[LazyString]
    headers: dict[str, str]
    way_out: str = "/"
    """Where the page's button leads."""

    def __init__(self, *, headers: dict[str, str] | None = None, **details: object) -> None:
        """Fill the text's named places from `details`; `headers` go out with the answer."""
        self.details = details
        self.headers = headers or {}
        super().__init__(self.code, details)

    def sentence(self) -> str:
        """What happened, in the caller's language."""
        text = str(self.text)
        return text % self.details if self.details else text


class BadRequest(Problem):
    status, code = 400, "bad_request"
    text = _l("The request could not be understood.")
    next_step = _l("Go back and try again; tell the administrator if it happens twice.")


class NotSignedIn(Problem):
    status, code = 401, "not_signed_in"
    text = _l("You are not signed in, or your session has ended.")
    next_step = _l("Sign in. Records on the phone stay there and are sent afterwards.")


class Forbidden(Problem):
    status, code = 403, "forbidden"
    text = _l("Your role does not include this.")
    next_step = _l("Ask the administrator if you need it.")


class CrossSite(Problem):
    status, code = 403, "cross_site"
    text = _l("The request came from another site and was refused.")
    next_step = _l("Open this page by its own address and try again.")


class NotFound(Problem):
    status, code = 404, "not_found"
    text = _l("There is nothing at this address.")
    next_step = _l("Go back to the start page.")


class MethodNotAllowed(Problem):
    status, code = 405, "method_not_allowed"
    text = _l("This address does not answer this kind of request.")
    next_step = _l("Go back and try again.")


class TooLarge(Problem):
    status, code = 413, "body_too_large"
    text = _l("The request is larger than the server takes.")
    next_step = _l("Send it in smaller parts.")


class TooManyAttempts(Problem):
    status, code = 429, "too_many_attempts"
    text = _l("There were too many attempts in a short time.")
    next_step = _l("Wait a minute and try again.")


class Unexpected(Problem):
    status, code = 500, "unexpected"
    text = _l("The server made a mistake. It has been noted.")
    next_step = _l("Try again later. Records on the phone are safe.")


ATTEMPTS_PAUSE_S = 60
_BY_STATUS: dict[int, type[Problem]] = {
    401: NotSignedIn,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    429: TooManyAttempts,
}


def init_app(app: Flask) -> None:
    """Let every error leave the app as one of the catalogue."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, from_bug)


def answer(problem: Problem) -> Response:
    """The problem as JSON for the API, as a page for people; strangers are led to sign in."""
    db.session.rollback()
    if isinstance(problem, NotSignedIn) and request.method == "GET" and not _from_api():
        return cast(Response, redirect(f"/sign-in?{urlencode({'next': request.full_path})}"))
    if _from_api():
        body = {
            "type": f"/problems#{problem.code}",
            "title": problem.code,
            "status": problem.status,
            "code": problem.code,
            "detail": problem.sentence(),
            "next": str(problem.next_step),
        }
        response = Response(json.dumps(body), mimetype="application/problem+json")
    else:
        response = Response(render_template("problem.html", problem=problem))
    response.status_code = problem.status
    response.headers.extend(problem.headers)
    return response


def _from_api() -> bool:
    return request.path.startswith("/api/")


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status in range(300, 400):
        return Response(error.get_response().get_data(), status, error.get_headers())
    fallback = BadRequest if status in range(400, 500) else Unexpected
    problem = _BY_STATUS.get(status, fallback)()
    if isinstance(problem, TooManyAttempts):
        problem.headers = {"Retry-After": str(ATTEMPTS_PAUSE_S)}
    if isinstance(problem, MethodNotAllowed):
        problem.headers = {k: v for k, v in error.get_headers() if k == "Allow"}
    return answer(problem)


def from_bug(error: Exception) -> Response:
    """An error that no caller can act upon: logged, and told as a mistake of the server."""
    if current_app.testing:
        raise error
    current_app.logger.exception("unexpected error at %s", request.path)
    # The page greets whoever is signed in: asking again could fail in the very same way.
    g._login_user = login_manager.anonymous_user()
    return answer(Unexpected())
