"""Reading a request's body to its last byte before anything else happens.

gunicorn hands a request that broke off to the app as if it were complete (design/sync.md M10),
so every body is compared with its Content-Length and its checksum.
"""

import base64
import binascii
import hashlib

from flask import request
from werkzeug.exceptions import ClientDisconnected

from app.accounts.tickets import Sender
from app.core.encoding import sha256_hex
from app.devices import handing
from app.devices.handing import Handed
from app.evidence import room
from app.evidence.problems import (
    BodyHashMismatch,
    BodyIncomplete,
    ChecksumMismatch,
    LengthRequired,
    UploadMalformed,
)
from app.problems import TooLarge

MAX_CHUNK_BYTES = 1 << 20


def read_body(limit: int) -> bytes:
    """The whole body.

    Raises:
        LengthRequired: the request does not say its length.
        TooLarge: it is longer than `limit` bytes.
        BodyIncomplete: the connection ended early.
    """
    length = request.content_length
    if length is None:
        raise LengthRequired
    if length > limit:
        raise TooLarge
    try:
        body = request.get_data(cache=False)
    except ClientDisconnected as error:
        raise BodyIncomplete from error
    if len(body) != length:
        raise BodyIncomplete
    return body


def read_sealed(limit: int) -> bytes:
    """A sealed record; Content-SHA256 says what it must hash to.

    Raises:
        BodyHashMismatch: it does not.
        StorageFull: there is no room for it.
    """
    room.demand_for_records(request.content_length or 0)
    body = read_body(limit)
    if request.headers.get("Content-SHA256", "").lower() != sha256_hex(body):
        raise BodyHashMismatch
    return body


def handed(sealed_bytes: bytes, ticket: Sender) -> Handed:
    """How these bytes came: with which signature (X-Sig), and from what kind of phone."""
    return handing.judge(
        sealed_bytes,
        device_id=ticket.device_id,
        person_id=ticket.person_id,
        signed=request.headers.get("X-Sig", ""),
    )


def read_chunk() -> bytes:
    """A part of a photo; Upload-Checksum (tus 1.0) says what it must hash to.

    Raises:
        ChecksumMismatch: it does not.
        UploadMalformed: the checksum is missing or of another algorithm.
        StorageFull: there is no room for it.
    """
    if request.content_length:
        room.demand_for_photos(request.content_length)
    body = read_body(MAX_CHUNK_BYTES)
    if not body:
        return body
    algorithm, _, encoded = request.headers.get("Upload-Checksum", "").partition(" ")
    if algorithm not in ("sha1", "sha256"):
        raise UploadMalformed(name="Upload-Checksum")
    try:
        expected = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise UploadMalformed(name="Upload-Checksum") from error
    # sha1 only because the tus specification obliges servers to know it; it guards the wire.
    if hashlib.new(algorithm, body, usedforsecurity=False).digest() != expected:
        raise ChecksumMismatch
    return body
