"""A phone's signing key, as WebCrypto makes and uses it."""

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.core.encoding import to_base64url


class Signer:
    """A P-256 key pair."""

    def __init__(self) -> None:
        """Make one."""
        self._private = generate_private_key(SECP256R1())

    @property
    def jwk(self) -> dict[str, str]:
        """The public half as phones send it."""
        numbers = self._private.public_key().public_numbers()
        x, y = (to_base64url(n.to_bytes(32, "big")) for n in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def sign(self, content: bytes) -> bytes:
        """The raw r and s over the content."""
        r, s = decode_dss_signature(self._private.sign(content, ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def header(self, content: bytes) -> dict[str, str]:
        """The signature as it travels."""
        return {"X-Sig": f"ES256 {to_base64url(self.sign(content))}"}
