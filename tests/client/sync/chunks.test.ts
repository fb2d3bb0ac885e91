import assert from "node:assert/strict";
import { test } from "node:test";
import { chunkSizer, LARGEST_CHUNK, SMALLEST_CHUNK } from "../../../static/src/sync/chunks";

const KIB = 1024;

test("a good link gets larger chunks, at most doubled at a time and at most 1 MiB", () => {
  const chunks = chunkSizer();
  assert.equal(chunks.size(), 256 * KIB);
  const sizes = [0, 1, 2].map(() => {
    chunks.took(chunks.size(), 1);
    return chunks.size() / KIB;
  });
  assert.deepEqual(sizes, [512, 1024, 1024]);
  assert.equal(chunks.size(), LARGEST_CHUNK);
});

test("a chunk settles where it takes 2 to 5 seconds", () => {
  for (const bytesPerMs of [30, 60, 150, 250]) {
    const chunks = chunkSizer();
    for (let n = 0; n < 6; n++) chunks.took(chunks.size(), chunks.size() / bytesPerMs);
    const seconds = chunks.size() / bytesPerMs / 1_000;
    assert.ok(seconds >= 2 && seconds <= 5, `${bytesPerMs} bytes/ms: ${seconds} s`);
  }
});

test("a weak link gets smaller chunks, down to 64 KiB", () => {
  const chunks = chunkSizer();
  chunks.took(256 * KIB, 60_000);
  assert.equal(chunks.size(), SMALLEST_CHUNK);
  const lossy = chunkSizer();
  for (let n = 0; n < 5; n++) lossy.lost();
  assert.equal(lossy.size(), SMALLEST_CHUNK);
});

test("a small photo goes in one request, unless the link has just lost one", () => {
  const chunks = chunkSizer();
  assert.equal(chunks.first(256 * KIB), 256 * KIB);
  assert.equal(chunks.first(2_000_000), 256 * KIB);
  chunks.took(64 * KIB, 60_000);
  assert.equal(chunks.first(200 * KIB), 200 * KIB);
  chunks.lost();
  assert.equal(chunks.first(200 * KIB), SMALLEST_CHUNK);
  chunks.took(64 * KIB, 60_000);
  assert.equal(chunks.first(200 * KIB), 200 * KIB);
});
