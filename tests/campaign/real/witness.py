"""A phone as a witness: keeps the newest checkpoint and demands that each newer one contains it."""

import base64
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.campaign import merkle
from tests.campaign.real.messages import from_base64url
from tests.campaign.result import Harm, Violation


@dataclass(frozen=True)
class Checkpoint:
    """What a note says."""

    note: str
    size: int
    root: bytes
    epoch: int


def read(note: str, server_key: str) -> Checkpoint:
    """A checkpoint that the server signed; raises `Violation` for any other text."""
    body, _blank, signatures = note.rpartition("\n\n")
    body += "\n"
    origin, size, root, epoch, *_more = body.splitlines()
    signature = base64.b64decode(signatures.split(" ")[2])[4:]
    try:
        key = Ed25519PublicKey.from_public_bytes(from_base64url(server_key))
        key.verify(signature, body.encode())
    except InvalidSignature as error:
        raise Violation(Harm.GAPS, f"a checkpoint that nobody signed: {note}") from error
    if origin != "wuzhi-patrol":
        raise Violation(Harm.GAPS, f"a checkpoint of another log: {note}")
    return Checkpoint(note, int(size), base64.b64decode(root), int(epoch.removeprefix("epoch ")))


def demand_growth(kept: Checkpoint, offered: Checkpoint, proof: list[str]) -> None:
    """The log may only have grown since, within an epoch."""
    if offered.epoch < kept.epoch:
        raise Violation(Harm.GAPS, f"epoch {offered.epoch} came back after {kept.epoch}")
    if offered.epoch > kept.epoch:
        return
    grew = merkle.consistent(
        (kept.size, kept.root),
        (offered.size, offered.root),
        [bytes.fromhex(each) for each in proof],
    )
    if not grew:
        raise Violation(Harm.GAPS, f"checkpoint {offered.size} does not contain {kept.size}")
