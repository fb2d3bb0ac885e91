"""Base64url without padding (RFC 4648 §5) and SHA-256 in hex."""

import pytest

from app.core.encoding import from_base64url, sha256_hex, to_base64url

ALL_BYTES = bytes(range(256))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"f", "Zg"),  # RFC 4648 §10, without padding
        (b"fo", "Zm8"),
        (b"foo", "Zm9v"),
        (b"\xfb\xff", "-_8"),
    ],
)
def test_bytes_are_written_url_safe_and_without_padding(raw: bytes, text: str) -> None:
    assert to_base64url(raw) == text
    assert from_base64url(text) == raw


@pytest.mark.parametrize("length", range(5))
def test_reading_gives_back_what_was_written(length: int) -> None:
    raw = ALL_BYTES[:length] + ALL_BYTES

    assert from_base64url(to_base64url(raw)) == raw


@pytest.mark.parametrize("text", ["Zg==", "+/8", "Z g", "Zm9v!", "Zm9v\n", "Z", "\u4e2d"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- binascii words it, not we
        from_base64url(text)


def test_sha256_is_lower_case_hex() -> None:
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4

    assert sha256_hex(b"abc") == digest
