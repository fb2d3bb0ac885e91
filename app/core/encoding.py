"""Base64url without padding (RFC 4648 §5) and SHA-256 in hex, as the wire writes them."""

import base64
import hashlib


def to_base64url(raw: bytes) -> str:
    """The bytes in base64url, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes behind unpadded base64url; raises ValueError on anything else."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_base64url(raw) != text:  # the library skips what it does not know
        raise ValueError(f"not base64url: {text!r}")
    return raw


def sha256_hex(raw: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(raw).hexdigest()
