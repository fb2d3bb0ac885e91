/** The ZIP writer, read by Python's own reader: what goes in comes out, and checksums are right. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, ZipWriter } from "../../../static/src/rescue/zip";
import { noise, sha256 } from "../store/sample";
import { readByPython } from "./zip-reader";

test("the checksum is the one that everybody uses", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array()), 0);
});

test("Python opens what was written, each file with its bytes", async () => {
  const pieces: Uint8Array[] = [];
  const sink = { write: (bytes: Uint8Array) => void pieces.push(bytes) };
  const zip = new ZipWriter(sink, new Date(2026, 10, 23, 19, 42, 6));
  const contents: Record<string, Uint8Array<ArrayBuffer>> = {
    "photos/a.bin": noise(300_001),
    "drafts/名.json": noise(3, 2),
    "empty.json": new Uint8Array(),
  };
  for (const [path, bytes] of Object.entries(contents)) await zip.add(path, bytes);
  await zip.end();
  const found = readByPython(Buffer.concat(pieces));
  assert.deepEqual(Object.keys(found), Object.keys(contents));
  for (const [path, bytes] of Object.entries(contents)) {
    assert.deepEqual(found[path], [sha256(bytes), 0, [2026, 11, 23, 19, 42, 6]]);
  }
});
