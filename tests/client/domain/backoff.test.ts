import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffMs, isDue, retryAfterMs } from "../../../static/src/domain/backoff";

test("the longest wait doubles up to five minutes, and jitter takes any part of it", () => {
  const longest = [1, 2, 3, 8, 9, 1_000_000].map((tries) => backoffMs(tries, 1));
  assert.deepEqual(longest, [2_000, 4_000, 8_000, 256_000, 300_000, 300_000]);
  assert.equal(backoffMs(9, 0), 0);
  assert.equal(backoffMs(9, 0.5), 150_000);
});

test("Retry-After wins, within an hour", () => {
  assert.equal(backoffMs(9, 0.5, 7_000), 7_000);
  assert.equal(backoffMs(1, 1, 999_999_999), 3_600_000);
});

test("Retry-After in seconds, as a date, or unusable", () => {
  const now = Date.UTC(2026, 10, 23, 8, 0, 0);
  assert.equal(retryAfterMs("120", now), 120_000);
  assert.equal(retryAfterMs("Mon, 23 Nov 2026 08:00:30 GMT", now), 30_000);
  assert.equal(retryAfterMs("Mon, 23 Nov 2026 07:00:00 GMT", now), 0);
  assert.equal(retryAfterMs("soon", now), undefined);
  assert.equal(retryAfterMs(null, now), undefined);
});

test("a due time out of any reach belongs to a clock that was moved", () => {
  assert.equal(isDue(1_000, 999), false);
  assert.equal(isDue(1_000, 1_000), true);
  const tenYears = 315_360_000_000;
  assert.equal(isDue(tenYears, 1_000), true);
});
