"""Takes the README's pictures of the running product: the app at night, the shelf, the desk."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from tests import live_server
from tests.browser import steps
from tests.browser.phone import ARGUMENTS, CHROMIUM, DESK, Faults, Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08, phone_photo

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
    page.get_by_test_id("sync-now").click()
    rows.filter(has_text=steps.RECEIVED).wait_for()

    server.stop()
    page.get_by_test_id("tab-capture").click()
    _record(page, "moved_to_zone", photos[:1])
    _picture(page, "app-capture")
    steps.save(page)
    steps.shelf(page)
    _picture(page, "app-shelf")
    server.start()


def _picture_of_the_desk(playwright: Playwright, server: LiveServer) -> None:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    page = browser.new_context(base_url=server.url, **DESK).new_page()
    steps.sign_in_at_the_desk(page, "leader1")
    page.get_by_test_id("queue-row").first.click()
    steps.reload_until(page, page.get_by_test_id("evidence-photo").first)
    _picture(page, "desk")
    browser.close()


def main() -> None:
    """Start an installation of its own, act a little, take the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        photos = []
        for seed in (5, 6):
            photos.append(folder / f"street-{seed}.jpg")
            photos[-1].write_bytes(phone_photo(seed=seed, place=INSIDE_N08, grain=0.04))
        live_server.prepare(folder / "data")
        server = LiveServer(folder / "data")
        server.start()
        phone = Phone(playwright, folder / "profile", server.url, Faults())
        phone.view = folder / "view.mjpeg"
        phone.view.write_bytes(phone_photo(720, 720, seed=7, grain=0))
        try:
            _pictures_of_the_phone(phone, server, photos)
            _picture_of_the_desk(playwright, server)
        finally:
            phone.switch_off()
            server.stop()


if __name__ == "__main__":
    main()
