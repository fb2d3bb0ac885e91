/** Which photos may leave the phone, judged once when listed and once more in the moment they go. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { Receipt } from "../../../static/src/domain/model";
import { type EvidenceStore, openEvidence } from "../../../static/src/store/evidence";
import { purgeable, purgePhoto } from "../../../static/src/store/purging";
import { OFFICER, sealed } from "./sample";

const LOG = { epoch: 1, backup_horizon: 5 };

async function backedUp(): Promise<EvidenceStore> {
  const store = await openEvidence({ indexedDB: new IDBFactory() });
  await sealed(store, "i1", [10]);
  const keys = { "rev:i1/1": "inspections/i1/revs/1", "photo:i1-p0": "photos/i1-p0" };
  for (const [opKey, key] of Object.entries(keys)) {
    const receipt = { key, epoch: 1, log_index: 4, received_ms: 7, server_sig: key } as Receipt;
    await store.keepReceipt(opKey, receipt, "{}");
  }
  return store;
}

const listed = async ({ database }: EvidenceStore, log = LOG) =>
  (await purgeable(database, log)).map(({ photo, revision, person_id, received_ms }) => [
    photo.op_key,
    revision.op_key,
    person_id,
    received_ms,
  ]);

test("a photo whose receipt and whose record's are in the backup may go", async () => {
  const store = await backedUp();
  assert.deepEqual(await listed(store), [["photo:i1-p0", "rev:i1/1", OFFICER, 7]]);
  assert.equal(await purgePhoto(store.database, "photo:i1-p0", LOG, 9), true);
  assert.deepEqual(await listed(store), []);
});

const SPOILT: [string, (store: EvidenceStore) => Promise<unknown>, typeof LOG?][] = [
  ["the horizon is below it", async () => undefined, { ...LOG, backup_horizon: 4 }],
  ["another epoch began", async () => undefined, { ...LOG, epoch: 2 }],
  ["the photo waits again", (store) => store.update("photo:i1-p0", { state: "saved" })],
  ["its record waits again", (store) => store.update("rev:i1/1", { state: "saved" })],
  [
    "its record was received after the backup",
    (store) => {
      const key = "inspections/i1/revs/1";
      return store.keepReceipt("rev:i1/1", { key, epoch: 1, log_index: 5 } as Receipt, "{}");
    },
  ],
];

for (const [what, spoil, log = LOG] of SPOILT) {
  test(`a photo is not listed, and does not go when it was: ${what}`, async () => {
    const store = await backedUp();
    await spoil(store);
    assert.deepEqual(await listed(store, log), []);
    assert.equal(await purgePhoto(store.database, "photo:i1-p0", log, 9), false);
    assert.equal((await store.readPhoto("i1-p0")).length, 10);
    assert.equal((await store.op("photo:i1-p0"))?.purged_ms, undefined);
  });
}
