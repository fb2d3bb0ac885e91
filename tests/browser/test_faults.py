"""What goes wrong between the phone and the server loses nothing and is told truly."""

import sqlite3
import time
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.phone import Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08, phone_photo


def _record_with_a_large_photo(page: Page, folder: Path) -> None:
    file = folder / "large.jpg"
    file.write_bytes(phone_photo(2400, 1800, place=INSIDE_N08))
    steps.add_photo(page, file)
    steps.describe(page, "zone_rule_breach", "persuaded_corrected")
    steps.save(page)


def test_records_of_an_expired_session_stay_and_go_after_signing_in(
    phone: Phone, server: LiveServer, tmp_path: Path
) -> None:
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")
    server.stop()
    _record_with_a_large_photo(page, tmp_path)
    with sqlite3.connect(server.data_dir / "wuzhi.db") as database:
        database.execute("UPDATE sessions SET ends_ms = 1")
        database.execute("UPDATE upload_tickets SET ends_ms = 1")
    database.close()

    server.start()
    rows = steps.shelf(page)
    page.get_by_test_id("sync-now").click()
    expect(page.get_by_test_id("strip")).to_contain_text("登录")
    expect(rows.get_by_test_id("state-pill")).to_contain_text(steps.SAVED)

    page.get_by_test_id("strip").click()
    steps.fill_in_the_sign_in(page, "officer1")
    expect(steps.shelf(page).locator(steps.TICK)).to_be_visible(timeout=30_000)


def test_an_upload_that_a_power_cut_breaks_goes_on_where_the_server_stands(
    phone: Phone, server: LiveServer, tmp_path: Path
) -> None:
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")
    offsets: list[int] = []

    def cut_the_power_after_the_first_part(route: Route) -> None:
        offsets.append(int(route.request.headers.get("upload-offset", "0")))
        if len(offsets) == 2:
            server.stop()
        route.continue_()

    page.route(
        "**/api/v1/uploads/*",
        lambda route: (
            cut_the_power_after_the_first_part(route)
            if route.request.method == "PATCH"
            else route.continue_()
        ),
    )
    _record_with_a_large_photo(page, tmp_path)
    rows = steps.shelf(page)
    deadline = time.monotonic() + 30
    while len(offsets) < 2 and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    expect(rows.locator(steps.TICK)).to_have_count(0)

    server.start()
    page.get_by_test_id("sync-now").click()

    expect(rows.locator(steps.TICK)).to_be_visible(timeout=30_000)
    assert 0 < offsets[1] <= offsets[2], f"started again from the beginning: {offsets}"
