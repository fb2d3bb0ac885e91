/** What the server says of held items, written down against whatever happened meanwhile. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { Receipt } from "../../../static/src/domain/model";
import { type EvidenceStore, openEvidence } from "../../../static/src/store/evidence";
import { applyVerdicts, countUnsent, heldItems, lastSeq } from "../../../static/src/store/held";
import { DEVICE, OFFICER, sealed } from "./sample";

const receipt = (epoch: number) =>
  ({ key: "inspections/i1/revs/1", epoch, server_sig: `signed in ${epoch}` }) as Receipt;

async function received(): Promise<EvidenceStore> {
  const store = await openEvidence({ indexedDB: new IDBFactory() });
  await sealed(store, "i1", []);
  await store.keepReceipt("rev:i1/1", receipt(1), "{}");
  return store;
}

test("what the server does not have waits again, as if it had never been tried", async () => {
  const store = await received();
  await store.update("rev:i1/1", { tries: 4, next_ms: 9, refusal: "x", refusals: 2 });
  const [item] = await heldItems(store.database, OFFICER);
  assert.ok(item);
  await applyVerdicts(store.database, [{ item, receipt: undefined }]);
  const { state, tries, next_ms, refusals, last_error } = (await store.op("rev:i1/1")) ?? {};
  assert.deepEqual([state, tries, next_ms, refusals, last_error], ["saved", 0, 0, 0, ""]);
  assert.equal((await store.receipt("inspections/i1/revs/1"))?.receipt.epoch, 1);
});

test("an answer that came late does not undo the receipt that another tab got meanwhile", async () => {
  const store = await received();
  const [item] = await heldItems(store.database, OFFICER);
  assert.ok(item);
  await store.keepReceipt("rev:i1/1", receipt(2), "{}");
  await applyVerdicts(store.database, [{ item, receipt: undefined }]);
  assert.equal((await store.op("rev:i1/1"))?.state, "received");
});

test("a receipt that comes with an answer is the new one, and settles what waited", async () => {
  const store = await received();
  const [item] = await heldItems(store.database, OFFICER);
  assert.ok(item);
  await store.update("rev:i1/1", { state: "saved", last_error: "500 internal" });
  const confirmed = { item, receipt: receipt(2), canonical: "{2}", confirmed_epoch: 2 };
  await applyVerdicts(store.database, [confirmed]);
  const { state, confirmed_epoch, last_error } = (await store.op("rev:i1/1")) ?? {};
  assert.deepEqual([state, confirmed_epoch, last_error], ["received", 2, ""]);
  assert.equal((await store.receipt("inspections/i1/revs/1"))?.canonical, "{2}");
  assert.deepEqual(await heldItems(store.database, OFFICER, 2), []);
  assert.equal((await heldItems(store.database, OFFICER, 3)).length, 1);
  await applyVerdicts(store.database, [{ ...confirmed, confirmed_epoch: undefined }]);
  assert.equal((await store.op("rev:i1/1"))?.confirmed_epoch, undefined);
});

test("only one's own is asked for and counted", async () => {
  const store = await received();
  await sealed(store, "i2", [10], "15");
  assert.deepEqual(await heldItems(store.database, "15"), []);
  const { pending } = await countUnsent(store.database, "15");
  assert.deepEqual([pending.revs, pending.photos], [1, 1]);
  assert.equal(await lastSeq(store.database, DEVICE), 2);
  assert.equal(await lastSeq(store.database, "another device"), 0);
});

test("damaged sealed bytes have no age, and are counted all the same", async () => {
  const store = await openEvidence({ indexedDB: new IDBFactory() });
  await sealed(store, "i1", []);
  await store.database.write(["ops"], async (tx) => {
    const op = await tx.objectStore("ops").get("rev:i1/1");
    if (op) await tx.objectStore("ops").put({ ...op, bytes: new ArrayBuffer(5) });
  });
  const { pending, oldest_ms } = await countUnsent(store.database, OFFICER);
  assert.deepEqual([pending.revs, oldest_ms], [1, undefined]);
});
