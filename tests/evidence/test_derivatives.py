"""What the screen shows is made in a limited child process; what cannot be shown is kept."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import Base

from app.evidence import derivatives
from tests.photos import SHARED, phone_photo


def make(content: bytes, tmp_path: Path) -> str:
    """Try to make the derivatives of this content."""
    original = tmp_path / "original.bin"
    original.write_bytes(content)
    reason = derivatives.make(original, tmp_path / "made")
    assert original.read_bytes() == content
    return reason


def test_both_sizes_are_made(tmp_path: Path) -> None:
    assert make(phone_photo(2400, 1800), tmp_path) == ""

    with Image.open(tmp_path / "made" / "screen.jpg") as screen:
        assert screen.size == (1600, 1200)
    with Image.open(tmp_path / "made" / "thumbnail.jpg") as thumbnail:
        assert thumbnail.size == (320, 240)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_picture_is_turned_upright_once(tmp_path: Path, orientation: int) -> None:
    assert make(phone_photo(800, 600, orientation=orientation), tmp_path) == ""

    with Image.open(tmp_path / "made" / "screen.jpg") as screen:
        upright = (600, 800) if orientation in (6, 8) else (800, 600)
        assert screen.size == upright
        assert screen.getexif().get(Base.Orientation, 1) == 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_allowed_formats_are_shown(tmp_path: Path, kind: str) -> None:
    file = BytesIO()
    Image.new("RGB", (64, 48), (10, 20, 30)).save(file, kind)

    assert make(file.getvalue(), tmp_path) == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no picture at all", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not_a_picture"),
        (b"GIF89a" + b"\x00" * 40, "not_a_picture"),
        (phone_photo(640, 480)[:9_000], "damaged_picture"),
    ],
    ids=["text", "svg", "gif", "cut off"],
)
def test_what_is_no_picture_gets_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    assert make(content, tmp_path) == reason
    assert not (tmp_path / "made" / "screen.jpg").exists()


def test_too_many_pixels_are_not_decoded(tmp_path: Path) -> None:
    file = BytesIO()
    Image.new("1", (10_000, 6_000)).save(file, "PNG")

    assert make(file.getvalue(), tmp_path) == "too_many_pixels"


def test_a_decoder_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derivatives, "SECONDS", 0.01)

    assert make(phone_photo(2400, 1800), tmp_path) == "time_limit"


def claims_65500_pixels_a_side() -> bytes:
    """A JPEG of a few hundred bytes whose header asks for gigabytes."""
    small = BytesIO()
    Image.new("RGB", (16, 16)).save(small, "JPEG")
    raw = bytearray(small.getvalue())
    frame = raw.index(b"\xff\xc0")
    raw[frame + 5 : frame + 9] = b"\xff\xdc\xff\xdc"
    return bytes(raw)


def hostile_files() -> dict[str, bytes]:
    """Files of our own making, and the shared ones where they lie."""
    tall = BytesIO()
    Image.new("L", (1, 60_000)).save(tall, "PNG")
    made = {
        "claims 65500x65500": claims_65500_pixels_a_side(),
        "tall 1x60000": tall.getvalue(),
        "picture and page": phone_photo(64, 48) + b"<html><script>alert(1)</script>",
        "nothing": b"",
    }
    shared = [*(SHARED / "hostile").glob("*"), *(SHARED / "broken").glob("*")]
    return made | {path.name: path.read_bytes() for path in sorted(shared)}


HOSTILE = hostile_files()
REASONS = {"", "not_a_picture", "damaged_picture", "too_many_pixels", "decoder_failed"}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_harm_nobody(tmp_path: Path, name: str) -> None:
    reason = make(HOSTILE[name], tmp_path)

    assert (tmp_path / "made" / "screen.jpg").exists() == (reason == "")
    assert reason in REASONS
