"""Sending photos to those who may see them: derivatives inline, originals as attachments."""

from pathlib import Path

from flask import Response, current_app, send_file

from app.evidence import actions
from app.evidence.models import Photo
from app.evidence.problems import PhotoNotViewable
from app.evidence.rules import Viewable, Watermark

DERIVATIVES = ("thumbnail", "screen", "watermark")
HOUR_S = 3600


def derivative_folder(photo_id: str) -> Path:
    """Where the derivatives of a photo lie; they may be deleted and made again."""
    root: Path = current_app.config["DATA_DIR"]
    return root / "derivatives" / photo_id[-2:] / photo_id


def derivative(photo: Photo, size: str) -> Response:
    """A picture for the screen.

    Raises:
        PhotoNotViewable: there is none, now or ever.
    """
    path = derivative_folder(photo.id) / f"{size}.jpg"
    made = photo.viewable is Viewable.YES
    if size == "watermark":
        made = photo.watermark is Watermark.YES
    if size not in DERIVATIVES or not made or not path.is_file():
        raise PhotoNotViewable
    response = send_file(path, mimetype="image/jpeg")
    response.headers["Cache-Control"] = f"private, max-age={HOUR_S}, immutable"
    return response


def original(photo: Photo) -> Response:
    """The exact bytes, never rendered by the browser: they may be anything."""
    path = actions.store().path(photo.id, photo.sha256)
    response = send_file(
        path,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"{photo.id}.bin",
    )
    response.headers["X-Content-SHA256"] = photo.sha256
    return response
