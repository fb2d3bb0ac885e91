"""The zone map works without a network, finds thin strips under a finger, rests the receiver."""

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser import steps
from tests.browser.phone import Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08

# What the page asks of the receiver, told by the page itself; it was not asked to hide it.
_SPY = """
(() => {
  window.receiver = { watching: 0, ended: 0 };
  const { watchPosition, clearWatch } = Geolocation.prototype;
  Geolocation.prototype.watchPosition = function (...asked) {
    window.receiver.watching += 1;
    return watchPosition.apply(this, asked);
  };
  Geolocation.prototype.clearWatch = function (id) {
    window.receiver.watching -= 1;
    window.receiver.ended = performance.now();
    return clearWatch.call(this, id);
  };
})();
"""


def _drawn(page: Page) -> Locator:
    return page.locator(".map-zone-fill")


def _open_the_map(page: Page) -> None:
    page.get_by_test_id("tab-map").click()
    expect(_drawn(page)).to_have_count(43)


def _watching(page: Page) -> int:
    return int(page.evaluate("window.receiver.watching"))


def _wait_until_nobody_watches(page: Page) -> None:
    for _ in range(50):
        if _watching(page) == 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the receiver is still running")


def _outline(page: Page, code: str) -> FloatRect:
    """Where a zone is on the screen, once the map has stopped drawing itself anew."""
    before = None
    for _ in range(50):
        box = page.locator(f".map-zone-fill[data-zone={code}]").bounding_box()
        if box and box == before:
            return box
        before = box
        page.wait_for_timeout(100)
    raise AssertionError(f"{code} does not come to rest on the screen")


def _tap_beside(page: Page, code: str, pixels: int) -> None:
    """Touch the map so many pixels right of a zone's outline."""
    box = _outline(page, code)
    page.touchscreen.tap(box["x"] + box["width"] + pixels, box["y"] + box["height"] / 2)


@pytest.fixture
def page(phone: Phone, server: LiveServer) -> Page:
    """The app, signed in once, then started cold with the server gone."""
    page = phone.switch_on(INSIDE_N08)
    phone.context.add_init_script(_SPY)
    steps.sign_in_on_the_phone(page, "officer1")
    server.stop()
    page = phone.new_page()
    steps.open_the_app(page)
    expect(page.get_by_test_id("strip")).to_be_visible()  # it moves what is under it, once
    return page


def test_the_map_opens_without_a_network_and_the_switch_filters_it(page: Page) -> None:
    _open_the_map(page)

    expect(page.locator(".map-road")).to_have_count(18)
    expect(page.locator(".map-label").first).to_be_visible()
    for kind, count in (("day", 13), ("night", 30), ("all", 43)):
        page.get_by_test_id(f"kind-{kind}").click()
        expect(_drawn(page)).to_have_count(count)


def test_a_tap_beside_a_strip_opens_its_sheet(page: Page) -> None:
    _open_the_map(page)

    _tap_beside(page, "N08", 10)  # at this distance the whole strip is a few pixels wide

    sheet = page.get_by_test_id("zone-sheet")
    expect(sheet.locator("h2")).to_be_focused()
    expect(sheet).to_contain_text("N08 迎宾大道公安局北夜市")
    expect(sheet).to_contain_text("17:30–23:30")
    expect(sheet.get_by_test_id("zone-state")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)

    _tap_beside(page, "N08", 10)
    page.get_by_test_id("zone-record").click()
    expect(page.get_by_test_id("shutter")).to_be_visible()


def test_two_zones_at_one_place_lead_to_each_other(page: Page) -> None:
    _open_the_map(page)
    page.get_by_test_id("kind-day").click()
    expect(_drawn(page)).to_have_count(13)

    _tap_beside(page, "D01", -8)
    expect(page.get_by_test_id("zone-sheet")).to_contain_text("D01")
    page.get_by_test_id("zone-same-place").click()

    expect(page.get_by_test_id("zone-sheet").locator("h2")).to_contain_text("N21")


def test_the_list_says_the_same_in_words(page: Page) -> None:
    _open_the_map(page)
    page.get_by_test_id("map-toggle").click()
    rows = page.get_by_test_id("zone-row")
    expect(rows).to_have_count(43)
    expect(rows.first).to_contain_text("D01")

    page.get_by_test_id("list-locate").click()
    expect(rows.first).to_contain_text("N08")  # the nearest
    page.get_by_test_id("kind-day").click()
    expect(rows).to_have_count(13)

    rows.first.get_by_role("button").click()
    expect(page.get_by_test_id("zone-sheet")).to_be_visible()


def test_the_position_is_read_from_the_tap_until_the_map_is_left(page: Page) -> None:
    # Capturing reads the position; the map by itself does not.
    expect(page.get_by_test_id("verdict")).not_to_be_empty()
    _open_the_map(page)
    _wait_until_nobody_watches(page)
    expect(page.locator(".map-me")).to_have_count(0)

    page.get_by_test_id("map-locate").click()
    expect(page.get_by_test_id("map-position")).to_contain_text("±")
    expect(page.locator(".map-me-around")).to_be_visible()
    assert _watching(page) == 1

    left = page.evaluate(
        "() => { const now = performance.now();"
        " document.querySelector('[data-testid=tab-shelf]').click(); return now; }"
    )
    _wait_until_nobody_watches(page)
    assert page.evaluate("window.receiver.ended") - left <= 1000


def test_a_keyboard_moves_zooms_and_reaches_everything(page: Page) -> None:
    _open_the_map(page)
    drawn = page.get_by_test_id("map")
    drawn.focus()
    before = _drawn(page).first.get_attribute("d")

    page.keyboard.press("+")
    expect(_drawn(page).first).not_to_have_attribute("d", before or "")

    for name in ("map-plus", "map-minus", "map-locate", "map-toggle"):
        button = page.get_by_test_id(name)
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 48, name
        button.focus()
        expect(button).to_be_focused()
