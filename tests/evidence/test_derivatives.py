"""What the screen shows is made in a limited child process; what cannot be shown is kept."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import Base

from app.evidence import children, derivatives
from app.evidence.schemas import Decoded
from tests import cameras
from tests.photos import phone_photo


def make(content: bytes, tmp_path: Path) -> Decoded:
    """Try to make the derivatives of this content, which must stay as it is."""
    original = tmp_path / "original.bin"
    original.write_bytes(content)
    original.chmod(0o440)
    decoded = derivatives.make(original, tmp_path / "made")
    assert hashlib.sha256(original.read_bytes()).digest() == hashlib.sha256(content).digest()
    assert (tmp_path / "made" / "screen.jpg").exists() == (decoded.reason == "")
    return decoded


def screen(tmp_path: Path) -> Image.Image:
    """The picture for the screen."""
    with Image.open(tmp_path / "made" / "screen.jpg") as shown:
        shown.load()
        return shown


def test_both_sizes_are_made(tmp_path: Path) -> None:
    assert make(phone_photo(2400, 1800), tmp_path).reason == ""

    assert screen(tmp_path).size == (1600, 1200)
    with Image.open(tmp_path / "made" / "thumbnail.jpg") as thumbnail:
        assert thumbnail.size == (320, 240)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_turned_upright_once(tmp_path: Path, kind: str, orientation: int) -> None:
    lying = cameras.stored_as(cameras.quarters(), orientation)
    content = cameras.encode(lying, kind, cameras.exif(orientation=orientation))

    decoded = make(content, tmp_path)

    assert (decoded.width, decoded.height, decoded.orientation) == (320, 240, orientation)
    assert screen(tmp_path).size == (320, 240)
    assert cameras.shows_quarters(screen(tmp_path))
    assert screen(tmp_path).getexif().get(Base.Orientation, 1) == 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_heic_that_comes_upright_is_not_turned_again(tmp_path: Path, orientation: int) -> None:
    """The encoder turns the orientation into HEIC's own; the EXIF still names it."""
    lying = cameras.stored_as(cameras.quarters(), orientation)
    content = cameras.encode(lying, "HEIF", cameras.exif(orientation=orientation))
    assert content[4:8] == b"ftyp"

    decoded = make(content, tmp_path)

    assert (decoded.reason, decoded.width, decoded.height) == ("", 320, 240)
    assert cameras.shows_quarters(screen(tmp_path))


@pytest.mark.parametrize("kind", cameras.FORMATS)
def test_48_megapixels_of_every_format_fit_the_limits(tmp_path: Path, kind: str) -> None:
    content = cameras.encode(cameras.quarters(8064, 6048), kind)

    decoded = make(content, tmp_path)

    assert (decoded.reason, decoded.width, decoded.height) == ("", 8064, 6048)
    assert screen(tmp_path).size == (1600, 1200)
    assert cameras.shows_quarters(screen(tmp_path))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_a_picture"),
        (b"no picture at all", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not_a_picture"),
        (b"GIF89a" + b"\x00" * 40, "not_a_picture"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "not_a_picture"),
        (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40, "not_a_picture"),
        (phone_photo(640, 480)[:9_000], "damaged_picture"),
        (cameras.encode(phone := cameras.quarters(640, 480), "PNG")[:-60], "damaged_picture"),
        (cameras.encode(phone, "HEIF")[:-60], "damaged_picture"),
    ],
    ids=["nothing", "text", "svg", "gif", "no heic", "film", "cut jpeg", "cut png", "cut heic"],
)
def test_what_is_no_picture_gets_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    assert make(content, tmp_path).reason == reason


@pytest.mark.parametrize("size", [(10_000, 6_000), (60_000, 1_000)])
def test_too_many_pixels_are_not_decoded(tmp_path: Path, size: tuple[int, int]) -> None:
    content = cameras.encode(Image.new("1", size), "PNG")

    assert make(content, tmp_path).reason == "too_many_pixels"


def test_a_picture_one_pixel_wide_is_shown(tmp_path: Path) -> None:
    assert make(cameras.encode(Image.new("1", (1, 60_000)), "PNG"), tmp_path).reason == ""


def test_a_decoder_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "SECONDS", 0.01)

    assert make(phone_photo(2400, 1800), tmp_path).reason == "time_limit"


def test_a_decoder_that_runs_out_of_memory_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derivatives, "_limits", lambda _original: children.Limits(100 << 20))
    content = cameras.encode(Image.new("RGB", (7000, 7000)), "PNG")

    assert make(content, tmp_path).reason == "memory_limit"


@pytest.mark.parametrize(
    "answer", [b"", b"{", b"[]", b'{"reason": "<script>"}', b'{"width": -1}', b'{"texts": 1}']
)
def test_a_decoder_that_lies_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(children, "run", lambda *_given, **_limits: answer)

    assert make(b"anything", tmp_path).reason == "decoder_failed"
