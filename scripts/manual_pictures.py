"""Takes the pictures of docs/manual from the running product: one record, sign-in to approval."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.phone import Phone
from tests.live_server import LiveServer

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "manual" / "images"
COLOURS = 128
BY_DAY = "localStorage.setItem('wz_theme', 'day')"
SETTLE_MS = 800
READING_MS = 1000  # the desk takes no decision sooner


def take(page: Page, name: str, *, settle_ms: int = SETTLE_MS) -> None:
    """Keep what is on the screen, one dot a CSS pixel, in a palette of few colours."""
    page.wait_for_timeout(settle_ms)
    shot = Image.open(io.BytesIO(page.screenshot(scale="css"))).convert("RGB")
    path = IMAGES / f"{name}.png"
    shot.quantize(COLOURS, method=Image.Quantize.MEDIANCUT).save(path, optimize=True)
    print(f"docs/manual/images/{path.name} {path.stat().st_size // 1024} kB")


def take_all(phone: Phone, desk: Page, server: LiveServer, photos: list[Path]) -> None:
    """The story that both pages of the manual tell."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    page = phone.context.pages[0]
    phone.context.add_init_script(BY_DAY)
    _sign_in(page)
    _look_at_the_map(page)
    _record_without_a_network(page, server, photos)
    _send(page, server)
    _return_at_the_desk(desk)
    _correct(page, photos)
    _approve_at_the_desk(desk)


def _sign_in(page: Page) -> None:
    page.goto("/activate")
    take(page, "activate")
    page.goto("/f/")
    expect(page.get_by_test_id("sign-in-username")).to_be_visible()
    take(page, "sign-in")
    steps.fill_in_the_sign_in(page, "officer1")
    expect(page.get_by_test_id("partner-alone")).to_be_visible()
    take(page, "partner")
    page.locator("[data-testid^=partner-]").nth(1).click()
    expect(page.get_by_test_id("shutter")).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def _look_at_the_map(page: Page) -> None:
    page.get_by_test_id("tab-map").click()
    expect(page.locator(".map-zone-fill").first).to_be_visible()
    take(page, "map")
    page.get_by_test_id("map-toggle").click()
    take(page, "map-list")
    page.get_by_test_id("zone-row").first.locator(".zone-on-map").click()
    expect(page.get_by_test_id("zone-sheet")).to_be_visible()
    take(page, "zone")
    page.get_by_test_id("zone-close").click()


def _record_without_a_network(page: Page, server: LiveServer, photos: list[Path]) -> None:
    server.stop()
    page.get_by_test_id("tab-capture").click()
    for photo in photos[:2]:
        steps.add_photo(page, photo)
    steps.describe(page, "zone_rule_breach", "persuaded_corrected")
    take(page, "capture")
    steps.save(page)
    take(page, "saved", settle_ms=200)  # the toast does not stay
    steps.shelf(page)
    page.get_by_test_id("toast").wait_for(state="hidden")
    take(page, "shelf-waiting")


def _send(page: Page, server: LiveServer) -> None:
    server.start()
    page.get_by_test_id("sync-now").click()
    expect(page.locator(steps.TICK)).to_be_visible(timeout=30_000)
    take(page, "shelf-received")
    page.get_by_test_id("tab-me").click()
    take(page, "me")


def _return_at_the_desk(desk: Page) -> None:
    steps.sign_in_at_the_desk(desk, "leader1")
    steps.reload_until(desk, desk.locator("[data-testid=queue-row] img.thumb"))
    take(desk, "desk-queue")
    desk.get_by_test_id("queue-row").click()
    steps.reload_until(desk, desk.get_by_test_id("evidence-photo").first)
    take(desk, "desk-record")
    desk.get_by_test_id("return").locator("summary").click()
    desk.locator("input[name=reason][value=overview_missing]").check()
    desk.locator("#return-text").fill(steps.ASK_FOR_OVERVIEW)
    take(desk, "desk-return")
    desk.wait_for_timeout(READING_MS)
    desk.get_by_test_id("return-send").click()
    expect(desk.get_by_test_id("queue-empty")).to_be_visible()


def _correct(page: Page, photos: list[Path]) -> None:
    steps.shelf(page)
    returned = page.get_by_test_id("returned")
    expect(returned).to_be_visible()
    page.get_by_test_id("toast").wait_for(state="hidden")
    take(page, "returned")
    returned.get_by_test_id("shelf-row").click()
    expect(page.get_by_test_id("return-panel")).to_be_visible()
    take(page, "return-reasons")
    page.get_by_test_id("correct").click()
    expect(page.get_by_test_id("correction-head")).to_be_visible()
    steps.add_photo(page, photos[2])
    take(page, "correction")
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("history-step").first).to_be_visible()
    expect(steps.shelf(page).locator(steps.TICK)).to_be_visible(timeout=30_000)


def _approve_at_the_desk(desk: Page) -> None:
    desk.goto("/r/")
    desk.get_by_test_id("queue-row").click()
    steps.reload_until(desk, desk.get_by_test_id("evidence-photo").nth(2))
    take(desk, "desk-versions")
    desk.wait_for_timeout(READING_MS)
    desk.get_by_test_id("approve").click()
    expect(desk.get_by_test_id("queue-empty")).to_be_visible()
    take(desk, "desk-approved")
