"""How often one phone may ask: counted by its ticket, so that no phone can lock another one out."""

from flask import request

from app.core.encoding import sha256_hex

PER_TICKET = "600 per minute"
"""Many times what a phone asks; it bounds one that has run wild."""


def per_ticket() -> str:
    """The limit as it stands when it is asked for."""
    return PER_TICKET


def ticket_key() -> str:
    """Whose turn it is: a squadron shares one address, never one ticket."""
    return sha256_hex(request.headers.get("Authorization", "").encode(errors="replace"))
