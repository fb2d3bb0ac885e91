"""Checkpoints as signed notes: C2SP tlog-checkpoint in C2SP signed-note, and nothing but the text.

`static/src/domain/checkpoint.ts` reads the same.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ORIGIN = "wuzhi-patrol"
"""Names the log and its key; fixed, since phones compare it."""

ED25519 = b"\x01"
"""How signed-note names the algorithm inside a key hash."""

_NUMBER = r"(0|[1-9][0-9]{0,15})"
_BODY = re.compile(
    rf"{re.escape(ORIGIN)}\n{_NUMBER}\n([A-Za-z0-9+/]{{43}}=)\nepoch {_NUMBER}\ntime {_NUMBER}\n"
    r"(?:[^\n]+\n)*"
)
_SIGNATURE = re.compile(rf"\u2014 {re.escape(ORIGIN)} ([A-Za-z0-9+/]{{91}}=)")


class NoteMalformed(ValueError):
    """The text is no checkpoint of this log."""


class NoteForged(ValueError):
    """No signature of the note is by the key that it should be by."""


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """How the log stood: its size and root, the epoch that it was in, and when."""

    size: int
    root: bytes
    epoch: int
    at_ms: int


def write(checkpoint: Checkpoint, *, sign: Callable[[bytes], bytes], public_key: bytes) -> str:
    """The note of a checkpoint, signed."""
    body = (
        f"{ORIGIN}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"
        f"epoch {checkpoint.epoch}\ntime {checkpoint.at_ms}\n"
    )
    signature = base64.b64encode(_key_hash(public_key) + sign(body.encode())).decode()
    return f"{body}\n\u2014 {ORIGIN} {signature}\n"


def read(note: str) -> Checkpoint:
    """What the note says, whoever signed it.

    Lines that later versions add and signatures of other witnesses are skipped, as C2SP asks.

    Raises:
        NoteMalformed: it is no checkpoint of this log.
    """
    body, _signatures = _parts(note)
    found = _BODY.fullmatch(body)
    if found is None:
        raise NoteMalformed("the lines of the checkpoint are not as they should be")
    size, root, epoch, at_ms = found.groups()
    return Checkpoint(size=int(size), root=_decode(root), epoch=int(epoch), at_ms=int(at_ms))


def verify(note: str, public_key: bytes) -> Checkpoint:
    """What the note says, once it is certain that this key signed it.

    Raises:
        NoteMalformed: it is no checkpoint of this log.
        NoteForged: the key did not sign it.
    """
    checkpoint = read(note)
    body, signatures = _parts(note)
    for signature in signatures:
        if signature[:4] == _key_hash(public_key) and _signs(signature[4:], body, public_key):
            return checkpoint
    raise NoteForged("the note is not signed with this key")


def _signs(signature: bytes, body: str, public_key: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, body.encode())
    except InvalidSignature:
        return False
    return True


def _parts(note: str) -> tuple[str, list[bytes]]:
    """The signed text with its last line feed, and what our name signed below it."""
    head, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NoteMalformed("there are no signatures below the text")
    found = [_SIGNATURE.fullmatch(line) for line in tail[:-1].split("\n")]
    return head + "\n", [_decode(each.group(1)) for each in found if each]


def _decode(text: str) -> bytes:
    raw = base64.b64decode(text)
    if base64.b64encode(raw).decode() != text:  # bits after the end that nothing reads
        raise NoteMalformed(f"not base64: {text}")
    return raw


def _key_hash(public_key: bytes) -> bytes:
    return hashlib.sha256(ORIGIN.encode() + b"\n" + ED25519 + public_key).digest()[:4]
