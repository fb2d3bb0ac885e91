"""Real phone photos go all the way: from the file input to the server's evidence, byte for byte."""

from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import FileChooser, expect

from tests.browser import steps
from tests.browser.phone import Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08, Photo, photos


def _kept(server: LiveServer) -> set[str]:
    """The hashes of the originals that the server keeps."""
    return {
        sha256(file.read_bytes()).hexdigest()
        for file in (server.data_dir / "evidence").rglob("*.bin")
    }


def _written(folder: Path, photo: Photo) -> Path:
    file = folder / photo.name
    file.write_bytes(photo.content)
    return file


def test_every_photo_arrives_as_it_was_taken_at_its_place(
    phone: Phone, server: LiveServer, tmp_path: Path
) -> None:
    taken = photos()
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")

    server.stop()
    for photo in taken:
        phone.go_to(photo.place or INSIDE_N08)
        steps.add_photo(page, _written(tmp_path, photo))
        steps.describe(page, "unauthorised_stall", "moved_to_zone")
        steps.save(page)
    server.start()
    rows = steps.shelf(page)
    page.get_by_test_id("sync-now").click()

    expect(rows).to_have_count(len(taken))
    expect(rows.locator(steps.TICK)).to_have_count(len(taken), timeout=60_000)
    assert _kept(server) == {sha256(photo.content).hexdigest() for photo in taken}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.jpg", b"%PDF-1.7 this is no picture, whatever its name says"),
        ("cut.jpg", photos()[0].content[:2000]),
        ("empty.jpg", b""),
    ],
)
def test_a_file_that_is_no_picture_is_caught_on_the_phone(
    phone: Phone, tmp_path: Path, name: str, content: bytes
) -> None:
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")

    page.get_by_test_id("photo-input").set_input_files(_written(tmp_path, Photo(name, content)))

    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.get_by_test_id("thumbnail")).to_have_count(0)


SLOW_CAMERA = """
const open = window.MediaDevices?.prototype.getUserMedia;
if (open) {
  window.MediaDevices.prototype.getUserMedia = async function (wanted) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return open.call(this, wanted);
  };
}
"""


def test_a_tap_while_the_camera_starts_takes_the_photo_once_it_can(phone: Phone) -> None:
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")
    phone.context.add_init_script(SLOW_CAMERA)
    page = phone.new_page()
    steps.open_the_app(page)

    choosers: list[FileChooser] = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))

    page.get_by_test_id("shutter").click()

    expect(page.get_by_test_id("thumbnail")).to_have_count(1)
    assert not choosers, "the system camera was opened instead"
