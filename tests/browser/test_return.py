"""The return loop: sent back at the desk, corrected on the phone, both versions kept, approved."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.phone import Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08, phone_photo

WORDS = "看不清第三个摊位，请补拍。"
NOTE = "补正：西侧第三个摊位"
REASON = "虚焦"


def _photo(folder: Path, seed: int) -> Path:
    file = folder / f"{seed}.jpg"
    file.write_bytes(phone_photo(640, 480, seed=seed, place=INSIDE_N08))
    return file


def _record(page: Page, folder: Path) -> None:
    steps.add_photo(page, _photo(folder, 1))
    steps.add_photo(page, _photo(folder, 2))
    steps.describe(page, "zone_rule_breach", "persuaded_corrected")
    steps.save(page)
    expect(steps.shelf(page).locator(steps.TICK)).to_be_visible(timeout=30_000)


def _return_at_the_desk(desk: Page) -> None:
    steps.sign_in_at_the_desk(desk, "leader1")
    desk.get_by_test_id("queue-row").click()
    steps.send_back(desk, WORDS)


def _open_the_correction(page: Page) -> None:
    steps.look_again(page)
    expect(page.get_by_test_id("returned-count")).to_have_text("1")
    expect(page.get_by_test_id("tab-shelf-count")).to_contain_text("1")
    steps.open_the_correction(page, WORDS)


def _strike_the_first_photo(page: Page) -> None:
    earlier = page.get_by_test_id("earlier-photo")
    expect(earlier).to_have_count(2)
    earlier.first.click()
    page.get_by_test_id("strike-reason").fill(REASON)
    page.get_by_test_id("strike").click()
    expect(page.locator(".thumb-struck")).to_have_count(1)


def _finish_the_correction(page: Page) -> None:
    expect(page.locator(".thumb-struck")).to_have_count(1)
    expect(page.get_by_test_id("thumbnail")).to_have_count(1)
    page.get_by_test_id("note-open").click()
    page.get_by_test_id("note").fill(NOTE)
    page.get_by_test_id("save").click()
    # Back at the record: corrected here, not yet with the server.
    expect(page.get_by_test_id("history-step").first).to_be_visible()
    expect(page.get_by_test_id("return-panel")).to_have_count(0)
    expect(page.locator(steps.TICK)).to_have_count(0)


def _expect_the_other_draft_as_it_was(page: Page) -> None:
    page.get_by_test_id("tab-capture").click()
    expect(page.get_by_test_id("thumbnail")).to_have_count(1)
    expect(page.get_by_test_id("earlier-photo")).to_have_count(0)


def _approve_the_second_version(desk: Page) -> None:
    desk.goto("/r/")
    desk.get_by_test_id("queue-row").click()
    expect(desk.get_by_test_id("versions")).to_contain_text(NOTE)
    steps.decide(desk, "approve")


def _standing(row: Locator, state: str) -> Locator:
    return row.locator(f'[data-testid=review-pill][data-state="{state}"]')


def test_a_returned_record_is_corrected_and_comes_back_as_revision_two(
    phone: Phone, server: LiveServer, desk: Page, tmp_path: Path
) -> None:
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")
    _record(page, tmp_path)
    _return_at_the_desk(desk)

    # The officer is in the middle of another record when the return comes.
    page.get_by_test_id("tab-capture").click()
    steps.add_photo(page, _photo(tmp_path, 3))
    _open_the_correction(page)
    server.stop()
    _strike_the_first_photo(page)
    steps.add_photo(page, _photo(tmp_path, 4))

    # The system kills the browser, and the session is gone too; the correction goes on.
    phone.kill()
    page = phone.switch_on()
    phone.context.clear_cookies()
    steps.open_the_app(page)
    _expect_the_other_draft_as_it_was(page)
    _open_the_correction(page)
    _finish_the_correction(page)
    _expect_the_other_draft_as_it_was(page)

    # Sending needs no session; hearing from the desk does.
    server.start()
    row = steps.shelf(page)
    page.get_by_test_id("sync-now").click()
    expect(row.locator(steps.TICK)).to_be_visible(timeout=30_000)
    expect(_standing(row, "submitted")).to_be_visible()
    page.get_by_test_id("strip").click()
    steps.fill_in_the_sign_in(page, "officer1")

    _approve_the_second_version(desk)
    expect(_standing(steps.look_again(page), "approved")).to_be_visible()
    row.click()
    expect(page.get_by_test_id("history-step")).to_have_count(4)


def test_a_suggestion_is_written_without_a_network_and_arrives(
    phone: Phone, server: LiveServer
) -> None:
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")
    server.stop()
    page.get_by_test_id("tab-me").click()
    page.get_by_test_id("feedback").fill("按钮再大一点")
    page.get_by_test_id("feedback-send").click()
    sent = page.get_by_test_id("suggestion")
    expect(sent).to_contain_text(steps.SAVED)

    server.start()
    steps.shelf(page)
    page.get_by_test_id("tab-me").click()
    expect(sent).to_contain_text(steps.RECEIVED, timeout=30_000)
