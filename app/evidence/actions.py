"""Taking photos in: expected by a record, uploaded in chunks, kept once their hash is right."""

from flask import current_app

from app.audit import log, signing
from app.core import clock
from app.evidence import events
from app.evidence.local_store import LocalStore, PartLostError
from app.evidence.models import Photo
from app.evidence.problems import ContentHashMismatch, OffsetMismatch
from app.evidence.rules import PhotoState, Viewable
from app.extensions import db


def store() -> LocalStore:
    """The store of this installation."""
    return LocalStore(current_app.config["DATA_DIR"])


def expect(
    *,
    photo_id: str,
    inspection_id: str,
    rev: int,
    position: int,
    person_id: int,
    sha256: str,
    size: int,
    mime: str,
    captured_ms: int,
) -> bool:
    """Note that a revision names this photo.

    Returns:
        False when the id already belongs to other bytes or another record: the caller flags it.
    """
    known = db.session.get(Photo, photo_id)
    if known is not None:
        return (known.sha256, known.size, known.inspection_id) == (sha256, size, inspection_id)
    db.session.add(
        Photo(
            id=photo_id,
            inspection_id=inspection_id,
            rev=rev,
            position=position,
            person_id=person_id,
            sha256=sha256,
            size=size,
            mime=mime,
            captured_ms=captured_ms,
        )
    )
    db.session.flush()
    return True


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
    photo.stored_ms = now
    photo.log_index = log_index


def give_out_original(photo: Photo, *, actor: str) -> None:
    """Leave the trace of somebody taking the original away."""
    events.original_given_out.record(
        actor=actor, entity=f"photos/{photo.id}", rev=photo.rev, sha256=photo.sha256
    )


def note_derivatives(photo: Photo, *, unviewable_reason: str) -> None:
    """Remember whether the photo can be shown, and why not."""
    photo.viewable = Viewable.NO if unviewable_reason else Viewable.YES
    photo.unviewable_reason = unviewable_reason
