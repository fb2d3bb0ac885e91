"""The server's Ed25519 key (RFC 8032), and what it signs: receipts and checkpoints."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from flask import current_app

from app.core.encoding import from_base64url, to_base64url
from app.core.files import flush_folder

KEY_NAME = "receipt-ed25519.pem"


class NoReceiptKey(RuntimeError):
    """The key file is missing: `flask --app wsgi storage prepare` makes it."""


def key_path(data_dir: Path) -> Path:
    """Where the private key of the receipts lies."""
    return data_dir / "keys" / KEY_NAME


def make_key(data_dir: Path) -> bool:
    """Make the key unless there is one; returns whether a new one was made.

    An existing key is never replaced: every receipt given out depends on it.
    """
    path = key_path(data_dir)
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    # Whole or not at all: half a key would never be replaced.
    with NamedTemporaryFile(dir=path.parent) as key_file:
        os.fchmod(key_file.fileno(), 0o600)
        key_file.write(pem)
        key_file.flush()
        os.fsync(key_file.fileno())
        os.link(key_file.name, path)
        flush_folder(path.parent)
    return True


def _key() -> Ed25519PrivateKey:
    cached = current_app.extensions.get("receipt_key")
    if isinstance(cached, Ed25519PrivateKey):
        return cached
    path = key_path(current_app.config["DATA_DIR"])
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise NoReceiptKey(str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoReceiptKey(f"{path} is not an Ed25519 key")
    current_app.extensions["receipt_key"] = key
    return key


def raw_public_key() -> bytes:
    """The 32 bytes of the public key."""
    return _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_key() -> str:
    """The raw public key in base64url, for phones."""
    return to_base64url(raw_public_key())


def sign(raw: bytes) -> bytes:
    """The Ed25519 signature over these bytes."""
    return _key().sign(raw)


def sign_receipt(fields: Mapping[str, str | int]) -> bytes:
    """The canonical receipt (RFC 8785) with `alg` and `server_sig` added."""
    unsigned: dict[str, str | int] = {"v": 1, **fields, "alg": "Ed25519"}
    signature = sign(rfc8785.dumps(unsigned))
    return rfc8785.dumps({**unsigned, "server_sig": to_base64url(signature)})


def verify_receipt(receipt: Mapping[str, str | int], raw_public_key: bytes) -> None:
    """Check a receipt; raises `cryptography.exceptions.InvalidSignature` when it is not ours."""
    unsigned = {name: value for name, value in receipt.items() if name != "server_sig"}
    signature = from_base64url(str(receipt["server_sig"]))
    Ed25519PublicKey.from_public_bytes(raw_public_key).verify(signature, rfc8785.dumps(unsigned))
