"""What the officer sees: whether the shift is safe, whose records wait, what the office said."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.phone import Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08

KEEP_STANDING = """async ([name, value]) => {
  const opened = (name) => new Promise((done) => {
    indexedDB.open(name).onsuccess = ({target}) => done(target.result);
  });
  const keys = await opened('keys');
  const person = await new Promise((done) => {
    keys.transaction('keys').objectStore('keys').get(['current']).onsuccess = ({target}) =>
      done(target.result.person_id);
  });
  const evidence = await opened('evidence');
  const tx = evidence.transaction('meta', 'readwrite');
  tx.objectStore('meta').put(value, name === 'person' ? [name, person] : [name]);
  await new Promise((done) => { tx.oncomplete = done; });
  keys.close();
  evidence.close();
}"""


def _record(page: Page, note: str = "") -> None:
    steps.shoot(page)
    steps.describe(page, "zone_rule_breach", "persuaded_corrected", note)
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("thumbnail")).to_have_count(0)


def test_the_shift_is_safe_once_the_server_has_everything(phone: Phone, server: LiveServer) -> None:
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")
    server.stop()
    _record(page)
    page.get_by_test_id("tab-shelf").click()
    page.get_by_test_id("safety-open").click()
    verdict = page.get_by_test_id("shift-verdict")
    expect(verdict).to_contain_text("还有 1 条只在本机")
    expect(page.get_by_test_id("shift-saved")).to_have_text("1")
    expect(page.get_by_test_id("trouble").first).to_contain_text("证据安全：在本机")

    server.start()
    page.get_by_test_id("sync-now").click()

    expect(verdict).to_contain_text("本班已安全", timeout=30_000)
    expect(page.get_by_test_id("shift-received")).to_have_text("1")
    expect(page.get_by_test_id("trouble")).to_have_count(0)


def test_the_next_officer_sees_a_number_and_nothing_else_and_signing_out_loses_nothing(
    phone: Phone, server: LiveServer
) -> None:
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")
    phone.context.route("**/api/v1/inspections/**", lambda route: route.abort())
    _record(page, "secret of the first officer")
    page.get_by_test_id("tab-me").click()
    first_name = page.locator(".who b").inner_text()
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("unsent")).to_contain_text("1")
    page.get_by_test_id("sign-out-confirm").click()
    expect(page.get_by_test_id("sign-in-username")).to_be_visible()

    steps.sign_in_on_the_phone(page, "officer2")
    expect(steps.shelf(page)).to_have_count(0)
    page.get_by_test_id("safety-open").click()
    expect(page.get_by_test_id("shift-others")).to_have_text("1")
    expect(page.get_by_test_id("shift-saved")).to_have_text("0")
    shown = page.locator("#app").inner_text()
    assert first_name not in shown
    assert "secret" not in shown

    phone.context.unroute("**/api/v1/inspections/**")
    page.get_by_test_id("tab-me").click()
    page.get_by_test_id("sign-out").click()
    page.get_by_test_id("sign-out-confirm").click()
    expect(page.get_by_test_id("sign-in-username")).to_be_visible()
    steps.fill_in_the_sign_in(page, "officer1")
    expect(steps.shelf(page).locator(steps.TICK)).to_be_visible(timeout=30_000)


def test_what_the_office_and_the_log_say_is_on_every_screen_with_what_to_do(
    phone: Phone, server: LiveServer
) -> None:
    page = phone.switch_on(INSIDE_N08)
    steps.sign_in_on_the_phone(page, "officer1")
    server.stop()
    note = "wuzhi-patrol\n7\nAAAA\nepoch 1\n"
    alarm = {"kept": note, "offered": note, "raised_ms": 1_790_000_000_000}
    said = [
        ("person", {"device_state": "frozen"}, "device_frozen", "联系中队长"),
        ("person", {"device_state": "revoked"}, "device_revoked", "导出记录"),
        ("alarm", alarm, "alarm", "立即联系办公室"),
    ]
    for name, value, kind, advice in said:
        page.evaluate(KEEP_STANDING, [name, value])
        page.reload()
        strip = page.get_by_test_id("strip")
        expect(strip).to_have_attribute("data-kind", kind)
        expect(page.get_by_test_id("shutter")).to_be_visible()  # nobody is kept from recording
        strip.click()
        expect(page.get_by_test_id("shift-safety")).to_contain_text(advice)
        page.get_by_test_id("tab-capture").click()
    page.get_by_test_id("strip").click()
    expect(page.get_by_test_id("alarm-proof")).to_be_visible()
