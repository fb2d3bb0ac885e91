"""When the app does not start: the rescue page lists, exports and sends what lies on the phone."""

import hashlib
import json
import sqlite3
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.phone import Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08

READ_OPS = """() => new Promise((done) => {
  indexedDB.open('evidence').onsuccess = ({target}) => {
    target.result.transaction('ops').objectStore('ops').getAll().onsuccess = (ops) =>
      done(ops.target.result.map(({kind, sha256, size, state}) => ({kind, sha256, size, state})));
  };
})"""


def _record_without_a_server(page: Page, server: LiveServer) -> None:
    steps.sign_in_on_the_phone(page, "officer1")
    page.evaluate(
        "() => new Promise((done) => { const ask = async () => {"
        " const found = await navigator.serviceWorker.getRegistration('/rescue.html');"
        " found && found.active ? done(true) : setTimeout(ask, 100); }; ask(); })"
    )
    server.stop()
    steps.shoot(page)
    steps.shoot(page)
    steps.describe(page, "zone_rule_breach", "persuaded_corrected")
    steps.save(page)
    steps.shoot(page)  # and a draft with one photo


def _rows(server: LiveServer) -> list[int]:
    """How many revisions and photos the server has."""
    with sqlite3.connect(server.data_dir / "wuzhi.db") as database:
        counts = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 (our names)
            for table in ("revisions", "photos")
        ]
    database.close()
    return counts


def test_without_a_network_everything_is_listed_and_exported_with_right_hashes(
    phone: Phone, desk: Page, server: LiveServer, tmp_path: Path
) -> None:
    page = phone.switch_on(INSIDE_N08)
    _record_without_a_server(page, server)

    for address in ("/rescue.html", "/f/rescue.html"):
        page.goto(address)
        officer = page.get_by_test_id("rescue-officer")
        expect(officer).to_contain_text("只在本机")
        expect(officer).to_contain_text("记录 1 · 照片 2")
        expect(officer).to_contain_text("照片 1")
    with page.expect_download() as coming:
        page.get_by_test_id("export-unsent").click()
    file = tmp_path / "rescue.zip"
    coming.value.save_as(file)

    ops = page.evaluate(READ_OPS)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        listed = json.loads(archive.read("rescue.json"))
        found = {item["sha256"]: archive.read(item["path"]) for item in listed["items"]}
        drafts = [name for name in archive.namelist() if name.startswith("drafts/")]
    assert sorted(found) == sorted(op["sha256"] for op in ops)
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in found.items())
    assert {item["size"] for item in listed["items"]} == {op["size"] for op in ops}
    assert listed["fmt"] == 1
    assert len([name for name in drafts if name.endswith(".bin")]) == 1
    assert coming.value.suggested_filename.startswith("wuzhi-rescue-")

    server.start()
    steps.sign_in_at_the_desk(desk, "leader1")
    for counts in ("接收 3 项", "此前已有 3 项"):
        desk.goto("/r/rescue")
        desk.locator("input[type=file]").set_input_files(file)
        desk.locator("form[enctype] button").click()
        expect(desk.get_by_test_id("rescue-counts")).to_contain_text(counts)
    assert _rows(server) == [1, 2], "the same file twice brings nothing twice"


def test_what_it_sends_the_app_finds_received_and_nothing_is_sent_twice(
    phone: Phone, server: LiveServer
) -> None:
    page = phone.switch_on(INSIDE_N08)
    _record_without_a_server(page, server)
    page.goto("/rescue.html")
    server.start()

    page.get_by_test_id("upload").click()

    expect(page.get_by_test_id("rescue-status")).to_contain_text("服务器已收 3 / 3", timeout=30_000)
    assert {op["state"] for op in page.evaluate(READ_OPS)} == {"saved"}, "it only reads"
    steps.open_the_app(page)
    expect(steps.shelf(page).locator(steps.TICK)).to_be_visible(timeout=30_000)
    assert _rows(server) == [1, 2]


def test_a_browser_that_holds_nothing_says_so_and_stays_empty(
    phone: Phone, server: LiveServer
) -> None:
    page = phone.switch_on()
    page.goto("/rescue.html")
    expect(page.get_by_test_id("rescue-empty")).to_be_visible()
    assert page.evaluate("() => indexedDB.databases()") == []
