"""How a request says who is asking: an upload ticket or the session cookie.

Flask-Login keeps no state of its own here: a session is a row that ends when it is deleted.
"""

from flask import Flask, Request, Response, current_app, request

from app.access import Caller
from app.accounts import queries, tickets
from app.extensions import login_manager


def cookie_name(app: Flask) -> str:
    """`__Host-` binds the cookie to this host and to HTTPS (RFC 6265bis §4.1.3.2)."""
    secure = app.config["PUBLIC_ORIGIN"].startswith("https://")
    return "__Host-wz_session" if secure else "wz_session"


@login_manager.request_loader  # type: ignore[untyped-decorator]
def load_caller(asked: Request) -> Caller | None:
    """The caller behind a request. With an Authorization header, cookies are ignored."""
    authorization = asked.headers.get("Authorization")
    if authorization is not None:
        scheme, _, bearer = authorization.partition(" ")
        return tickets.find(bearer) if scheme.lower() == "bearer" and bearer else None
    token = cookie_token()
    return queries.person_of_session(token) if token else None


def cookie_token() -> str | None:
    """The session's token; none where an Authorization header stands for the caller."""
    if "Authorization" in request.headers:
        return None
    return request.cookies.get(cookie_name(current_app))


def set_cookie(response: Response, token: str) -> None:
    """Hand the session's token to the browser."""
    response.set_cookie(
        cookie_name(current_app),
        token,
        max_age=current_app.config["SESSION_HOURS"] * 3600,
        secure=current_app.config["PUBLIC_ORIGIN"].startswith("https://"),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def clear_cookie(response: Response) -> None:
    """Take the session's token from the browser."""
    response.delete_cookie(
        cookie_name(current_app),
        secure=current_app.config["PUBLIC_ORIGIN"].startswith("https://"),
        httponly=True,
        samesite="Lax",
        path="/",
    )
