/** Heartbeats: what the office hears of a phone, how often, and what the phone makes of the answer. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealed } from "../../store/sample";
import { Phone } from "../phone";

const NOTHING = { revs: 0, photos: 0, facts: 0, quarantined: 0, damaged: 0 };

test("what is unsent is told at the start, and once more when the queue is empty", async () => {
  const phone = await Phone.start();
  phone.storage = { persisted: true, free_bytes: 7 };
  await sealed(phone.store, "i1", [10, 20]);
  await sealed(phone.store, "i2", [], "15");
  await phone.kept().drain();
  const heard = phone.server.keeping.heartbeats.map(({ ticket, pending }) => [ticket, pending]);
  assert.deepEqual(heard, [
    ["ticket-12", { ...NOTHING, revs: 1, photos: 2 }],
    ["ticket-15", { ...NOTHING, revs: 1 }],
    ["ticket-12", NOTHING],
    ["ticket-15", NOTHING],
  ]);
  const { persisted, free_bytes, max_seq, oldest_ms } = phone.server.keeping.heartbeats[0] ?? {};
  assert.deepEqual([persisted, free_bytes, max_seq, oldest_ms], [true, 7, 2, 1_790_000_004_000]);
  assert.equal("oldest_ms" in (phone.server.keeping.heartbeats[2] ?? {}), false);
});

test("quarantined and damaged items are unsent too", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10, 20]);
  await phone.store.update("rev:i1/1", { state: "quarantined" });
  await phone.store.update("photo:i1-p1", { state: "damaged" });
  phone.server.trouble = ({ method }) => (method === "PUT" ? "crash" : undefined);
  await phone.kept().drain();
  const pending = { revs: 1, photos: 2, facts: 0, quarantined: 1, damaged: 1 };
  assert.deepEqual(phone.server.keeping.heartbeats[0]?.pending, pending);
});

test("a phone with nothing to say speaks every two minutes, and only of who works with it", async () => {
  const phone = await Phone.start();
  const box = phone.kept();
  const after = async (ms: number) => {
    phone.mono += ms;
    await box.drain();
    return phone.server.keeping.heartbeats.map(({ ticket }) => ticket.slice(-2)).join(" ");
  };
  assert.equal(await after(0), "12 15");
  assert.equal(await after(119_999), "12 15");
  assert.equal(await after(1), "12 15 12");
});

test("what was made and delivered between two heartbeats is told when the queue is empty", async () => {
  const phone = await Phone.start();
  phone.people.delete("15");
  const box = phone.kept();
  await box.drain();
  await sealed(phone.store, "i1", [10]);
  await box.drain();
  await box.drain();
  const said = phone.server.keeping.heartbeats.map(({ max_seq, pending }) => [
    max_seq,
    pending.revs,
  ]);
  assert.deepEqual(said, [
    [0, 0],
    [1, 0],
  ]);
});

test("a server that does not answer heartbeats still gets the evidence", async () => {
  for (const trouble of ["request_lost", "crash", "portal", "login"] as const) {
    const phone = await Phone.start();
    await sealed(phone.store, "i1", [10]);
    phone.server.trouble = ({ path }) => (path.endsWith("heartbeat") ? trouble : undefined);
    assert.equal((await phone.kept().drain()).sent, 2, trouble);
    assert.equal((await phone.store.standing("12")).person.device_state, undefined);
  }
});

test("a keeper that cannot be loaded stops nothing, and is told", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  const broken = new TypeError("the part is not on this phone");
  const report = await phone.tab({ keeper: () => Promise.reject(broken) }).drain();
  assert.deepEqual([report.sent, report.trouble], [2, broken]);
});

for (const state of ["frozen", "revoked"] as const) {
  test(`a phone that the office has ${state} knows it, and keeps what it has`, async () => {
    const phone = await Phone.start();
    phone.server.keeping.deviceState = state;
    await sealed(phone.store, "i1", [10]);
    phone.server.trouble = ({ method }) => (method === "PUT" ? "crash" : undefined);
    await phone.kept().drain();
    assert.equal((await phone.store.standing("12")).person.device_state, state);
    assert.ok(phone.frozen.includes("12"));
    assert.equal((await phone.store.waitingOps()).length, 2);
    phone.server.keeping.deviceState = "active";
    await phone.kept().drain();
    assert.equal((await phone.store.standing("12")).person.device_state, "active");
  });
}

test("what the server says of itself is kept for the screens", async () => {
  const phone = await Phone.start();
  await phone.kept().drain();
  assert.deepEqual((await phone.store.standing("12")).server, {
    epoch: 1,
    backup_horizon: 0,
    heard_ms: phone.wall,
  });
});
