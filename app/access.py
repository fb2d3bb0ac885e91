"""Who may call what: declared on each view; what is not declared is refused."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, current_app, request
from flask_login import current_user

from app.problems import Forbidden, NotSignedIn, Problem

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """What a role may be granted; views name these, never roles."""

    AUDIT_READ = "audit:read"
    EVIDENCE_APPEND = "evidence:append"
    EVIDENCE_RESCUE = "evidence:rescue"
    INSPECTION_RECORD = "inspection:record"
    INSPECTION_REVIEW = "inspection:review"
    PERSON_MANAGE = "person:manage"
    SELF_READ = "self:read"
    SYSTEM_READ = "system:read"
    ZONE_MANAGE = "zone:manage"


class Caller(Protocol):
    """Somebody who asks: a signed-in person, or a phone with an upload ticket."""

    @property
    def is_authenticated(self) -> bool:
        """False for a stranger."""
        ...

    def may(self, permission: Permission) -> bool:
        """Whether this permission was granted."""
        ...

    @property
    def refusal(self) -> Problem:
        """What this caller is told where something is not granted."""
        ...


ANYONE = "anyone"


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view needs; the guard does the checking."""

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return declare


def open_to_anyone(view: View) -> View:
    """Declare that a view answers strangers."""
    view.access = ANYONE  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Put the guard in front of every view."""
    open_to_anyone(app.view_functions["static"])
    app.before_request(guard)


def guard() -> None:
    """Refuse what the view's declaration does not allow.

    Raises:
        NotSignedIn: nobody is signed in, and the view is not open to anyone.
        Forbidden: the caller lacks the permission, or the view declares none; a caller may say it
            in more fitting words.
    """
    if request.endpoint is None:
        return  # Flask answers 404 or 405 itself
    needed = getattr(current_app.view_functions[request.endpoint], "access", None)
    if needed == ANYONE:
        return
    caller = cast(Caller, current_user)
    if needed is None:
        raise Forbidden
    if not caller.is_authenticated:
        raise NotSignedIn
    if not caller.may(needed):
        raise caller.refusal
