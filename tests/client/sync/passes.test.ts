/** Passes: when an op is tried again, and what several passes or tabs at once do. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealed } from "../store/sample";
import { assertDelivered, once, Phone } from "./phone";

test("waiting is obeyed: Retry-After wins, and a person who asks does not wait", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  phone.server.trouble = once("busy", "PUT");
  const report = await phone.outbox.drain();
  assert.equal(report.nextMs, phone.wall + 7_000);
  assert.equal((await phone.outbox.drain()).sent, 0);
  assert.equal((await phone.outbox.drain({ force: true })).sent, 1);
});

test("waits grow with the tries and are kept over a restart", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  phone.server.trouble = (seen) => (seen.method === "PUT" ? "crash" : undefined);
  const waits: number[] = [];
  for (let round = 0; round < 10; round++) {
    const { nextMs = 0 } = await phone.tab().drain();
    waits.push(nextMs - phone.wall);
    phone.wall = nextMs;
  }
  assert.deepEqual(waits.slice(0, 4), [1_000, 2_000, 4_000, 8_000]);
  assert.equal(waits[9], 150_000);
});

test("what is saved while sending is under way goes in the same pass", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  let saving: Promise<void> | undefined;
  phone.server.trouble = (seen) => {
    if (seen.method === "POST") saving ??= sealed(phone.store, "i2", []);
    return undefined;
  };
  await phone.outbox.drain();
  await saving;
  await phone.outbox.drain();
  await assertDelivered(phone, 1);
});

test("a draining outbox asked again answers with the same pass; force gets its own", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  const first = phone.outbox.drain();
  assert.equal(phone.outbox.drain(), first);
  const forced = phone.outbox.drain({ force: true });
  assert.notEqual(forced, first);
  assert.deepEqual([(await first).sent, (await forced).sent], [1, 0]);
});

test("two outboxes at once deliver everything once", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [300_000, 10]);
  await sealed(phone.store, "i2", [600_000]);
  const second = phone.tab();
  await Promise.all([phone.outbox.drain(), second.drain()]);
  await phone.drainAll();
  assert.equal(phone.server.revisions.size, 2);
  assert.deepEqual(new Set(Object.values(await phone.states())), new Set(["received"]));
});
