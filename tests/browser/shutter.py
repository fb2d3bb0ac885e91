"""The browser is killed at a random instant between the shutter and 已存本机, again and again.

Each schedule draws from its seed what the officer does and when the kill comes. After it the same
profile is opened again: every photo whose thumbnail the officer had seen must be there with the
right bytes, and a record that was called saved must be sealed.
"""

import base64
import random
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import evidence, steps
from tests.browser.phone import Phone
from tests.photos import phone_photo

LONGEST_MS = 1500
"""From the first tap to the notice takes about a third of it on a quiet machine."""
ROOM = 5
"""A draft with more photos than this is saved in the next schedule, kill or not."""


@dataclass
class Ledger:
    """What the officer was shown: whatever is in it must be on the phone for ever."""

    photos: set[str] = field(default_factory=set)
    records: int = 0
    kills_before_a_thumbnail: int = 0
    kills_after_saving: int = 0


@dataclass(frozen=True)
class Plan:
    """One schedule."""

    photos: list[str]
    patient: bool
    save: bool
    kill_after_ms: int

    @classmethod
    def draw(cls, seed: int, files: list[bytes]) -> "Plan":
        """What this seed says."""
        rng = random.Random(seed)
        # No two photos of a run are alike, so that none can stand in for another that is lost.
        own = [base64.b64encode(file + rng.randbytes(16)).decode() for file in files]
        rng.shuffle(own)
        count = rng.choice([1, 1, 2, 3])
        photos = ["shutter" if rng.random() < 0.6 else own.pop() for _ in range(count)]
        # Early instants as often as late ones, whatever the machine's speed.
        longest = rng.choice([LONGEST_MS // 10, LONGEST_MS // 3, LONGEST_MS])
        kill_after_ms = rng.randrange(longest)
        return cls(photos, rng.random() < 0.5, rng.random() < 0.7, kill_after_ms)


class Shutter:
    """A signed-in phone that is killed in the middle of its work, schedule after schedule."""

    def __init__(self, phone: Phone) -> None:
        """`phone` is on and its officer signed in; its server may be gone."""
        self.phone = phone
        self.ledger = Ledger()
        self._files = [phone_photo(640 * size, 480 * size, seed=size) for size in (1, 2, 4)]
        self._in_draft = 0

    def run(self, seed: int) -> list[str]:
        """One schedule; returns what went wrong."""
        plan = Plan.draw(seed, self._files)
        page = self._open()
        told = self._listen(page)
        page.evaluate(
            "plan => { window.record(plan) }",
            {
                "photos": plan.photos,
                "patient": plan.patient,
                "save": plan.save or self._in_draft > ROOM,
                "savedText": steps.SAVED,
            },
        )
        page.wait_for_timeout(plan.kill_after_ms)
        self.phone.kill()
        self.note(told)
        return self.check()

    def _open(self) -> Page:
        page = self.phone.switch_on()
        page.context.add_init_script(path=evidence.PAGES / "robot.js")
        steps.open_the_app(page)
        expect(page.get_by_test_id("thumbnail")).to_have_count(self._in_draft)
        expect(page.locator("video")).to_be_visible()
        return page

    def _listen(self, page: Page) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []
        page.expose_function("tell", lambda words: told.append(words))
        return told

    def note(self, told: list[dict[str, Any]]) -> None:
        """Write down what the officer was shown."""
        shown = {hash_ for words in told for hash_ in words.get("shown", [])}
        saved = any(words.get("saved") for words in told)
        self.ledger.photos |= shown
        self.ledger.records += saved
        self.ledger.kills_before_a_thumbnail += not shown
        self.ledger.kills_after_saving += saved

    def check(self) -> list[str]:
        """Open the profile again and compare what lies in it with what was shown."""
        page = self.phone.switch_on()
        steps.open_the_app(page)
        kept = evidence.read(page)
        wrong = kept.broken()
        wrong += [f"lost: {hash_}" for hash_ in self.ledger.photos - kept.hashes]
        if len(kept.sealed) < self.ledger.records:
            wrong.append(f"called saved: {self.ledger.records}, sealed: {len(kept.sealed)}")
        self._in_draft = len(kept.draft)
        try:
            expect(page.get_by_test_id("thumbnail")).to_have_count(self._in_draft)
        except AssertionError as error:
            wrong.append(f"the screen does not show the draft: {error}")
        self.phone.switch_off()
        return wrong
