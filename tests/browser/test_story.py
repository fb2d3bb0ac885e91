"""The story of the product: recorded without a network, proven to have arrived, decided upon."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.phone import Phone
from tests.live_server import LiveServer
from tests.photos import Photo, photos

NOTE = "西侧第三个摊位"


def _photo_in_a_zone(folder: Path) -> tuple[Path, Photo]:
    photo = next(photo for photo in photos() if photo.place and "_out" not in photo.name)
    file = folder / photo.name
    file.write_bytes(photo.content)
    return file, photo


def _record_with_two_photos(page: Page, file: Path) -> None:
    steps.shoot(page)
    steps.add_photo(page, file)
    steps.describe(page, "zone_rule_breach", "persuaded_corrected", NOTE)
    steps.save(page)


def _expect_saved_here_only(row: Locator) -> None:
    expect(row).to_have_count(1)
    expect(row.get_by_test_id("state-pill")).to_contain_text(steps.SAVED)
    expect(row.locator(steps.TICK)).to_have_count(0)


def _expect_received_with_its_number(row: Locator) -> None:
    expect(row.get_by_test_id("state-pill")).to_contain_text(steps.RECEIVED, timeout=30_000)
    expect(row.locator(steps.TICK)).to_be_visible()
    expect(row).to_contain_text("WZ-")


def _correct(page: Page, file: Path) -> None:
    steps.open_the_correction(page, steps.ASK_FOR_OVERVIEW)
    steps.add_photo(page, file)
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("history-step").first).to_be_visible()
    expect(page.locator(steps.TICK)).to_be_visible(timeout=30_000)


def _record_on_the_street(phone: Phone, server: LiveServer, file: Path) -> Page:
    """The server is dead; the app starts cold, and the browser is killed after saving."""
    server.stop()
    page = phone.new_page()
    steps.open_the_app(page)
    steps.look_at_the_map(page, zones=43)
    _record_with_two_photos(page, file)

    # The shelf tells the truth: on this phone, not with the server.
    _expect_saved_here_only(steps.shelf(page))

    # The system kills the browser and the session is gone with it; the record is still there.
    phone.kill()
    page = phone.switch_on()
    phone.context.clear_cookies()
    steps.open_the_app(page)
    _expect_saved_here_only(steps.shelf(page))
    return page


def test_recorded_without_a_network_returned_corrected_and_approved(
    phone: Phone, server: LiveServer, desk: Page, tmp_path: Path
) -> None:
    file, photo = _photo_in_a_zone(tmp_path)

    # Before the shift, online: sign in once and say who comes along.
    page = phone.switch_on(photo.place)
    steps.sign_in_on_the_phone(page, "officer1", partner="李文静")
    expect(page.get_by_test_id("verdict")).not_to_be_empty()

    # On the street there is no network: map, photos, record, all on the phone.
    page = _record_on_the_street(phone, server, file)

    # The server is back: record and photos go, and only its receipt makes the tick.
    server.start()
    page.get_by_test_id("sync-now").click()
    _expect_received_with_its_number(steps.shelf(page))

    # At the desk the leader sees what the officer saw, and wants a better photo.
    steps.sign_in_at_the_desk(desk, "leader1")
    steps.look_at_the_only_record(desk, photos=2, note=NOTE)
    steps.send_back(desk, steps.ASK_FOR_OVERVIEW)

    # Signed in again, the officer reads the return; the correction goes back as revision 2.
    page.get_by_test_id("strip").click()
    steps.fill_in_the_sign_in(page, "officer1")
    _correct(page, file)

    # Both versions can be read, and the leader approves the second.
    desk.goto("/r/")
    steps.look_at_the_only_record(desk, photos=3, note=NOTE)
    expect(desk.get_by_test_id("versions")).to_be_visible()
    steps.decide(desk, "approve")
    steps.look_again(page)
    expect(page.locator('[data-testid=review-pill][data-state="approved"]')).to_be_visible()
