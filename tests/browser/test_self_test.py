"""The self-test: before signing in, offline as well, and true about what the phone refuses."""

from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08


def test_a_stranger_finds_out_whether_the_phone_is_fit_for_work(
    phone: Phone, server: LiveServer
) -> None:
    page = phone.switch_on(INSIDE_N08)
    page.goto("/f/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.get_by_test_id("self-test-open").click()

    for name in ("records", "window", "space", "camera", "position", "server", "clock"):
        expect(page.get_by_test_id(f"check-{name}")).to_have_attribute("data-grade", "ok")
    # Headless Chromium promises nothing; neither do most phones before the app is installed.
    expect(page.get_by_test_id("check-persisted")).to_have_attribute("data-grade", "degraded")
    expect(page.get_by_test_id("check-persisted")).to_contain_text("主屏幕")


def test_without_a_network_it_still_opens_and_says_what_it_cannot_know(
    phone: Phone, server: LiveServer
) -> None:
    page = phone.switch_on(INSIDE_N08)
    page.goto("/f/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    server.stop()
    page.goto("/f/#self-test")
    page.reload()

    expect(page.get_by_test_id("check-server")).to_have_attribute("data-grade", "degraded")
    expect(page.get_by_test_id("check-offline")).to_have_attribute("data-grade", "ok")
    expect(page.get_by_test_id("check-records")).to_have_attribute("data-grade", "ok")


def test_refused_permissions_and_a_full_phone_are_named_with_the_next_step(
    phone: Phone, server: LiveServer
) -> None:
    page = phone.switch_on(INSIDE_N08)
    session = phone.context.new_cdp_session(page)
    for permission in ("geolocation", "camera"):
        session.send(
            "Browser.setPermission",
            {"permission": {"name": permission}, "setting": "denied", "origin": server.url},
        )
    page.goto("/f/")
    session.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 4_000_000})
    page.get_by_test_id("self-test-open").click()

    position = page.get_by_test_id("check-position")
    expect(position).to_have_attribute("data-grade", "impossible")
    expect(position).to_contain_text("浏览器设置")
    expect(page.get_by_test_id("check-camera")).to_contain_text("系统相机")
    expect(page.get_by_test_id("check-space")).to_have_attribute("data-grade", "impossible")
