/** A connection that is cut at any byte costs at most one chunk, whatever the size of the photo. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { LARGEST_CHUNK, ONE_REQUEST, SMALLEST_CHUNK } from "../../../static/src/sync/chunks";
import { sealed } from "../store/sample";
import { assertDelivered, Phone } from "./phone";

const SIZES = [1, ONE_REQUEST, ONE_REQUEST + 1, 1_500_000, 3_000_000];

async function bytesSent(phone: Phone): Promise<number> {
  const uploads = phone.server.seen.filter(({ path }) => path.includes("uploads"));
  return uploads.reduce((sum, { size }) => sum + size, 0);
}

for (const size of SIZES) {
  test(`each request of a photo of ${size} bytes is cut in turn`, async () => {
    const whole = await Phone.start();
    await sealed(whole.store, "i1", [size]);
    await whole.outbox.drain();
    const requests = whole.server.seen.filter(({ path }) => path.includes("uploads"));
    for (const [at, { size: chunk }] of requests.entries()) {
      for (const trouble of ["cut_body", "response_lost", "request_lost"] as const) {
        const phone = await Phone.start();
        await sealed(phone.store, "i1", [size]);
        let seen = -1;
        phone.server.trouble = ({ path }) => {
          if (path.includes("uploads")) seen += 1;
          return path.includes("uploads") && seen === at ? trouble : undefined;
        };
        await phone.drainAll();
        await assertDelivered(phone, 1);
        const again = (await bytesSent(phone)) - size;
        assert.ok(again <= chunk, `${trouble} at ${at}: ${again} of ${chunk} bytes again`);
        assert.ok(again <= LARGEST_CHUNK);
      }
    }
  });
}

test("chunks stay between 64 KiB and 1 MiB, the last one aside", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [6_000_000]);
  await phone.outbox.drain();
  const sizes = phone.server.seen
    .filter(({ method }) => method === "PATCH")
    .map(({ size }) => size);
  for (const size of sizes.slice(0, -1)) {
    assert.ok(size >= SMALLEST_CHUNK && size <= LARGEST_CHUNK, String(size));
  }
  assert.ok(sizes.includes(LARGEST_CHUNK));
});
