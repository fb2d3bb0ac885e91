"""Photos out of a rescue file: whole, and exactly the ones that their records name."""

from collections.abc import Callable

from app.evidence import actions, queries
from app.evidence.models import Photo
from app.evidence.problems import ContentHashMismatch, ManifestMismatch, RecordUnknown
from app.extensions import begin_write
from app.rescue.problems import RescueItemUnreadable


def take_in(photo_id: str, sha256: str, *, content: Callable[[int], bytes]) -> tuple[bytes, bool]:
    """Keep a photo unless the server has it; its receipt, and whether it had.

    Args:
        content: reads at most one byte more than the number it is given.

    Raises:
        RecordUnknown: no record names this photo.
        ManifestMismatch: its record says something else of it.
        RescueItemUnreadable: the bytes are not those that were sealed.
    """
    named = _named(queries.photo(photo_id), sha256)
    if named.receipt is not None:
        return named.receipt, True
    # Durable before anybody waits for the turn; it counts once the row says so.
    try:
        actions.keep_whole(photo_id, named.sha256, content(named.size))
    except ContentHashMismatch as damaged:
        raise RescueItemUnreadable from damaged  # a phone would send it again; a file cannot
    begin_write(at_once=True)
    photo = _named(queries.photo_to_change(photo_id), sha256)
    if photo.receipt is not None:
        return photo.receipt, True
    actions.store().discard_part(photo_id)
    actions.enter(photo)
    return photo.receipt or b"", False


def _named(photo: Photo | None, sha256: str) -> Photo:
    if photo is None:
        raise RecordUnknown
    if photo.sha256 != sha256:
        raise ManifestMismatch
    return photo
