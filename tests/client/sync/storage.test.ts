/** The phone's own storage fails while records are sent: what it does not concern goes on, and it is reported. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { PhotoDamaged } from "../../../static/src/store/errors";
import { StorageBroken, StorageRefused } from "../../../static/src/store/evidence";
import { noise, sealed } from "../store/sample";
import { assertDelivered, Phone } from "./phone";

test("a phone too full to note the server's clock sends all the same, and says so", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  phone.store.keepServerClock = () => Promise.reject(new StorageRefused("full"));
  const report = await phone.outbox.drain();
  assert.deepEqual([report.online, report.sent, report.failed], [true, 2, 0]);
  assert.ok(report.trouble instanceof StorageRefused);
  await assertDelivered(phone, 1);
});

test("a receipt that cannot be kept fails its own record only, which rests before the next try", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  await sealed(phone.store, "i2", [10]);
  const { keepReceipt } = phone.store;
  phone.store.keepReceipt = async (opKey, ...rest) => {
    if (opKey === "rev:i1/1") throw new StorageRefused("full");
    return keepReceipt(opKey, ...rest);
  };
  const report = await phone.outbox.drain();
  assert.deepEqual([report.sent, report.failed, report.waiting], [2, 1, 2]);
  assert.ok(report.trouble instanceof StorageRefused);
  assert.equal(report.nextMs, phone.wall + 30_000);
  const states = await phone.states();
  assert.deepEqual([states["rev:i2/1"], states["photo:i2-p0"]], ["received", "received"]);
  phone.store.keepReceipt = keepReceipt;
  assert.equal((await phone.drainAll()).trouble, undefined);
  await assertDelivered(phone, 2);
});

test("an outcome that cannot be written down stops nobody else, and a lost network is still noticed", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  await sealed(phone.store, "i2", []);
  phone.store.update = () => Promise.reject(new StorageBroken("broken"));
  phone.server.trouble = (seen) => (seen.path.includes("i1") ? "request_lost" : undefined);
  const report = await phone.outbox.drain();
  assert.deepEqual([report.sent, report.failed], [1, 1]);
  phone.server.trouble = (_seen, index) => (index > 3 ? "request_lost" : undefined);
  assert.equal((await phone.outbox.drain()).online, false);
});

test("reading one op fails: the others go", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  await sealed(phone.store, "i2", [10]);
  const { inspectionOps } = phone.store;
  phone.store.inspectionOps = async (id) => {
    if (id === "i1") throw new StorageBroken("broken");
    return inspectionOps(id);
  };
  const report = await phone.outbox.drain();
  assert.deepEqual([report.sent, report.failed], [2, 1]);
});

test("a fault that is not the storage's is not taken for one", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  phone.store.keepReceipt = () => Promise.reject(new TypeError("ours"));
  await assert.rejects(phone.outbox.drain(), TypeError);
});

test("a photo that reads back wrong once is read again over a fresh connection, and sent", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10, 20]);
  const { readPhoto, reopen } = phone.store;
  let isFresh = false;
  phone.store.reopen = () => {
    isFresh = true;
    reopen();
  };
  phone.store.readPhoto = async (id) => {
    if (isFresh) return readPhoto(id);
    if (id === "i1-p1") throw new PhotoDamaged(id);
    return noise(10, 99);
  };
  await phone.outbox.drain();
  assert.equal(isFresh, true);
  await assertDelivered(phone, 2);
});

test("a record that reads back wrong once is sent as it was sealed", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", []);
  const { waitingOps } = phone.store;
  phone.store.waitingOps = async () =>
    (await waitingOps()).map((op) => ({ ...op, bytes: noise(op.size, 3).buffer }));
  await phone.outbox.drain();
  await assertDelivered(phone, 0);
});

test("a slice that goes missing on the way is tried again, not given up", async () => {
  const phone = await Phone.start();
  await sealed(phone.store, "i1", [10]);
  const { readPhotoSlice } = phone.store;
  let left = 1;
  phone.store.readPhotoSlice = async (id, ...rest) => {
    if (left-- > 0) throw new PhotoDamaged(id);
    return readPhotoSlice(id, ...rest);
  };
  await phone.outbox.drain();
  assert.equal((await phone.states())["photo:i1-p0"], "saved");
  await phone.drainAll();
  await assertDelivered(phone, 1);
});
