/** How the store reads: only what it asks for, and once more over a fresh connection before bytes count as lost. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { IDBFactory, IDBKeyRange, IDBObjectStore } from "fake-indexeddb";
import { openEvidence, PhotoDamaged } from "../../../static/src/store/evidence";
import { draftOf, NO_THUMBNAIL, newPhoto, noise, OFFICER, sealed, sealInput } from "./sample";

afterEach(() => mock.restoreAll());

type GetAll = (this: { name: string; transaction: { db: unknown } }, range?: unknown) => unknown;

/** What `read` sees in place of each `getAll`. */
function around(change: (original: GetAll) => GetAll): void {
  const original = IDBObjectStore.prototype.getAll as unknown as GetAll;
  mock.method(IDBObjectStore.prototype, "getAll", change(original) as never);
}

test("the sweeps read no op that is received already", async () => {
  const store = await openEvidence({ indexedDB: new IDBFactory() });
  await sealed(store, "i1", [10]);
  await sealed(store, "i2", [10], "15");
  await sealed(store, "i3", [], "15");
  await store.update("rev:i1/1", { state: "received" });
  await store.update("rev:i3/1", { state: "quarantined" });
  const whole: string[] = [];
  around(
    (original) =>
      function (...args) {
        whole.push(this.name);
        return original.apply(this, args);
      },
  );
  assert.deepEqual(
    (await store.waitingOps()).map((op) => op.op_key),
    ["rev:i2/1", "photo:i1-p0", "photo:i2-p0"],
  );
  assert.equal(await store.countsOfOthers(OFFICER), 2);
  assert.equal(await store.countsOfOthers("15"), 1);
  await store.requeueRefused();
  assert.equal((await store.op("rev:i3/1"))?.state, "saved");
  assert.deepEqual(whole, []);
});

test("what was refused waits again as if never tried; what is really damaged stays so", async () => {
  const store = await openEvidence({ indexedDB: new IDBFactory() });
  await sealed(store, "i1", [10, 10, 10]);
  await store.database.write(["chunks"], (tx) => tx.objectStore("chunks").delete(["i1-p1", 0]));
  const refused = { refusal: "409 x", refusals: 3, tries: 3, next_ms: 99, last_error: "409 x" };
  await store.update("photo:i1-p0", { state: "quarantined", ...refused });
  await store.update("photo:i1-p1", { state: "damaged" });
  await store.update("photo:i1-p2", { state: "damaged" });
  await store.requeueRefused();
  const op = await store.op("photo:i1-p0");
  assert.deepEqual(
    [op?.state, op?.refusal, op?.refusals, op?.tries, op?.next_ms],
    ["saved", "", 0, 0, 0],
  );
  assert.equal((await store.op("photo:i1-p1"))?.state, "damaged");
  assert.equal((await store.op("photo:i1-p2"))?.state, "saved");
});

/** From here on the chunks read empty, over the connections of which `isBlind` says so. */
function blind(isBlind: (seen: Set<unknown>) => boolean): void {
  const seen = new Set<unknown>();
  around(
    (original) =>
      function (range) {
        if (this.name !== "chunks") return original.call(this, range);
        seen.add(this.transaction.db);
        return original.call(this, isBlind(seen) ? IDBKeyRange.only(["nothing"]) : range);
      },
  );
}

test("sealing looks twice before it takes a photo for damaged", async () => {
  const store = await openEvidence({ indexedDB: new IDBFactory() });
  const owner = { person_id: OFFICER, inspection_id: "i1" };
  const photo = await store.keepPhoto(owner, newPhoto("p1"), noise(9), NO_THUMBNAIL);
  const input = sealInput(draftOf("i1", { photos: [photo] }));
  blind(() => true);
  await assert.rejects(store.seal(input), PhotoDamaged);
  mock.restoreAll();
  blind((connections) => connections.size === 1);
  assert.equal((await store.seal(input)).photos.length, 1);
});
