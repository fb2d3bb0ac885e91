"""Phones' signing keys: ECDSA on P-256 with SHA-256 (RFC 7518 §3.4, ES256).

A signature is an extra grade of a record. Nothing about it may keep evidence from coming in.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.core.encoding import from_base64url, to_base64url

COORDINATE_BYTES = 32


@dataclass(frozen=True)
class DeviceKey:
    """A public key of a phone."""

    x: bytes
    y: bytes

    @property
    def jwk(self) -> str:
        """The members that RFC 7638 hashes, in its form."""
        x, y = to_base64url(self.x), to_base64url(self.y)
        members = {"crv": "P-256", "kty": "EC", "x": x, "y": y}
        return json.dumps(members, separators=(",", ":"), sort_keys=True)

    @property
    def thumbprint(self) -> str:
        """RFC 7638."""
        return to_base64url(sha256(self.jwk.encode()).digest())

    def _numbers(self) -> EllipticCurvePublicNumbers:
        x, y = (int.from_bytes(raw, "big") for raw in (self.x, self.y))
        return EllipticCurvePublicNumbers(x, y, SECP256R1())

    def on_the_curve(self) -> bool:
        """Whether it is a key at all."""
        try:
            self._numbers().public_key()
        except ValueError:
            return False
        return True

    def made(self, signature: bytes, content: bytes) -> bool:
        """Whether this key made the signature (r and s, as WebCrypto writes them)."""
        if len(signature) != 2 * COORDINATE_BYTES:
            return False
        halves = signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:]
        r, s = (int.from_bytes(half, "big") for half in halves)
        try:
            self._numbers().public_key().verify(
                encode_dss_signature(r, s), content, ECDSA(SHA256())
            )
        except InvalidSignature:
            return False
        return True


def read_jwk(jwk: Mapping[str, object] | None) -> DeviceKey | None:
    """The key in a JWK, or None where there is none that could be used."""
    if jwk is None or (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        return None
    try:
        x, y = (from_base64url(str(jwk.get(name, ""))) for name in ("x", "y"))
    except ValueError:
        return None
    if (len(x), len(y)) != (COORDINATE_BYTES, COORDINATE_BYTES):
        return None
    key = DeviceKey(x, y)
    return key if key.on_the_curve() else None
