"""The photo that the upload tests send."""

from app.evidence import actions
from tests.phone import Sealed

PHOTO = bytes(range(256)) * 40
HALF = len(PHOTO) // 2


def photo_id(sealed: Sealed) -> str:
    """The only photo's id."""
    return str(sealed["photos"][0]["id"])


def kept_bytes(sealed: Sealed) -> bytes:
    """What lies on disk for the only photo."""
    photo = sealed["photos"][0]
    return actions.store().path(photo["id"], photo["sha256"]).read_bytes()
