"""Signed checkpoints for both languages, written out by hand as C2SP describes them.

`python -m tests.audit.note_vectors` writes `tests/vectors/checkpoint.json` anew.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.audit import rfc9162

VECTORS = Path(__file__).parents[1] / "vectors" / "checkpoint.json"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
NAME = "wuzhi-patrol"
TIME_MS = 1_790_000_000_000


def raw_public(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes that phones get."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def signature(text: str, key: Ed25519PrivateKey = KEY, name: str = NAME) -> str:
    """One signature line."""
    key_hash = hashlib.sha256(name.encode() + b"\n\x01" + raw_public(key)).digest()[:4]
    return f"— {name} {base64.b64encode(key_hash + key.sign(text.encode())).decode()}\n"


def body(size: int, *, root: bytes | None = None, epoch: int = 1, more: str = "") -> str:
    """The text of a checkpoint over the leaves of the other vectors."""
    made = rfc9162.mth(rfc9162.LEAVES[:size]) if root is None else root
    encoded = base64.b64encode(made).decode()
    return f"{NAME}\n{size}\n{encoded}\nepoch {epoch}\ntime {TIME_MS + size}\n{more}"


def note(size: int, **changes: Any) -> str:
    """A good note."""
    text = body(size, **changes)
    return f"{text}\n{signature(text)}"


def _good() -> list[dict[str, Any]]:
    plain, longer = body(7), body(8, more="a later line\n")
    other = signature(plain, OTHER_KEY, "phones.example")
    notes = {
        "a checkpoint": note(7),
        "with a line that we do not know": f"{longer}\n{signature(longer)}",
        "also signed by a witness that we do not know": f"{plain}\n{other}{signature(plain)}",
        "signed with our next key too": f"{plain}\n{signature(plain, OTHER_KEY)}{signature(plain)}",
        "of a log that was restored": note(7, epoch=2),
    }
    return [
        {
            "what": what,
            "note": text,
            "size": int(text.split("\n")[1]),
            "root": rfc9162.mth(rfc9162.LEAVES[: int(text.split("\n")[1])]).hex(),
            "epoch": int(text.split("\n")[3].removeprefix("epoch ")),
            "time_ms": TIME_MS + int(text.split("\n")[1]),
        }
        for what, text in notes.items()
    ]


def _forged() -> list[dict[str, str]]:
    text = body(7)
    signed = signature(text)
    notes = {
        "another size under the signature": f"{body(8)}\n{signed}",
        "another epoch under the signature": f"{body(7, epoch=2)}\n{signed}",
        "signed by another key": f"{text}\n{signature(text, OTHER_KEY)}",
        "signed under another name": f"{text}\n{signature(text, KEY, 'phones.example')}",
        "a line was added": f"{text}a later line\n\n{signed}",
    }
    return [{"what": what, "note": each} for what, each in notes.items()]


def _malformed() -> list[dict[str, str]]:
    good = note(7)
    root = good.split("\n")[2]
    notes = {
        "nothing": "",
        "no signature": body(7),
        "no blank line": good.replace("\n\n", "\n"),
        "no line feed at the end": good[:-1],
        "another log": good.replace(NAME, "other-log"),
        "a size with a zero before it": good.replace("\n7\n", "\n07\n"),
        "a negative size": good.replace("\n7\n", "\n-7\n"),
        "a size beyond whole numbers": good.replace("\n7\n", f"\n{10**17}\n"),
        "no root": good.replace(root, ""),
        "a short root": good.replace(root, base64.b64encode(bytes(31)).decode()),
        "a root with bits after its end": good.replace(root, f"{root[:42]}{_next(root[42])}="),
        "no epoch": good.replace("epoch 1\n", ""),
        "epoch and time swapped": good.replace("epoch", "x").replace("time", "epoch"),
        "line feeds of Windows": good.replace("\n", "\r\n"),
        "a portal's page": "<!doctype html>\n\n<p>Sign in</p>\n",
    }
    return [{"what": what, "note": each} for what, each in notes.items()]


def _next(character: str) -> str:
    """The same upper bits with other lower ones, which belong to no byte."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return alphabet[alphabet.index(character) ^ 1]


def _judged() -> list[dict[str, Any]]:
    changed = rfc9162.mth([b"changed", *rfc9162.LEAVES[1:12]])
    proof = [each.hex() for each in rfc9162.proof(7, rfc9162.LEAVES[:12])]
    other = [each.hex() for each in rfc9162.proof(7, [b"changed", *rfc9162.LEAVES[1:12]])]
    cases = [
        ("the same one again", note(7), note(7), [], "consistent"),
        ("the same log, longer", note(7), note(12), proof, "grew"),
        ("longer without a proof", note(7), note(12), [], "rewritten"),
        ("longer, its first leaf changed", note(7), note(12, root=changed), other, "rewritten"),
        ("as long, another root", note(12), note(12, root=changed), [], "rewritten"),
        ("shorter", note(12), note(7), [], "rewritten"),
        ("restored from a backup", note(12), note(7, epoch=2), [], "other_epoch"),
        ("back in an epoch that has ended", note(7, epoch=2), note(12), [], "rewritten"),
    ]
    names = ("what", "kept", "offered", "proof", "judgement")
    return [dict(zip(names, case, strict=True)) for case in cases]


def vectors() -> dict[str, Any]:
    """The content of `tests/vectors/checkpoint.json`."""
    return {
        "about": "Checkpoint notes over the leaves of merkle.json. good: read and signed with "
        "`key` (raw Ed25519, base64url). forged: read, but not signed with it. malformed: not "
        "read. judged: what a phone says. Made by tests/audit/note_vectors.py for "
        "app/audit/notes.py and static/src/domain/checkpoint.ts.",
        "key": base64.urlsafe_b64encode(raw_public(KEY)).decode().rstrip("="),
        "good": _good(),
        "forged": _forged(),
        "malformed": _malformed(),
        "judged": _judged(),
    }


def text() -> str:
    """`vectors` as the file holds them."""
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    VECTORS.write_text(text(), encoding="utf-8")
