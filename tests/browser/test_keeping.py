"""What the office learns of a phone beside its evidence, on the real ways there."""

import sqlite3
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.phone import Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08, phone_photo


def test_a_record_bears_the_phones_signature_and_the_phone_is_heard_of(
    phone: Phone, server: LiveServer, tmp_path: Path
) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(phone_photo(800, 600, place=INSIDE_N08))
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")
    steps.add_photo(page, file)
    steps.describe(page, "zone_rule_breach", "persuaded_corrected")
    with page.expect_response("**/api/v1/heartbeat") as heard:
        steps.save(page)
    assert heard.value.status == 200
    expect(steps.shelf(page).locator(steps.TICK)).to_be_visible(timeout=30_000)

    database = sqlite3.connect(server.data_dir / "wuzhi.db")
    grades = database.execute("SELECT signature_grade FROM revisions ORDER BY rowid").fetchall()
    said = database.execute("SELECT max_seq, photos FROM heartbeats").fetchall()
    database.close()
    assert grades[-1] == ("valid",)
    assert said == [(1, 0)]
