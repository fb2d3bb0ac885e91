"""Photos by tus 1.0: creation, creation-with-upload, checksum (docs/protocol.md §3.3)."""

import base64
import binascii
from typing import TypeVar, cast

from flask import Response, current_app, request, url_for
from flask_login import current_user
from flask_openapi3 import APIBlueprint, Tag

from app.access import Permission, open_to_anyone, requires
from app.accounts import actions as accounts
from app.accounts.tickets import Ticket
from app.audit import receipts
from app.core.encoding import to_base64url
from app.evidence import actions, jobs, queries
from app.evidence.models import Photo
from app.evidence.problems import (
    ContentHashMismatch,
    ManifestMismatch,
    NotOwner,
    RecordUnknown,
    TusVersion,
    UploadMalformed,
    UploadUnknown,
)
from app.evidence.queries import Named
from app.evidence.rules import MAX_PHOTO_BYTES, PhotoState
from app.extensions import begin_write, db
from app.jobs import enqueue
from app.sync import bodies
from app.sync.schemas import ProblemAnswer, UploadPath

blueprint = APIBlueprint(
    "uploads",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="uploads")],
    abp_responses={400: ProblemAnswer, 401: ProblemAnswer, 403: ProblemAnswer, 409: ProblemAnswer},
)
TUS = "1.0.0"
Found = TypeVar("Found", Photo, Named)
OFFSET_STREAM = "application/offset+octet-stream"


@blueprint.before_request
def same_protocol() -> None:
    """Refuse another version of tus (OPTIONS is how a client asks for ours)."""
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != TUS:
        raise TusVersion(headers={"Tus-Version": TUS})


@blueprint.after_request
def say_protocol(response: Response) -> Response:
    """Every answer names the version (tus 1.0)."""
    response.headers["Tus-Resumable"] = TUS
    return response


@blueprint.route("/uploads", methods=["OPTIONS"], provide_automatic_options=False)
@open_to_anyone
def what_we_speak() -> Response:
    """The extensions and limits of this server."""
    return Response(
        status=204,
        headers={
            "Tus-Version": TUS,
            "Tus-Extension": "creation,creation-with-upload,checksum",
            "Tus-Checksum-Algorithm": "sha1,sha256",
            "Tus-Max-Size": str(MAX_PHOTO_BYTES),
        },
    )


@blueprint.post("/uploads")
@requires(Permission.EVIDENCE_APPEND)
def create() -> Response:
    """Begin an upload at the photo's own address, with the first bytes when the body has any."""
    chunk = bodies.read_chunk() if request.content_length else b""
    asked = _metadata()
    photo_id = asked["photo_id"]
    named = _declared(asked, queries.named(photo_id))
    whole = len(chunk) == named.size and named.untouched
    if whole:
        # Durable before anybody waits for the turn; it counts once the row says so.
        actions.keep_whole(photo_id, named.sha256, chunk)
    begin_write(at_once=True)
    photo = _declared(asked, queries.photo_to_change(photo_id))
    finished = _take_first(photo, chunk, whole=whole)
    _renew()
    db.session.commit()
    if finished:
        enqueue(jobs.make_derivatives, photo.id)
    response = _settled(photo, status=201)
    response.headers["Location"] = url_for("uploads.offset", photo_id=photo.id)
    return response


def _declared(asked: dict[str, str], found: Found | None) -> Found:
    """The photo that the request names, when a record named exactly this one before."""
    photo = _owned(found, RecordUnknown)
    declared = (asked["inspection_id"], asked["sha256"], _whole_number("Upload-Length"))
    if declared != (photo.inspection_id, photo.sha256, photo.size):
        raise ManifestMismatch
    return photo


def _take_first(photo: Photo, chunk: bytes, *, whole: bool) -> bool:
    """Count the bytes that a creation brought; returns whether the photo is stored with them."""
    if photo.stored or photo.upload_offset:
        return False  # another request was quicker: it says where to go on
    if whole:
        actions.enter(photo)
        return True
    photo.state = PhotoState.PARTIAL
    if chunk:
        actions.append_chunk(photo, offset=0, chunk=chunk)
    return False


@blueprint.route("/uploads/<photo_id>", methods=["HEAD"])
@requires(Permission.EVIDENCE_APPEND)
def offset(photo_id: str) -> Response:
    """How much of the photo the server holds; finishes what a crash left unfinished."""
    photo = _owned(queries.photo(photo_id), UploadUnknown)
    if not photo.begun:
        raise UploadUnknown
    return _settled(photo, status=200)


@blueprint.patch("/uploads/<photo_id>")
@requires(Permission.EVIDENCE_APPEND)
def append(path: UploadPath) -> Response:
    """Append one chunk at the offset where the server stands."""
    if request.content_type != OFFSET_STREAM:
        raise UploadMalformed(name="Content-Type")
    chunk = bodies.read_chunk()
    at = _whole_number("Upload-Offset")
    begin_write(at_once=True)
    photo = _owned(queries.photo_to_change(path.photo_id), UploadUnknown)
    if not photo.begun:
        raise UploadUnknown
    actions.append_chunk(photo, offset=at, chunk=chunk)
    _renew()
    # Counted before the whole is hashed and moved: a crash in between costs no chunk twice.
    db.session.commit()
    return _settled(photo, status=204)


def _settled(photo: Photo, *, status: int) -> Response:
    """The answer for a photo as it stands, after finishing it when all bytes are here."""
    if actions.complete(photo):
        begin_write(at_once=True)
        photo = _owned(queries.photo_to_change(photo.id), UploadUnknown)
        finished = _finish_if_complete(photo)
        db.session.commit()
        if finished:
            enqueue(jobs.make_derivatives, photo.id)
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(photo.upload_offset)
    response.headers["Upload-Length"] = str(photo.size)
    if photo.receipt is not None:
        response.headers["X-WZ-Receipt"] = to_base64url(receipts.current(photo.receipt))
    return response


def _finish_if_complete(photo: Photo) -> bool:
    if not actions.complete(photo):
        return False
    try:
        actions.finish(photo)
    except ContentHashMismatch:
        db.session.commit()  # the offset went back to 0
        raise
    return True


def _renew() -> None:
    """A ticket that is used goes on."""
    ticket = cast(Ticket, current_user)
    accounts.renew_ticket(ticket, ticket_days=current_app.config["TICKET_DAYS"])


def _owned(photo: Found | None, missing: type[RecordUnknown | UploadUnknown]) -> Found:
    if photo is None:
        raise missing
    if photo.person_id != cast(Ticket, current_user).person_id:
        raise NotOwner
    return photo


def _whole_number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal()) or len(text) > 12:
        raise UploadMalformed(name=header)
    return int(text)


def _metadata() -> dict[str, str]:
    """The pairs of Upload-Metadata: `name base64, name base64`."""
    pairs = {}
    for part in request.headers.get("Upload-Metadata", "").split(","):
        name, _, encoded = part.strip().partition(" ")
        try:
            pairs[name] = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise UploadMalformed(name="Upload-Metadata") from error
    if not {"photo_id", "inspection_id", "sha256"} <= pairs.keys():
        raise UploadMalformed(name="Upload-Metadata")
    return pairs
