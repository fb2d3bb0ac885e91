"""A phone as the tests hold it: Chromium with a profile on disk, a fake camera and a place.

Its profile outlives it, so that a test can kill the browser and open it again.
"""

import os
import re
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Response
from playwright.sync_api import Error as PlaywrightError

from tests.photos import Place

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
CHINA: Mapping[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
PHONE: Mapping[str, Any] = {
    **CHINA,
    "viewport": {"width": 360, "height": 780},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK: Mapping[str, Any] = {**CHINA, "viewport": {"width": 1366, "height": 768}}

# Chromium notes every failed request; which of them are faults, `Faults` decides by their kind.
_ONLY_THE_NETWORK = re.compile(r"^Failed to load resource: ")
_ALWAYS_A_FAULT = {"script", "stylesheet", "manifest", "font"}


class Faults:
    """What a page must never do: throw, log an error, break its policy, or miss a file."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self.seen: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Note the faults of every page of this context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(f"threw: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Policy violations arrive here too: Chromium logs them as errors.
        if message.type == "error" and not _ONLY_THE_NETWORK.match(message.text):
            self.seen.append(f"console: {message.text} at {message.location}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type in _ALWAYS_A_FAULT:
            self.seen.append(f"missing: {response.status} {response.url}")


class Phone:
    """One phone of one officer."""

    def __init__(self, playwright: Playwright, profile: Path, url: str, faults: Faults) -> None:
        """A phone whose storage lies in `profile` and that talks to the server at `url`."""
        self._playwright = playwright
        self._profile = profile
        self._url = url
        self._faults = faults
        self._context: BrowserContext | None = None
        self.place: Place | None = None
        self.view: Path | None = None
        """What the camera sees: a file of JPEG frames; Chromium's test pattern when none is set."""

    @property
    def context(self) -> BrowserContext:
        """The running browser."""
        assert self._context, "the phone is off"
        return self._context

    def switch_on(self, place: Place | None = None) -> Page:
        """Start the browser with its profile, standing at `place`, and give an empty page."""
        self.place = place or self.place
        self._context = self._playwright.chromium.launch_persistent_context(
            self._profile,
            executable_path=CHROMIUM,
            args=ARGUMENTS + [f"--use-file-for-fake-video-capture={self.view}"] * bool(self.view),
            base_url=self._url,
            permissions=["geolocation", "camera"],
            **PHONE,
        )
        self._faults.watch(self._context)
        if self.place:
            self.go_to(self.place)
        return self._context.pages[0]

    def go_to(self, place: Place) -> None:
        """Stand somewhere else."""
        self.place = place
        self.context.set_geolocation(
            {"latitude": place.lat, "longitude": place.lon, "accuracy": place.accuracy_m}
        )

    def new_page(self) -> Page:
        """A cold start: every page closed, then a new one."""
        old = self.context.pages
        page = self.context.new_page()
        for stale in old:
            stale.close()
        return page

    def kill(self) -> None:
        """Kill the browser as the system does with an app in the background: without a word."""
        process = self._browser_process()
        os.kill(process, signal.SIGKILL)
        _wait_until_gone(process)
        with suppress(PlaywrightError):  # it is dead already; this only tells Playwright
            self.context.close()
        self._context = None

    def switch_off(self) -> None:
        """Close the browser in order."""
        if self._context:
            self._context.close()
            self._context = None

    def _browser_process(self) -> int:
        """The main process of the browser with our profile; its helpers end with it."""
        wanted = f"--user-data-dir={self._profile}".encode()
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal():
                continue
            with suppress(OSError):  # it may end while we look
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
                helper = any(argument.startswith(b"--type=") for argument in arguments)
                if wanted in arguments and not helper:
                    return int(folder.name)
        raise AssertionError("no browser process with this profile")


def _wait_until_gone(process: int) -> None:
    deadline = time.monotonic() + 10
    while Path(f"/proc/{process}/exe").exists():
        assert time.monotonic() < deadline, "the browser outlived SIGKILL"
        time.sleep(0.05)
