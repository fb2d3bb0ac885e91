"""The parts of a journey: a real server, a phone and a desk; any fault on a page fails the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests import live_server
from tests.browser.phone import ARGUMENTS, CHROMIUM, DESK, Faults, Phone
from tests.live_server import LiveServer

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, with Debian's Chromium in its place; never skipped."""
    if not CHROMIUM.exists():
        pytest.fail("no Chromium: run scripts/install-system-packages.sh", pytrace=False)
    expect.set_options(timeout=15_000)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One installation with demo data that the tests copy."""
    folder = tmp_path_factory.mktemp("installation") / "data"
    live_server.prepare(folder)
    return folder


@pytest.fixture
def server(prepared: Path, tmp_path: Path) -> Iterator[LiveServer]:
    """A running server of this test's own; it must not have made a mistake by the end."""
    server = LiveServer(live_server.copy_of(prepared, tmp_path))
    server.start()
    yield server
    server.stop()
    assert "Traceback" not in server.tail(), server.tail()


@pytest.fixture
def faults() -> Iterator[Faults]:
    """What went wrong on any page of the test; nothing may."""
    faults = Faults()
    yield faults
    assert not faults.seen, "\n".join(faults.seen)


@pytest.fixture
def phone(
    playwright: Playwright, server: LiveServer, faults: Faults, tmp_path: Path
) -> Iterator[Phone]:
    """An officer's phone, still off."""
    phone = Phone(playwright, tmp_path / "profile", server.url, faults)
    yield phone
    phone.switch_off()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose windows share nothing."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def desk(chromium: Browser, server: LiveServer, faults: Faults) -> Iterator[Page]:
    """A window on an office computer, signed out."""
    context = chromium.new_context(base_url=server.url, **DESK)
    faults.watch(context)
    yield context.new_page()
    context.close()
