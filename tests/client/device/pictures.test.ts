import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fitted,
  inspectFile,
  type PicturePort,
  sniffMime,
  thumbnailOf,
} from "../../../static/src/device/pictures";

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16);
const PNG = Uint8Array.of(0x89, ...ascii("PNG\r\n\x1a\n"), 0);
const WEBP = ascii("RIFF\x10\0\0\0WEBPVP8 ");
const HEIC = ascii("\0\0\0\x18ftypheic\0\0\0\0mif1");

/** A browser that opens what `opens` says and makes thumbnails of those sizes, one per quality. */
function browser(opens: boolean, sizes: (number | undefined)[] = [100]) {
  const asked = { closed: 0, encoded: [] as number[][] };
  const port: PicturePort = {
    decode: () =>
      opens
        ? Promise.resolve({
            source: {} as CanvasImageSource,
            width: 4_000,
            height: 3_000,
            close: () => {
              asked.closed += 1;
            },
          })
        : Promise.reject(new Error("cannot decode")),
    encode: async (_source, width, height, quality) => {
      asked.encoded.push([width, height, quality]);
      const size = sizes[asked.encoded.length - 1];
      return size === undefined ? undefined : new ArrayBuffer(size);
    },
  };
  return { port, asked };
}

test("a format is told by its first bytes", () => {
  const formats: [Uint8Array, string | undefined][] = [
    [JPEG, "image/jpeg"],
    [PNG, "image/png"],
    [WEBP, "image/webp"],
    [HEIC, "image/heic"],
    [ascii("\0\0\0\x18ftypmif1"), "image/heic"],
    [ascii("\0\0\0\x18ftypisom"), undefined],
    [ascii("RIFF\x10\0\0\0WAVE"), undefined],
    [ascii("GIF89a"), undefined],
    [ascii("%PDF-1.7"), undefined],
    [ascii("<html>"), undefined],
    [JPEG.slice(0, 2), undefined],
    [new Uint8Array(), undefined],
  ];
  for (const [bytes, mime] of formats) assert.equal(sniffMime(bytes), mime);
});

test("a chosen photo is given back byte for byte, by its content and not by its name", async () => {
  const { port, asked } = browser(true);
  const found = await inspectFile(new Blob([JPEG], { type: "text/plain" }), port);
  assert.deepEqual(found, { bytes: JPEG, mime: "image/jpeg" });
  assert.equal(asked.closed, 1);
});

test("what is no photo is refused with its reason", async () => {
  const { port } = browser(true);
  const large = { size: 32 * 1024 * 1024 + 1 } as Blob;
  assert.deepEqual(await inspectFile(new Blob([]), port), { refused: "empty" });
  assert.deepEqual(await inspectFile(large, port), { refused: "too_large" });
  const text = new Blob([ascii("text, no picture")], { type: "image/jpeg" });
  assert.deepEqual(await inspectFile(text, port), { refused: "not_a_picture" });
  const torn = await inspectFile(new Blob([JPEG]), browser(false).port);
  assert.deepEqual(torn, { refused: "not_a_picture" });
});

test("HEIC passes where the browser cannot show it", async () => {
  const found = await inspectFile(new Blob([HEIC]), browser(false).port);
  assert.deepEqual(found, { bytes: HEIC, mime: "image/heic" });
});

test("a thumbnail is small in pixels and bytes, at a lower quality if it must", async () => {
  const { port, asked } = browser(true, [40_000, 33_000, 30_000]);
  const jpeg = await thumbnailOf(JPEG, "image/jpeg", port);
  assert.equal(jpeg.byteLength, 30_000);
  assert.deepEqual(asked, {
    closed: 1,
    encoded: [
      [320, 240, 0.7],
      [320, 240, 0.5],
      [320, 240, 0.3],
    ],
  });
});

test("without a thumbnail there is an empty one", async () => {
  const none: PicturePort[] = [
    browser(false).port,
    browser(true, []).port,
    browser(true, [90_000, 80_000, 70_000]).port,
  ];
  for (const port of none) {
    assert.equal((await thumbnailOf(HEIC, "image/heic", port)).byteLength, 0);
  }
});

test("fitting keeps the proportions and never enlarges", () => {
  assert.deepEqual(fitted({ width: 3_000, height: 4_000 }, 320), { width: 240, height: 320 });
  assert.deepEqual(fitted({ width: 100, height: 50 }, 320), { width: 100, height: 50 });
  assert.deepEqual(fitted({ width: 10_000, height: 1 }, 320), { width: 320, height: 1 });
});
