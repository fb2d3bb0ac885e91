"""JWKs are read with suspicion, signatures checked in the form in which WebCrypto writes them."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.core.encoding import to_base64url
from app.devices.keys import DeviceKey, read_jwk
from tests.signing import Signer

# RFC 7517 appendix A.1 and its thumbprint, worked out with another implementation.
EXAMPLE = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    "use": "enc",
}
THUMBPRINT = "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"


def test_a_jwk_is_read_and_named_by_its_thumbprint() -> None:
    key = read_jwk(EXAMPLE)

    assert key is not None
    assert key.thumbprint == THUMBPRINT
    assert key.jwk == (f'{{"crv":"P-256","kty":"EC","x":"{EXAMPLE["x"]}","y":"{EXAMPLE["y"]}"}}')


@pytest.mark.parametrize(
    "changes",
    [
        {"kty": "RSA"},
        {"crv": "P-384"},
        {"x": "AAAA"},
        {"x": 7},
        {"x": None},
        {"y": "=" * 43},
        {"y": "\u4e2d" * 43},
        {"y": EXAMPLE["x"]},
    ],
)
def test_a_key_that_makes_no_sense_is_none(changes: dict[str, object]) -> None:
    assert read_jwk({**EXAMPLE, **changes}) is None


def test_no_jwk_is_no_key() -> None:
    assert read_jwk(None) is None


def test_a_signature_is_checked_against_the_exact_bytes() -> None:
    signer, other = Signer(), Signer()
    key = read_jwk(signer.jwk)
    assert key is not None

    signature = signer.sign(b"sealed")

    assert key.made(signature, b"sealed")
    assert not key.made(signature, b"sealed ")
    assert not key.made(other.sign(b"sealed"), b"sealed")
    for broken in (b"", signature[:-1], signature + b"\0", bytes(64), b"\xff" * 64):
        assert not key.made(broken, b"sealed")


def test_signatures_are_r_and_s_side_by_side() -> None:
    private = generate_private_key(SECP256R1())
    numbers = private.public_key().public_numbers()
    key = DeviceKey(numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big"))
    der = private.sign(b"sealed", ECDSA(SHA256()))
    r, s = decode_dss_signature(der)

    assert key.made(r.to_bytes(32, "big") + s.to_bytes(32, "big"), b"sealed")
    assert not key.made(der, b"sealed")
    assert to_base64url(key.x) in key.jwk
