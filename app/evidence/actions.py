"""Taking photos in: expected by a record, uploaded in chunks, kept once their hash is right."""

from collections.abc import Sequence

from flask import current_app

from app.audit import log, signing
from app.core import clock
from app.core.encoding import sha256_hex
from app.evidence import events, exif, queries
from app.evidence.local_store import LocalStore, PartLostError
from app.evidence.models import Photo
from app.evidence.problems import ContentHashMismatch, OffsetMismatch
from app.evidence.rules import PhotoState, Viewable, Watermark
from app.evidence.schemas import Decoded
from app.extensions import insert_rows_plainly


def store() -> LocalStore:
    """The store of this installation."""
    return LocalStore(current_app.config["DATA_DIR"])


def expect(photos: Sequence[Photo]) -> bool:
    """Note that a revision names these photos, as far as that is not known yet.

    Returns:
        False when an id already belongs to other bytes or another record: the caller flags it.
    """
    known = queries.known_photos([photo.id for photo in photos])
    if new := [photo for photo in photos if photo.id not in known]:
        for photo in new:
            _find_again(photo)
        insert_rows_plainly(new)
    pairs = [(known[photo.id], photo) for photo in photos if photo.id in known]
    for before, photo in pairs:
        if _same(before, photo) and not photo.on_branch:
            before.on_branch = False
    return all(_same(before, photo) for before, photo in pairs)


def _find_again(photo: Photo) -> None:
    """Its row was lost with a database, its file was not: hashed and receipted when asked for."""
    if store().holds(photo.id, photo.sha256, photo.size):
        photo.state, photo.upload_offset = PhotoState.PARTIAL, photo.size


def _same(known: Photo, photo: Photo) -> bool:
    return (known.sha256, known.size, known.inspection_id) == (
        photo.sha256,
        photo.size,
        photo.inspection_id,
    )


def declare_unavailable(photo: Photo) -> bool:
    """Note that the photo will not come; returns False when it is here already.

    An upload that begins all the same closes the hole again.
    """
    if photo.stored:
        return False
    photo.state = PhotoState.UNAVAILABLE
    return True


def reopen(photo: Photo, *, actor: str) -> None:
    """Expect a photo again whose file is gone: its phone may still hold it."""
    events.photo_reopened.record(
        actor=actor, entity=f"photos/{photo.id}", rev=photo.rev, sha256=photo.sha256
    )
    photo.state = PhotoState.EXPECTED
    photo.upload_offset = 0
    photo.receipt = photo.stored_ms = photo.log_index = None
    photo.viewable, photo.watermark = Viewable.PENDING, Watermark.PENDING


def append_chunk(photo: Photo, *, offset: int, chunk: bytes) -> None:
    """Keep one chunk; durable on disk when this returns, counted when the caller commits.

    Raises:
        OffsetMismatch: the chunk does not begin where the server's bytes end.
    """
    if photo.stored or offset != photo.upload_offset or offset + len(chunk) > photo.size:
        raise OffsetMismatch(headers={"Upload-Offset": str(photo.upload_offset)})
    try:
        store().append(photo.id, offset, chunk)
    except PartLostError:
        # The disk lost what the database remembers: start over rather than leave a hole.
        current_app.logger.error("part of photo %s is shorter than %s bytes", photo.id, offset)
        photo.upload_offset = 0
        return
    photo.state = PhotoState.PARTIAL
    photo.upload_offset = offset + len(chunk)


def keep_whole(photo_id: str, sha256: str, content: bytes) -> None:
    """Put a photo that came in one piece into its place; `enter` makes it count.

    A file whose request died before that is found, or written again, by the next try.

    Raises:
        ContentHashMismatch: it is not the photo that was sealed; nothing was kept.
    """
    if sha256_hex(content) != sha256:
        raise ContentHashMismatch(headers={"Upload-Offset": "0"})
    store().keep_whole(photo_id, sha256, content)


def complete(photo: Photo) -> bool:
    """Whether every byte has arrived and only the finish is missing."""
    return not photo.stored and photo.upload_offset == photo.size


def finish(photo: Photo) -> None:
    """Hash the whole photo, move it to its place and sign its receipt.

    Runs again after a crash at any point and then finds the part or the final file.

    Raises:
        ContentHashMismatch: after the offset went back to 0; the caller commits that.
    """
    if not store().finish(photo.id, photo.sha256, photo.size):
        store().discard_part(photo.id)
        photo.upload_offset = 0
        raise ContentHashMismatch(headers={"Upload-Offset": "0"})
    enter(photo)


def enter(photo: Photo) -> None:
    """Put a photo whose bytes are in their place into the log and sign its receipt."""
    now = clock.now_ms()
    log_index = events.photo_stored.record(
        actor=f"person/{photo.person_id}",
        entity=f"photos/{photo.id}",
        rev=photo.rev,
        sha256=photo.sha256,
        at_ms=now,
        size=photo.size,
    )
    photo.receipt = signing.sign_receipt(
        {
            "kind": "photo",
            "key": f"photos/{photo.id}",
            "sha256": photo.sha256,
            "size": photo.size,
            "status": "stored",
            "epoch": log.current_epoch(),
            "log_index": log_index,
            "received_ms": now,
        }
    )
    photo.state = PhotoState.STORED
    photo.upload_offset = photo.size
    photo.stored_ms = now
    photo.log_index = log_index


def give_out_original(photo: Photo, *, actor: str) -> None:
    """Leave the trace of somebody taking the original away."""
    events.original_given_out.record(
        actor=actor, entity=f"photos/{photo.id}", rev=photo.rev, sha256=photo.sha256
    )


def note_derivatives(photo: Photo, decoded: Decoded, watermark: Watermark) -> None:
    """Remember whether the photo can be shown and why not, and what it says of itself."""
    photo.viewable = Viewable.NO if decoded.reason else Viewable.YES
    photo.unviewable_reason = decoded.reason
    photo.watermark = watermark
    photo.width, photo.height = decoded.width, decoded.height
    known = None
    if photo.lat_e7 is not None and photo.lon_e7 is not None:
        known = photo.lat_e7 / 1e7, photo.lon_e7 / 1e7
    said = exif.facts(
        decoded,
        exif.Sealed(captured_ms=photo.captured_ms, now_ms=clock.now_ms(), place=known),
    )
    photo.exif = {"texts": said.texts, "numbers": decoded.numbers} if said.texts else None
    photo.exif_make, photo.exif_model = said.make, said.model
    photo.exif_orientation = said.orientation
    photo.exif_taken, photo.exif_taken_ms = said.taken_text, said.taken_ms
    photo.exif_lat_e7 = round(said.place[0] * 1e7) if said.place else None
    photo.exif_lon_e7 = round(said.place[1] * 1e7) if said.place else None
    photo.exif_flags = " ".join(said.flags)
