/** Lanes: what happens to one record or one officer stops nobody else. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, sealed } from "../store/sample";
import { assertDelivered, credentials, Phone } from "./phone";

test("a refused ticket stops that officer's queue only, costs no try, and heals with a new one", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  await sealed(phone.store, "i2", [10], "15");
  await sealed(phone.store, "i3", []);
  phone.server.tickets.delete("ticket-12");
  const report = await phone.outbox.drain();
  assert.deepEqual([report.waiting, report.nextMs], [3, undefined]);
  const asked = phone.server.seen.filter(({ headers }) =>
    headers.get("Authorization")?.endsWith("12"),
  );
  assert.equal(asked.length, 1);
  assert.equal((await phone.store.op("rev:i1/1"))?.last_error, "401 ticket_invalid");
  assert.deepEqual([phone.outbox.needsLogin("12"), phone.outbox.needsLogin("15")], [true, false]);
  assert.ok((await phone.store.waitingOps()).every((op) => op.tries === 0));
  phone.people.set("12", credentials("12", "new"));
  phone.server.tickets.add("new");
  await phone.outbox.drain();
  await assertDelivered(phone, 2);
  assert.equal(phone.outbox.needsLogin("12"), false);
});

test("without a ticket on the phone the queue waits for its officer", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  phone.people.delete("12");
  await phone.outbox.drain();
  assert.equal(phone.outbox.needsLogin("12"), true);
  assert.deepEqual(await phone.states(), { "rev:i1/1": "saved" });
});

test("a frozen device waits, and says so", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  phone.server.trouble = (seen) => (seen.method === "PUT" ? "frozen" : undefined);
  await phone.drainAll(3);
  assert.equal(phone.outbox.isFrozen("12"), true);
  assert.ok((await phone.store.waitingOps()).every((op) => op.tries === 0));
});

test("after three equal refusals a record is set aside; the others went on from the first", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  await sealed(phone.store, "i2", [10]);
  phone.server.poison.set("/api/v1/inspections/i1/revs/1", [422, "manifest_invalid"]);
  await phone.outbox.drain();
  assert.equal((await phone.states())["photo:i2-p0"], "received");
  assert.equal((await phone.states())["rev:i1/1"], "saved");
  await phone.drainAll(6);
  const record = await phone.store.op("rev:i1/1");
  assert.deepEqual([record?.state, record?.refusals], ["quarantined", 3]);
  assert.equal((await phone.states())["photo:i1-p0"], "saved");
});

test("a photo that is always refused is set aside, although HEAD cannot say why", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10, 20]);
  phone.server.poison.set("/api/v1/uploads/i1-p0", [409, "manifest_mismatch"]);
  await phone.drainAll(6);
  const states = await phone.states();
  assert.deepEqual([states["photo:i1-p0"], states["photo:i1-p1"]], ["quarantined", "received"]);
  assert.equal((await phone.store.op("photo:i1-p0"))?.refusal, "409 manifest_mismatch");
});

for (const code of ["forbidden", "device_revoked"]) {
  test(`403 ${code} is about the person: that queue waits untried, the other officer's goes on`, async () => {
    const phone = await Phone.start();
    await sealed(phone.store, "i1", [10]);
    await sealed(phone.store, "i2", [10], "15");
    phone.server.poison.set("/api/v1/inspections/i1/revs/1", [403, code]);
    await phone.drainAll(5);
    assert.deepEqual([phone.outbox.isFrozen("12"), phone.outbox.isFrozen("15")], [true, false]);
    const waiting = await phone.store.waitingOps();
    assert.deepEqual(
      waiting.map((op) => [op.op_key, op.tries, op.refusals]),
      [
        ["rev:i1/1", 0, 0],
        ["photo:i1-p0", 0, 0],
      ],
    );
    assert.equal(waiting[0]?.last_error, `403 ${code}`);
    phone.server.poison.clear();
    await phone.drainAll();
    await assertDelivered(phone, 2);
    assert.equal(phone.outbox.isFrozen("12"), false);
  });
}

test("403 not_owner is about one record, made under another identity of this phone: the others go on", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  await sealed(phone.store, "i2", [10]);
  phone.server.poison.set("/api/v1/inspections/i1/revs/1", [403, "not_owner"]);
  await phone.drainAll(6);
  const states = await phone.states();
  assert.deepEqual([states["rev:i1/1"], states["photo:i2-p0"]], ["quarantined", "received"]);
  assert.equal(phone.outbox.isFrozen("12"), false);
});

test("what was set aside is sent again when somebody asks, and only then", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  phone.server.poison.set("/api/v1/inspections/i1/revs/1", [422, "manifest_invalid"]);
  await phone.drainAll(6);
  phone.server.poison.clear();
  await phone.outbox.drain();
  assert.equal((await phone.states())["rev:i1/1"], "quarantined");
  await phone.outbox.drain({ force: true });
  await assertDelivered(phone, 1);
});

test("damaged local bytes are found before sending and stop nobody else", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10, 20]);
  const { readPhoto } = phone.store;
  phone.store.readPhoto = async (id) => (id === "i1-p0" ? noise(10, 99) : readPhoto(id));
  await phone.outbox.drain();
  const states = await phone.states();
  assert.deepEqual([states["photo:i1-p0"], states["photo:i1-p1"]], ["damaged", "received"]);
  assert.equal(
    phone.server.seen.some(({ path }) => path.endsWith("i1-p0")),
    false,
  );
});

test("one record's trouble in the phone's own database stops nobody else", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10, 20]);
  const { readPhoto } = phone.store;
  phone.store.readPhoto = async (id) => {
    if (id === "i1-p0") throw new Error("broken");
    return readPhoto(id);
  };
  const report = await phone.outbox.drain();
  assert.deepEqual([report.sent, report.failed, report.waiting], [2, 1, 1]);
  assert.match((await phone.store.op("photo:i1-p0"))?.last_error ?? "", /broken/);
});
