"""Takes the pictures of the running product: the README's three, and those of the manual."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from scripts import manual_pictures
from tests import live_server
from tests.browser import steps
from tests.browser.phone import ARGUMENTS, CHROMIUM, DESK, Faults, Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08, phone_photo

SEEDS = (5, 6, 8)
IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
AT_NIGHT = "localStorage.setItem('wz_theme', 'night')"


def _picture(page: Page, name: str) -> None:
    page.get_by_test_id("toast").wait_for(state="hidden")
    page.wait_for_timeout(800)  # fonts, previews and fades settle
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


def _record(page: Page, outcome: str, photos: list[Path]) -> None:
    for photo in photos:
        steps.add_photo(page, photo)
    steps.describe(page, "zone_rule_breach", outcome)


def _pictures_of_the_phone(phone: Phone, server: LiveServer, photos: list[Path]) -> None:
    page = phone.switch_on(INSIDE_N08)
    phone.context.add_init_script(AT_NIGHT)
    steps.sign_in_on_the_phone(page, "officer1")
    _record(page, "persuaded_corrected", photos)
    steps.save(page)
    rows = steps.shelf(page)
    rows.filter(has_text=steps.RECEIVED).wait_for()

    server.stop()
    page.get_by_test_id("tab-capture").click()
    _record(page, "moved_to_zone", photos[:1])
    _picture(page, "app-capture")
    steps.save(page)
    steps.shelf(page)
    _picture(page, "app-shelf")
    server.start()


def _picture_of_the_desk(page: Page) -> None:
    steps.sign_in_at_the_desk(page, "leader1")
    page.get_by_test_id("queue-row").first.click()
    steps.reload_until(page, page.get_by_test_id("evidence-photo").first)
    _picture(page, "desk")


@contextmanager
def _installation(
    playwright: Playwright, folder: Path
) -> Iterator[tuple[Phone, Page, LiveServer, list[Path]]]:
    """A phone, a desk, a server of their own, and photos of a street."""
    folder.mkdir()
    photos = [folder / f"street-{seed}.jpg" for seed in SEEDS]
    for seed, photo in zip(SEEDS, photos, strict=True):
        photo.write_bytes(phone_photo(seed=seed, place=INSIDE_N08, grain=0.04))
    live_server.prepare(folder / "data")
    server = LiveServer(folder / "data")
    server.start()
    phone = Phone(playwright, folder / "profile", server.url, Faults())
    phone.view = folder / "view.mjpeg"
    phone.view.write_bytes(phone_photo(720, 720, seed=7, grain=0))
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    try:
        desk = browser.new_context(base_url=server.url, **DESK).new_page()
        yield phone, desk, server, photos
    finally:
        browser.close()
        phone.switch_off()
        server.stop()


def main() -> None:
    """Start an installation for each story, act a little, take the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        with _installation(playwright, Path(name) / "readme") as (phone, desk, server, photos):
            _pictures_of_the_phone(phone, server, photos[:2])
            _picture_of_the_desk(desk)
        with _installation(playwright, Path(name) / "manual") as (phone, desk, server, photos):
            phone.switch_on(INSIDE_N08)
            manual_pictures.take_all(phone, desk, server, photos)


if __name__ == "__main__":
    main()
