"""A rescue file on its way in: a gigabyte goes to the disk of the data folder, never to memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from flask import current_app, request
from werkzeug.exceptions import ClientDisconnected
from werkzeug.formparser import FormDataParser

from app.evidence import room
from app.evidence.problems import BodyIncomplete, LengthRequired
from app.problems import TooLarge
from app.rescue.reading import MAX_RESCUE_BYTES

BLOCK_BYTES = 1 << 20
FORM_BYTES = 1 << 20
"""What a form may hold beside the file."""


@contextmanager
def from_body() -> Iterator[Path]:
    """The request's body as a file, gone when the block ends.

    Raises:
        LengthRequired: the request does not say how long it is.
        TooLarge: it is longer than MAX_RESCUE_BYTES.
        BodyIncomplete: the connection ended early.
    """
    length = _length(MAX_RESCUE_BYTES)
    request.max_content_length = MAX_RESCUE_BYTES
    with _file() as file:
        try:
            while block := request.stream.read(BLOCK_BYTES):
                file.write(block)
        except ClientDisconnected as error:
            raise BodyIncomplete from error
        if file.tell() != length:
            raise BodyIncomplete
        file.flush()
        yield Path(file.name)


@contextmanager
def from_form(name: str) -> Iterator[Path | None]:
    """The file of a form's field; None when none was chosen.

    Flask would collect it where the system keeps temporary files, which may be memory.

    Raises:
        LengthRequired: the request does not say how long it is.
        TooLarge: it is longer than MAX_RESCUE_BYTES.
        BodyIncomplete: the connection ended early.
    """
    limit = MAX_RESCUE_BYTES + FORM_BYTES
    _length(limit)
    with _file() as file:
        parser = FormDataParser(
            stream_factory=lambda *_args, **_named: file,
            max_content_length=limit,
            max_form_memory_size=FORM_BYTES,
            max_form_parts=10,
            silent=False,
        )
        try:
            _, _, files = parser.parse_from_environ(request.environ)
        except (ClientDisconnected, ValueError) as error:
            raise BodyIncomplete from error
        file.flush()
        chosen = files.get(name)
        yield Path(file.name) if chosen is not None and chosen.filename else None


def _length(limit: int) -> int:
    length = request.content_length
    if length is None:
        raise LengthRequired
    if length > limit:
        raise TooLarge
    room.demand_for_photos(length)
    return length


def _file() -> IO[bytes]:
    folder = current_app.config["DATA_DIR"] / "incoming"
    return NamedTemporaryFile(dir=folder, prefix="rescue-", suffix=".zip")
