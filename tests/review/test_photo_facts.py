"""The record page says in words what a photo file tells of itself; none of it is markup."""

import html
import json
from collections.abc import Callable

import pytest
from flask import Flask
from PIL.ExifTags import Base
from sqlalchemy import select

from app.audit.models import AuditLeaf
from app.core.files import hash_file
from app.core.gcj02 import to_gcj02
from app.evidence import jobs
from app.extensions import db
from tests import cameras
from tests.conftest import SignedIn
from tests.phone import CAPTURED_MS, Phone

SignIn = Callable[..., SignedIn]
NewPhone = Callable[..., Phone]
HERE = (35.096252, 113.427011)  # as the phone of the tests seals
SCRIPT = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def desk(sign_in: SignIn) -> SignedIn:
    """A leader who reads English."""
    leader = sign_in("leader")
    leader.set_cookie("wz_lang", "en")
    return leader


def page(desk: SignedIn, phone: NewPhone, content: bytes) -> str:
    """The record page of a photo that was looked at."""
    sealed = phone().deliver(content)
    jobs.make_derivatives(sealed["photos"][0]["id"])
    return desk.get(f"/r/inspections/{sealed['id']}").text


def jpeg(**tags: object) -> bytes:
    """A picture with these tags."""
    return cameras.encode(cameras.quarters(), "JPEG", cameras.exif(**tags))  # type: ignore[arg-type]


def test_it_says_camera_size_time_and_place(desk: SignedIn, phone: NewPhone) -> None:
    content = jpeg(
        texts={Base.Make: "Xiaomi", Base.Model: "M2012K11AG"},
        taken="2026:09:21 22:13:20",
        offset="+08:00",
        gps=cameras.gps(*HERE),
    )

    shown = page(desk, phone, content)

    for part in (
        "320 × 240 pixels",
        "Camera: Xiaomi M2012K11AG",
        "Taken, says the file: 2026:09:21 22:13:20 +08:00",
        "Place, says the file: 35.096252, 113.427011",
    ):
        assert part in shown
    assert "photo-odd" not in shown


@pytest.mark.parametrize(
    ("tags", "sentence"),
    [
        ({"gps": cameras.NOT_A_NUMBER}, "position makes no sense"),
        ({"gps": cameras.gps(1.0, 2.0)}, "more than 300 m"),
        ({"gps": cameras.gps(*to_gcj02(*HERE))}, "(GCJ-02)"),
        ({"taken": "2026:09:20 22:13:20"}, "more than 10 minutes"),
        ({"taken": "2099:01:01 00:00:00"}, "lies in the future"),
        ({"texts": {Base.Make: b"\xbb\xaa\xce\xaa"}}, "unknown encoding"),
        ({"orientation": 1}, "says no position"),
    ],
    ids=["0/0", "far", "GCJ-02", "late", "2099", "GBK", "no position"],
)
def test_what_is_odd_is_said_in_a_sentence(
    desk: SignedIn, phone: NewPhone, tags: dict[str, object], sentence: str
) -> None:
    assert sentence in html.unescape(page(desk, phone, jpeg(**tags)))


def test_script_in_the_exif_is_text_on_the_page(desk: SignedIn, phone: NewPhone) -> None:
    template = "{{7*7}}${7*7}<%= 7*7 %>"
    content = jpeg(texts={Base.Make: SCRIPT, Base.Model: template}, taken="<script>x</script>")

    shown = page(desk, phone, content)

    assert "<img src=x" not in shown
    assert "<script>x" not in shown
    assert str(html.escape(SCRIPT)).replace("&quot;", "&#34;") in shown
    assert template in html.unescape(shown)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg onload=alert(1)/>", "no picture of a kind that is shown"),
        (cameras.encode(cameras.quarters())[:900], "damaged or incomplete"),
    ],
    ids=["svg", "cut"],
)
def test_a_photo_that_cannot_be_shown_says_why(
    desk: SignedIn, phone: NewPhone, content: bytes, sentence: str
) -> None:
    shown = page(desk, phone, content)

    assert sentence in shown
    assert "onload" not in shown
    assert 'data-testid="watermarked"' not in shown


def test_the_watermarked_copy_is_a_picture_of_its_own(
    app: Flask, desk: SignedIn, phone: NewPhone
) -> None:
    content = cameras.encode(cameras.quarters(), "HEIF")
    sealed = phone().deliver(content)
    photo = sealed["photos"][0]
    address = f"/r/photos/{photo['id']}/watermark"
    assert desk.get(address).status_code == 404

    jobs.make_derivatives(photo["id"])

    answer = desk.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()
    assert address in desk.get(f"/r/inspections/{sealed['id']}").text
    (original,) = (app.config["DATA_DIR"] / "evidence").rglob("*.bin")
    assert hash_file(original) == photo["sha256"]


def test_a_missing_font_is_said_on_the_page(app: Flask, desk: SignedIn, phone: NewPhone) -> None:
    app.config["WATERMARK_FONT"] = app.config["DATA_DIR"] / "gone.ttf"

    assert "font is missing" in html.unescape(page(desk, phone, jpeg(orientation=1)))


def test_time_and_place_of_the_record_stay_the_phones(desk: SignedIn, phone: NewPhone) -> None:
    shown = page(desk, phone, jpeg(taken="2099:01:01 00:00:00", gps=cameras.gps(1.0, 2.0)))

    assert "35.096252, 113.427011 (WGS-84)" in shown
    leaves = [json.loads(leaf.leaf) for leaf in db.session.scalars(select(AuditLeaf))]
    assert "2099" not in json.dumps(leaves)
    assert CAPTURED_MS == 1_790_000_000_000
