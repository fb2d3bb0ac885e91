/** Times in the county's zone, distances, sizes and fingerprints as people read them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  distance,
  exactTime,
  fileSize,
  shortHash,
  shortTime,
  timeOfDay,
} from "../../../static/src/ui/format";

const evening = Date.parse("2026-11-23T19:42:07+08:00");

test("times are Asia/Shanghai whatever the phone is set to", () => {
  assert.equal(timeOfDay(evening), "19:42");
  assert.equal(timeOfDay(Date.parse("2026-11-23T00:05:00+08:00")), "00:05");
  assert.match(exactTime(evening), /2026.11.23 19:42:07/);
});

test("another day is named", () => {
  assert.equal(shortTime(evening, evening + 3_600_000), "19:42");
  assert.match(shortTime(evening, evening + 86_400_000), /11.23 19:42/);
});

test("distances, inside or outside", () => {
  assert.equal(distance(32_040), "320 m");
  assert.equal(distance(-310), "3 m");
  assert.equal(distance(10), "1 m");
  assert.equal(distance(140_000), "1.4 km");
});

test("sizes and fingerprints", () => {
  assert.equal(fileSize(812_345), "812 KB");
  assert.equal(fileSize(3_200_000), "3.2 MB");
  assert.equal(shortHash("0123456789abcdef".repeat(4)), "01234567…89abcdef");
});
