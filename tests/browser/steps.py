"""What people do, step by step: the words of the journeys."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.live_server import DEMO_PASSWORD

SAVED = "已存本机"
RECEIVED = "服务器已收"
ASK_FOR_OVERVIEW = "看不清第二个摊位在路的哪一侧，补拍一张全景。"
TICK = 'use[href="#i-received"]'  # the drawn ✓: it belongs to the server's receipt alone


def sign_in_on_the_phone(page: Page, username: str, partner: str = "alone") -> None:
    """Open the app, sign in, say who comes along; ends on the capture screen with zones loaded."""
    page.goto("/f/")
    fill_in_the_sign_in(page, username)
    choice = page.locator("[data-testid^=partner-]")
    chosen = page.get_by_test_id("partner-alone") if partner == "alone" else None
    (chosen or choice.filter(has_text=partner)).click()
    expect(page.get_by_test_id("shutter")).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def fill_in_the_sign_in(page: Page, username: str) -> None:
    """The app's own sign-in form."""
    page.get_by_test_id("sign-in-username").fill(username)
    page.get_by_test_id("sign-in-password").fill(DEMO_PASSWORD)
    page.get_by_test_id("sign-in-submit").click()


def open_the_app(page: Page) -> None:
    """A start of the app by somebody who signed in before: straight to the capture screen."""
    page.goto("/f/")
    expect(page.get_by_test_id("shutter")).to_be_visible()


def shoot(page: Page) -> None:
    """Take a photo with the page's own camera."""
    before = page.get_by_test_id("thumbnail").count()
    expect(page.locator("video")).to_be_visible()  # shown once the camera is live
    page.get_by_test_id("shutter").click()
    expect(page.get_by_test_id("thumbnail")).to_have_count(before + 1)


def add_photo(page: Page, file: Path) -> None:
    """Take a photo by the system's camera, which hands over a file."""
    before = page.get_by_test_id("thumbnail").count()
    page.get_by_test_id("photo-input").set_input_files(file)
    expect(page.get_by_test_id("thumbnail")).to_have_count(before + 1)


def describe(page: Page, violation_type: str, outcome: str, note: str = "") -> None:
    """Say what was seen and how it ended."""
    page.get_by_test_id(f"type-{violation_type}").click()
    page.get_by_test_id(f"outcome-{outcome}").click()
    if note:
        page.get_by_test_id("note-open").click()
        page.get_by_test_id("note").fill(note)


def save(page: Page) -> None:
    """Save; the phone says so only after it has read everything back."""
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("thumbnail")).to_have_count(0)  # a new draft has begun
    expect(page.get_by_test_id("toast")).to_contain_text(SAVED)


def shelf(page: Page) -> Locator:
    """The rows of the shelf."""
    page.get_by_test_id("tab-shelf").click()
    return page.get_by_test_id("shelf-row")


def sign_in_at_the_desk(page: Page, username: str) -> None:
    """Sign in on the office computer."""
    page.goto("/sign-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto("/r/")


def look_at_the_only_record(page: Page, *, photos: int, note: str) -> None:
    """Open the one record of the queue when its previews are made; see photos, verdict and note."""
    row = page.get_by_test_id("queue-row")
    expect(row).to_have_count(1)
    reload_until(page, row.locator("img.thumb"))
    row.click()
    pictures = page.get_by_test_id("evidence-photo")
    reload_until(page, pictures.nth(photos - 1))
    expect(pictures).to_have_count(photos)
    for picture in pictures.all():
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    expect(page.get_by_test_id("record-verdict")).not_to_be_empty()
    expect(page.locator("dl.facts")).to_contain_text(note)


def reload_until(page: Page, wanted: Locator, times: int = 20) -> None:
    """Look at a page of the desk again until the worker has made what it shows."""
    for _ in range(times):
        if wanted.is_visible():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(wanted).to_be_visible()


READING_MS = 1000  # the desk takes no decision on a page that nobody can have read


def decide(page: Page, button: str) -> None:
    """Press a deciding button of the open record, after reading it; the queue is empty then."""
    page.wait_for_timeout(READING_MS)
    page.get_by_test_id(button).click()
    expect(page.get_by_test_id("queue-empty")).to_be_visible()


def send_back(page: Page, words: str) -> None:
    """Return the open record with a reason."""
    page.get_by_test_id("return").locator("summary").click()
    page.locator("input[name=reason][value=photo_unclear]").check()
    page.locator("#return-text").fill(words)
    decide(page, "return-send")


def look_again(page: Page) -> Locator:
    """Another part of the app and back at the shelf, which asks the server what is new."""
    page.get_by_test_id("tab-me").click()
    return shelf(page)


def open_the_correction(page: Page, words: str) -> None:
    """From the returned record on the shelf, with the desk's words, to its correction."""
    look_again(page)
    returned = page.get_by_test_id("returned")
    expect(returned).to_contain_text(words)
    returned.get_by_test_id("shelf-row").click()
    expect(page.get_by_test_id("return-panel")).to_contain_text(words)
    page.get_by_test_id("correct").click()
    expect(page.get_by_test_id("correction-head")).to_contain_text("WZ-")


def look_at_the_map(page: Page, zones: int) -> None:
    """Every zone is drawn, network or not."""
    page.get_by_test_id("tab-map").click()
    expect(page.locator(".map-zone-fill")).to_have_count(zones)
    page.get_by_test_id("tab-capture").click()
