/** Dusk over Wuzhi against the almanac: sunsets and twilights of 2026 (Asia/Shanghai), to the minute or two. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDark, sunHeight } from "../../../static/src/ui/dusk";

const at = (local: string): number => Date.parse(`${local}+08:00`);

test("the sun stands 90° − latitude + declination high at noon", () => {
  // Solstices: declination ±23.44°. Solar noon in Wuzhi is between 12:10 and 12:30.
  const highest = (day: string): number =>
    Math.max(
      ...Array.from({ length: 60 }, (_, minute) => sunHeight(at(`${day}T12:00`) + minute * 60_000)),
    );
  assert.ok(Math.abs(highest("2026-06-21") - (90 - 35.1 + 23.44)) < 0.2);
  assert.ok(Math.abs(highest("2026-12-22") - (90 - 35.1 - 23.44)) < 0.2);
});

test("an equinox day is half light, half dark, by the sun's centre", () => {
  let up = 0;
  for (let minute = 0; minute < 1440; minute += 1) {
    if (sunHeight(at("2026-03-20T00:00") + minute * 60_000) > 0) up += 1;
  }
  assert.ok(Math.abs(up - 720) <= 6, `${up} minutes`);
});

test("summer evenings are light when winter evenings are dark", () => {
  assert.equal(isDark(at("2026-06-21T19:45")), false);
  assert.equal(isDark(at("2026-06-21T20:30")), true);
  assert.equal(isDark(at("2026-12-22T17:20")), false);
  assert.equal(isDark(at("2026-12-22T18:10")), true);
  assert.equal(isDark(at("2026-11-23T23:59")), true);
  assert.equal(isDark(at("2026-11-23T12:00")), false);
});

test("it changes twice a day, every day of a leap year", () => {
  for (let day = 0; day < 366; day += 1) {
    const start = at("2028-01-01T00:00") + day * 86_400_000;
    let changes = 0;
    for (let minute = 5; minute < 1440; minute += 5) {
      if (isDark(start + minute * 60_000) !== isDark(start + (minute - 5) * 60_000)) changes += 1;
    }
    assert.equal(changes, 2, new Date(start).toISOString());
  }
});
