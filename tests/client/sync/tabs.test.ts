/** Several tabs on one phone: one of them sends, and none that froze or was closed holds up the others. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { StorageBroken } from "../../../static/src/store/evidence";
import { LEASE_MS, takeLease } from "../../../static/src/store/lease";
import { sealed } from "../store/sample";
import { assertDelivered, Phone } from "./phone";

/** Web Locks of which another tab holds ours, or none does. */
const locksHeld = (held: boolean) => ({
  request: <T>(_name: string, _options: object, work: (lock: unknown) => Promise<T>) =>
    work(held ? null : {}),
});

async function phoneWithWork(): Promise<Phone> {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  return phone;
}

test("while one tab sends the other sends nothing, without Web Locks too", async () => {
  const phone = await phoneWithWork();
  await sealed(phone.store, "i2", [300_000]);
  const second = phone.tab();
  const reports = await Promise.all([phone.outbox.drain(), second.drain()]);
  assert.deepEqual(
    reports.map(({ busy }) => busy),
    [false, true],
  );
  await assertDelivered(phone, 1);
  assert.equal((await second.drain()).busy, false);
});

test("a tab that froze while it sent is passed over when its lease has ended", async () => {
  for (const locks of [undefined, locksHeld(true)]) {
    const phone = await phoneWithWork();
    await takeLease(phone.store.database, "frozen", phone.wall, false);
    const tab = phone.tab({ locks });
    assert.equal((await tab.drain()).busy, true);
    phone.wall += LEASE_MS - 1;
    assert.equal((await tab.drain()).busy, true);
    assert.equal(phone.server.seen.length, 0);
    phone.wall += 1;
    assert.equal((await tab.drain()).busy, false);
    await assertDelivered(phone, 0);
  }
});

test("a closed tab's lease goes with its Web Lock", async () => {
  const phone = await phoneWithWork();
  await takeLease(phone.store.database, "closed", phone.wall, false);
  const report = await phone.tab({ locks: locksHeld(false) }).drain();
  assert.deepEqual([report.busy, report.sent], [false, 1]);
});

test("a lock without a lease, as older builds have it, is respected for a minute", async () => {
  const phone = await phoneWithWork();
  const tab = phone.tab({ locks: locksHeld(true) });
  assert.deepEqual([(await tab.drain()).busy, phone.server.seen.length], [true, 0]);
  phone.mono += 60_000;
  assert.deepEqual([(await tab.drain()).busy, phone.server.seen.length], [false, 2]);
});

test("a tab that froze for good is waited for once, not before each pass", async () => {
  const phone = await phoneWithWork();
  const tab = phone.tab({ locks: locksHeld(true) });
  assert.equal((await tab.drain()).busy, true);
  phone.mono += 60_000;
  assert.equal((await tab.drain()).busy, false);
  assert.equal((await tab.drain()).busy, false);
});

test("a clock that was set back does not make a lease last for years", async () => {
  const phone = await phoneWithWork();
  await takeLease(phone.store.database, "other", phone.wall + 365 * 86_400_000, false);
  assert.equal((await phone.outbox.drain()).sent, 1);
});

test("a tab that wakes up while another sends stops, without a failed try", async () => {
  const phone = await phoneWithWork();
  await sealed(phone.store, "i2", [600_000]);
  phone.server.trouble = ({ method }) => {
    if (method !== "POST" || phone.wall > 1_790_000_200_000) return undefined;
    // The browser froze the page here; a minute later another tab began to send.
    phone.wall += 60_000;
    void takeLease(phone.store.database, "other", phone.wall, true);
    return undefined;
  };
  const report = await phone.outbox.drain();
  assert.deepEqual([report.busy, report.failed], [true, 0]);
  const photo = await phone.store.op("photo:i2-p0");
  assert.deepEqual([photo?.state, photo?.tries, photo?.last_error], ["saved", 0, ""]);
  phone.wall += LEASE_MS + 60_000_000;
  await phone.outbox.drain();
  await assertDelivered(phone, 1);
});

test("a long pass keeps its lease", async () => {
  const phone = await phoneWithWork();
  await sealed(phone.store, "i2", [3_000_000]);
  const other = phone.tab();
  const seen: boolean[] = [];
  phone.server.trouble = ({ method }) => {
    if (method === "PATCH") {
      phone.wall += 20_000;
      void other.drain().then(({ busy }) => seen.push(busy));
    }
    return undefined;
  };
  await phone.outbox.drain();
  await assertDelivered(phone, 1);
  assert.ok(seen.length >= 3, String(seen.length));
  assert.deepEqual(new Set(seen), new Set([true]));
});

test("a phone that cannot note who sends does send", async () => {
  const phone = await phoneWithWork();
  const { database } = phone.store;
  const write = database.write.bind(database) as (...args: unknown[]) => Promise<unknown>;
  database.write = ((stores: string[], work: unknown) =>
    stores.join() === "meta"
      ? Promise.reject(new StorageBroken("no"))
      : write(stores, work)) as typeof database.write;
  assert.equal((await phone.tab().drain()).sent, 1);
});
