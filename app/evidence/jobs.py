"""Making photos viewable, away from any request."""

from collections.abc import Sequence
from pathlib import Path

from flask import current_app

from app.evidence import actions, captions, derivatives, giving_out, queries
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


def _mark(folder: Path, lines: Sequence[str]) -> Watermark:
    if not _font().is_file():
        current_app.logger.error("no font for watermarks at %s: see WATERMARK_FONT", _font())
        return Watermark.NO_FONT
    return Watermark.YES if derivatives.mark(folder, lines, _font()) else Watermark.NO


def _font() -> Path:
    font: Path = current_app.config["WATERMARK_FONT"]
    return font
