"""A browser killed between the shutter and 已存本机 keeps every photo that the officer saw."""

import random

from tests.browser import evidence, steps
from tests.browser.phone import Phone
from tests.browser.shutter import Shutter
from tests.live_server import LiveServer
from tests.photos import INSIDE_N08

SCHEDULES = 3
LOSE_A_CHUNK = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("evidence");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const work = request.result.transaction("chunks", "readwrite");
    const chunks = work.objectStore("chunks");
    chunks.getAllKeys().onsuccess = ({ target }) => chunks.delete(target.result[0]);
    work.oncomplete = () => { request.result.close(); resolve(); };
  };
})"""


def test_no_kill_loses_a_photo_that_was_shown(phone: Phone, server: LiveServer) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    steps.sign_in_on_the_phone(phone.switch_on(INSIDE_N08), "officer1")
    phone.switch_off()
    server.stop()
    shutter = Shutter(phone)

    for schedule in range(seed, seed + SCHEDULES):
        wrong = shutter.run(schedule)
        replay = f"python -m tests.campaign --layer shutter --schedules 1 --seed {schedule}"
        assert not wrong, f"{replay}\n" + "\n".join(wrong)

    # It looks hard enough: one chunk less is noticed.
    page = phone.switch_on()
    steps.open_the_app(page)
    steps.shoot(page)
    shutter.note([{"shown": [row["sha256"] for row in evidence.read(page).draft]}])
    page.evaluate(LOSE_A_CHUNK)
    phone.switch_off()
    assert any(words.startswith("lost: ") for words in shutter.check())
