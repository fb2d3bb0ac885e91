"""Making photos viewable, away from any request."""

from collections.abc import Sequence
from pathlib import Path

from flask import current_app

from app.evidence import actions, captions, derivatives, giving_out, queries
from app.evidence.problems import ContentHashMismatch
from app.evidence.rules import Watermark
from app.extensions import begin_write, db
from app.jobs import each_minute, enqueue, job


@job
def make_derivatives(photo_id: str) -> None:
    """Make the pictures of a stored photo and read its EXIF, or note why it cannot be shown."""
    photo = queries.photo(photo_id)
    if photo is None or not photo.stored or photo.prepared:
        return
    original = actions.store().path(photo.id, photo.sha256)
    folder = giving_out.derivative_folder(photo.id)
    lines = captions.lines(photo)
    db.session.rollback()  # the children take seconds: hold no transaction meanwhile
    decoded = derivatives.make(original, folder)
    watermark = Watermark.NO if decoded.reason else _mark(folder, lines)
    begin_write()
    actions.note_derivatives(photo, decoded, watermark)
    db.session.commit()


@each_minute
def make_missing_derivatives() -> None:
    """Find what a crash left undone, and what waited for the font."""
    unmarked = [Watermark.PENDING, *([Watermark.NO_FONT] if _font().is_file() else [])]
    for photo_id in queries.without_derivatives(unmarked=unmarked):
        enqueue(make_derivatives, photo_id)  # each by itself: one failure stops no other


@each_minute
def finish_what_was_left() -> None:
    """Finish photos of which all bytes are here: their phone may have nothing more to ask."""
    for photo_id in queries.whole_but_unfinished():
        begin_write(at_once=True)
        photo = queries.photo_to_change(photo_id)
        try:
            if photo is not None and actions.complete(photo):
                actions.finish(photo)
        except ContentHashMismatch:
            current_app.logger.error("photo %s is not what was sealed: sent again", photo_id)
        db.session.commit()  # also an offset that went back to 0


def _mark(folder: Path, lines: Sequence[str]) -> Watermark:
    if not _font().is_file():
        current_app.logger.error("no font for watermarks at %s: see WATERMARK_FONT", _font())
        return Watermark.NO_FONT
    return Watermark.YES if derivatives.mark(folder, lines, _font()) else Watermark.NO


def _font() -> Path:
    font: Path = current_app.config["WATERMARK_FONT"]
    return font
