import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, systemClock } from "../../../static/src/device/clock";
import { onWake } from "../../../static/src/device/network";

test("it wakes when a network may be there and when the page is shown, until it is stopped", () => {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const target = new EventTarget();
  let woken = 0;
  const stop = onWake({ page, window: target })(() => {
    woken += 1;
  });
  target.dispatchEvent(new Event("online"));
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(woken, 2);
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(woken, 2);
  stop();
  target.dispatchEvent(new Event("online"));
  assert.equal(woken, 2);
});

test("clocks tell whole milliseconds, and each page has its own name", () => {
  const clock = systemClock();
  assert.ok(Number.isInteger(clock.wall()) && Number.isInteger(clock.mono()));
  assert.notEqual(clock.boot_id, systemClock().boot_id);
  assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
});
