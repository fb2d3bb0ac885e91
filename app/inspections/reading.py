"""Reading sealed bytes: on the way in, and again when the desk shows what they say."""

import json
from typing import TypeVar

import rfc8785
from pydantic import BaseModel, ValidationError

from app.inspections.problems import ManifestInvalid
from app.inspections.schemas import SealedRevision

Form = TypeVar("Form", bound=BaseModel)


def parse(sealed_bytes: bytes) -> SealedRevision:
    """Read the sealed bytes of a revision.

    Raises:
        ManifestInvalid: they are not a revision of a format we know.
    """
    return parse_as(SealedRevision, sealed_bytes)


def parse_as(form: type[Form], sealed_bytes: bytes) -> Form:
    """Read sealed bytes as this form.

    Raises:
        ManifestInvalid: they have another.
    """
    try:
        return form.model_validate(_without_nul(json.loads(sealed_bytes)))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "document"
        raise ManifestInvalid(where=where) from error
    except (ValueError, RecursionError) as error:
        raise ManifestInvalid(where="JSON") from error


def _without_nul(value: object) -> object:
    """The same without NUL characters, which no text column takes; the sealed bytes keep them."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nul(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_nul(each) for name, each in value.items()}
    return value


def is_canonical(sealed_bytes: bytes) -> bool:
    """Whether the bytes are what RFC 8785 makes of their content."""
    try:
        return rfc8785.dumps(json.loads(sealed_bytes)) == sealed_bytes
    except (ValueError, RecursionError):  # a lone surrogate, a float beyond JSON's range
        return False
