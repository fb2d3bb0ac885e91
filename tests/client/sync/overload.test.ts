/** A server that is busy or full: it is left alone as it asks, and nobody's record waits behind another's. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealed } from "../store/sample";
import { assertDelivered, Phone } from "./phone";

async function loaded(records: number, photos: number[]): Promise<Phone> {
  const phone = await Phone.start();
  for (let n = 0; n < records; n++) await sealed(phone.store, `i${n}`, photos);
  return phone;
}

const sentTo = (phone: Phone, method: string) =>
  phone.server.seen.filter((seen) => seen.method === method).length;

test("a full server gets every record, is asked thrice about photos, and then when it said", async () => {
  const phone = await loaded(6, [10]);
  phone.server.trouble = ({ method }) => (method === "POST" ? "full" : undefined);
  const report = await phone.outbox.drain();
  assert.deepEqual([report.sent, report.waiting, sentTo(phone, "POST")], [6, 6, 3]);
  assert.equal(report.nextMs, phone.wall + 300_000);
  phone.server.trouble = () => undefined;
  phone.wall += 300_000;
  await phone.outbox.drain();
  await assertDelivered(phone, 6);
});

test("a busy server is left alone after three answers", async () => {
  const phone = await loaded(6, []);
  phone.server.trouble = ({ method }) => (method === "PUT" ? "busy" : undefined);
  const report = await phone.outbox.drain();
  assert.deepEqual([sentTo(phone, "PUT"), report.nextMs], [3, phone.wall + 7_000]);
});

test("records that are always answered with busy do not stop the others", async () => {
  const phone = await loaded(6, []);
  for (const n of [0, 1, 2, 3]) {
    phone.server.poison.set(`/api/v1/inspections/i${n}/revs/1`, [503, "busy"]);
  }
  for (let pass = 0; pass < 3; pass++) {
    await phone.outbox.drain();
    phone.wall += 400_000;
  }
  const states = await phone.states();
  assert.deepEqual([states["rev:i4/1"], states["rev:i5/1"]], ["received", "received"]);
});

test("one refusal for lack of room among good answers is about that photo", async () => {
  const phone = await loaded(5, [10]);
  phone.server.poison.set("/api/v1/uploads/i1-p0", [507, "storage_full"]);
  phone.server.poison.set("/api/v1/uploads/i3-p0", [507, "storage_full"]);
  const report = await phone.outbox.drain();
  assert.deepEqual([report.sent, report.failed], [8, 2]);
});
