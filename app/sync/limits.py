"""How often one phone may ask: counted by its ticket, so that no phone can lock another one out."""

from flask import request

from app.accounts import sessions
from app.core.encoding import sha256_hex

PER_TICKET = "600 per minute"
"""Many times what a phone asks; it bounds one that has run wild."""


RESCUES_PER_CALLER = "120 per minute"
"""A rescue file may be large; nobody brings more of them than that."""


def per_ticket() -> str:
    """The limit as it stands when it is asked for."""
    return PER_TICKET


def ticket_key() -> str:
    """Whose turn it is: a squadron shares one address, never one ticket."""
    return sha256_hex(request.headers.get("Authorization", "").encode(errors="replace"))


def per_caller() -> str:
    """The limit of rescue files as it stands when it is asked for."""
    return RESCUES_PER_CALLER


def caller_key() -> str:
    """Whose turn it is: a ticket's, or a session's."""
    token = request.headers.get("Authorization") or sessions.cookie_token() or ""
    return sha256_hex(token.encode(errors="replace"))
