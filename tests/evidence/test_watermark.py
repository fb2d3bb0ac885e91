"""The copy with text: the text is data, wraps, and the evidence above it stays uncovered."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.accounts.models import Person
from app.core.files import hash_file
from app.evidence import captions, derivatives, giving_out, jobs, queries
from app.evidence.models import Photo
from app.evidence.rules import Viewable, Watermark
from app.evidence.watermark import MIN_WIDTH, PAPER, Pen, stamp
from app.extensions import begin_write, db
from config import Config
from tests import cameras
from tests.jobs.worker import work
from tests.phone import Phone

FONT = Config.WATERMARK_FONT
MakePhone = Callable[..., Phone]


@pytest.fixture(scope="module")
def pen() -> Pen:
    """Letters 24 pixels high."""
    return Pen(FONT, 24)


def delivered(officer: Phone, **changes: object) -> Photo:
    """A stored photo whose pictures were made."""
    sealed = officer.deliver(cameras.encode(cameras.quarters(800, 600)), **changes)
    jobs.make_derivatives(sealed["photos"][0]["id"])
    return found(sealed["photos"][0]["id"])


def found(photo_id: str) -> Photo:
    """The row as it is now."""
    db.session.rollback()
    photo = queries.photo(photo_id)
    assert photo is not None
    return photo


def test_the_strip_goes_under_the_picture_and_covers_nothing(phone: MakePhone) -> None:
    photo = delivered(phone())

    folder = giving_out.derivative_folder(photo.id)
    with Image.open(folder / "screen.jpg") as screen, Image.open(folder / "watermark.jpg") as copy:
        assert photo.watermark is Watermark.YES
        assert copy.width == screen.width
        assert copy.height > screen.height + 60
        assert cameras.shows_quarters(copy.crop((0, 0, *screen.size)))
        strip = copy.crop((0, screen.height, *copy.size)).convert("L")
        assert sum(strip.histogram()[200:]) > 500, "nothing is written there"


def test_the_lines_say_what_was_sealed(phone: MakePhone) -> None:
    officer = phone(name="Wang Ke")
    photo = delivered(officer)

    said = "\n".join(captions.lines(photo))

    for part in ("WZ-", "35.096252", "113.427011", "±9", "N08", "Wang Ke", photo.sha256[:16]):
        assert part in said
    assert "2026-09-21 22:13:20" in said  # Beijing time


def test_an_officer_whom_the_server_does_not_know_is_named_by_number(phone: MakePhone) -> None:
    officer = phone()
    photo = delivered(officer, officers=[str(officer.person_id), "987654"])

    assert "#987654" in "\n".join(captions.lines(photo))


def test_a_photo_without_a_position_says_so(phone: MakePhone) -> None:
    officer = phone()
    sealed = officer.record(cameras.encode(cameras.quarters()), verdict={"place": "unknown"})
    del sealed["photos"][0]["fix"]
    officer.put(sealed)

    photo = found(sealed["photos"][0]["id"])

    assert photo.lat_e7 is None
    assert "113.4" not in "\n".join(captions.lines(photo))


def test_a_photo_from_before_captions_gets_what_is_known(phone: MakePhone) -> None:
    photo = delivered(phone())
    photo.caption = {}

    assert photo.sha256[:16] in "\n".join(captions.lines(photo))
    db.session.rollback()


@pytest.mark.parametrize(
    "name",
    ["%s %(lat)s {0} {{7*7}}", "$(touch x); `id`", "<b>", "line\nbreak", "\u202egnol", '"]'],
)
def test_names_are_text_and_nothing_else(phone: MakePhone, name: str) -> None:
    officer = phone()
    begin_write()
    person = db.session.get(Person, officer.person_id)
    assert person is not None
    person.name = name
    db.session.commit()

    photo = delivered(officer)

    assert photo.watermark is Watermark.YES
    shown = name.replace("\n", " ").replace("\u202e", " ")
    assert shown in "\n".join(captions.lines(photo))
    assert all(line.isprintable() for line in captions.lines(photo))


def test_long_texts_wrap_within_the_picture(pen: Pen) -> None:
    line = "兴华路与朝阳路交叉口东北角夜市临时疏导区 " * 8 + "WZ-2026-000123"

    rows = pen.wrap(line, 600)

    assert len(rows) > 4
    assert all(pen.font.getlength(row) <= 600 for row in rows)
    assert "".join(rows).replace(" ", "") == line.replace(" ", "")


@settings(max_examples=40, deadline=None)
@given(line=st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=80))
def test_wrapping_loses_nothing_but_spaces(pen: Pen, line: str) -> None:
    rows = pen.wrap(line, 200)

    assert "".join("".join(rows).split()) == "".join(line.split())


def test_rare_characters_of_names_are_in_the_font(pen: Pen) -> None:
    names = "㛃䶮犇喆堃赟翀祎頔垚昇玥甯訾逄阚" + "\U0002cb4e"

    assert pen.spell(names) == names


def test_what_the_font_lacks_is_written_as_its_number(pen: Pen) -> None:
    assert pen.spell("王\U0002a6a5 1") == "王[U+2A6A5] 1"


@pytest.mark.parametrize("size", [(1, 1), (1, 1600), (1600, 1), (1600, 1200), (1200, 1600)])
def test_pictures_of_every_shape_get_a_readable_strip(size: tuple[int, int]) -> None:
    copy = stamp(Image.new("RGB", size, "white"), ["记录 WZ-2026-000123"], FONT)

    assert copy.width == max(size[0], MIN_WIDTH)
    assert copy.height > size[1] + 20


def test_a_flood_of_text_stays_bounded() -> None:
    copy = stamp(Image.new("RGB", (800, 600)), ["长" * 20_000], FONT)

    assert copy.height < 600 + 800
    assert copy.getpixel((0, copy.height - 1)) == PAPER


def test_without_the_font_the_photo_is_shown_and_the_copy_comes_later(
    app: Flask, phone: MakePhone, tmp_path: Path
) -> None:
    app.config["WATERMARK_FONT"] = tmp_path / "gone.ttf"
    photo = delivered(phone())
    assert (photo.viewable, photo.watermark) == (Viewable.YES, Watermark.NO_FONT)
    jobs.make_missing_derivatives()
    work(app)
    assert found(photo.id).watermark is Watermark.NO_FONT

    app.config["WATERMARK_FONT"] = FONT
    jobs.make_missing_derivatives()
    work(app)

    assert found(photo.id).watermark is Watermark.YES


def test_a_font_that_is_none_is_tried_once(app: Flask, phone: MakePhone, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    app.config["WATERMARK_FONT"] = broken

    photo = delivered(phone())

    assert (photo.viewable, photo.watermark) == (Viewable.YES, Watermark.NO)
    assert queries.without_derivatives() == []


def test_the_worker_goes_on_after_every_kind_of_photo(
    app: Flask, phone: MakePhone, tmp_path: Path
) -> None:
    bomb = cameras.encode(Image.new("1", (9_000, 9_000)), "PNG")
    good = cameras.encode(cameras.quarters(), "HEIF")
    contents = [b"", bomb, b"\xff\xd8\xff\xe1\xff\xff", cameras.encode(cameras.quarters())[:900]]
    officer = phone()
    sealed = officer.deliver(*[c or b"x" for c in contents], good)
    root = app.config["DATA_DIR"] / "evidence"
    before = {path: hash_file(path) for path in root.rglob("*.bin")}

    work(app)

    states = [found(photo["id"]).viewable for photo in sealed["photos"]]
    assert states == [Viewable.NO] * 4 + [Viewable.YES]
    assert {path: hash_file(path) for path in root.rglob("*.bin")} == before
    assert len(before) == 5


def test_a_child_that_is_killed_leaves_no_half_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = tmp_path / "watermark.py"
    killed.write_text(f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})")
    monkeypatch.setattr(derivatives, "PROGRAMS", tmp_path)

    assert not derivatives.mark(tmp_path, ["x"], FONT)
    assert os.listdir(tmp_path) == ["watermark.py"]
