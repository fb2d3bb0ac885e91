"""shutter: Chromium killed at random instants from the shutter to 已存本机, on one profile."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests import live_server
from tests.browser import steps
from tests.browser.phone import Faults, Phone
from tests.browser.shutter import Shutter
from tests.campaign.result import Harm, Result, Violation, run_seeds
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08


def run(schedules: int, seed: int) -> Result:
    """Kill the browser that many times; every kill draws its instant from its own seed."""
    with _signed_in_phone() as phone:
        shutter = Shutter(phone)

        def one(number: int, result: Result) -> None:
            result.faults["SIGKILL"] += 1
            if wrong := shutter.run(number):
                raise Violation(_harm(wrong[0]), "\n".join(wrong))

        result = run_seeds(schedules, seed, one)
    result.done["photos shown"] = len(shutter.ledger.photos)
    result.done["records called saved"] = shutter.ledger.records
    result.done["kills before the first thumbnail"] = shutter.ledger.kills_before_a_thumbnail
    result.done["kills after the notice"] = shutter.ledger.kills_after_saving
    return result


def _harm(what: str) -> Harm:
    return Harm.LOST if what.startswith(("lost", "called saved")) else Harm.MISMATCHED


@contextmanager
def _signed_in_phone() -> Iterator[Phone]:
    """An officer's phone that was online once; its server is gone since."""
    expect.set_options(timeout=30_000)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, faults = Path(name), Faults()
        live_server.prepare(folder / "data")
        server = LiveServer(folder / "data")
        server.start()
        phone = Phone(playwright, folder / "profile", server.url, faults)
        try:
            steps.sign_in_on_the_phone(phone.switch_on(INSIDE_N08), "officer1")
            phone.switch_off()
        finally:
            server.stop()
        yield phone
        assert not faults.seen, "\n".join(faults.seen)
