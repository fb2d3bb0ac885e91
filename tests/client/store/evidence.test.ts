import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { canonicalBytes } from "../../../static/src/domain/jcs";
import type { Receipt } from "../../../static/src/domain/model";
import { openEvidence, PhotoDamaged } from "../../../static/src/store/evidence";
import { CHUNK_BYTES } from "../../../static/src/store/schema";
import { begin, durabilities } from "./faults";
import {
  DEVICE,
  draftOf,
  NO_THUMBNAIL,
  newPhoto,
  noise,
  OFFICER,
  sealed,
  sealInput,
  sha256,
} from "./sample";

const OWNER = { person_id: OFFICER, inspection_id: "i1" };

function fresh() {
  return openEvidence({ indexedDB: new IDBFactory(), newId: () => "made-id" });
}

/** The raw database, past the store. */
function raw<T>(indexedDB: IDBFactory, store: string, ask: (s: IDBObjectStore) => IDBRequest<T>) {
  return new Promise<T>((resolve, reject) => {
    const opening = indexedDB.open("evidence", 1);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const request = ask(opening.result.transaction(store, "readwrite").objectStore(store));
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        resolve(request.result);
        opening.result.close();
      };
    };
  });
}

test("a photo lies in chunks of at most 48 KiB and comes back as it was", async () => {
  const indexedDB = new IDBFactory();
  const store = await openEvidence({ indexedDB });
  const bytes = noise(2 * CHUNK_BYTES + 1);
  const kept = await store.keepPhoto(OWNER, newPhoto("p1"), bytes, NO_THUMBNAIL);
  assert.deepEqual([kept.size, kept.sha256], [bytes.length, sha256(bytes)]);
  assert.deepEqual(await store.readPhoto("p1"), bytes);
  const chunks = (await raw(indexedDB, "chunks", (s) => s.getAll())) as ArrayBuffer[];
  assert.deepEqual(
    chunks.map((chunk) => chunk.byteLength),
    [CHUNK_BYTES, CHUNK_BYTES, 1],
  );
  assert.ok(chunks.every((chunk) => chunk instanceof ArrayBuffer));
});

test("any slice of a photo is the same bytes", async () => {
  const store = await fresh();
  const bytes = noise(3 * CHUNK_BYTES);
  await store.keepPhoto(OWNER, newPhoto("p1"), bytes, NO_THUMBNAIL);
  const edges = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES];
  for (const start of edges) {
    for (const end of edges.filter((edge) => edge > start)) {
      assert.deepEqual(await store.readPhotoSlice("p1", start, end), bytes.slice(start, end));
    }
  }
});

test("nothing but bytes of a sane size reaches the database", async () => {
  const store = await fresh();
  const refused: [unknown, unknown][] = [
    [new Blob(["x"]), NO_THUMBNAIL],
    ["text", NO_THUMBNAIL],
    [new ArrayBuffer(4), NO_THUMBNAIL],
    [new Uint8Array(0), NO_THUMBNAIL],
    [new Uint8Array(32 * 1024 * 1024 + 1), NO_THUMBNAIL],
    [noise(4), new Blob(["x"])],
    [noise(4), new Uint8Array(4)],
    [noise(4), new ArrayBuffer(32_769)],
  ];
  for (const [bytes, thumbnail] of refused) {
    await assert.rejects(
      store.keepPhoto(OWNER, newPhoto("p1"), bytes as Uint8Array, thumbnail as ArrayBuffer),
      (error) => error instanceof TypeError || error instanceof RangeError,
    );
  }
  assert.equal(await store.draft(OFFICER), undefined);
});

test("a photo that no saved draft names yet is in the draft all the same", async () => {
  const store = await fresh();
  const photo = await store.keepPhoto(OWNER, newPhoto("p1"), noise(9), NO_THUMBNAIL);
  assert.deepEqual(await store.draft(OFFICER), {
    ...draftOf("i1", { type: "", outcome: "" }),
    photos: [photo],
  });
  await store.keepDraft(draftOf("i1", { note: "x", photos: [photo] }));
  const second = await store.keepPhoto(OWNER, newPhoto("p0", 1), noise(9), NO_THUMBNAIL);
  assert.deepEqual((await store.draft(OFFICER))?.photos, [photo, second]);
  assert.equal((await store.draft(OFFICER))?.note, "x");
});

test("a draft is one person's", async () => {
  const store = await fresh();
  await store.keepPhoto(OWNER, newPhoto("p1"), noise(9), NO_THUMBNAIL);
  assert.equal(await store.draft("15"), undefined);
  assert.equal(await store.draft("1"), undefined);
});

test("a dropped photo is gone with its bytes; a forgotten draft with all of them", async () => {
  const indexedDB = new IDBFactory();
  const store = await openEvidence({ indexedDB });
  for (const id of ["p1", "p2", "p3"]) {
    await store.keepPhoto(OWNER, newPhoto(id), noise(9), NO_THUMBNAIL);
  }
  await store.dropPhoto(OFFICER, "p2");
  assert.deepEqual(
    (await store.draft(OFFICER))?.photos.map((photo) => photo.id),
    ["p1", "p3"],
  );
  await assert.rejects(store.readPhoto("p2"), PhotoDamaged);
  await store.forgetDraft(OFFICER);
  assert.equal(await store.draft(OFFICER), undefined);
  assert.equal(await raw(indexedDB, "chunks", (s) => s.count()), 0);
});

test("sealing turns the draft into ops, canonical bytes and the next link of the chain", async () => {
  const store = await fresh();
  const photos = [
    await store.keepPhoto(OWNER, newPhoto("p1"), noise(50_000), new ArrayBuffer(5)),
    await store.keepPhoto(OWNER, newPhoto("p2"), noise(7, 2), NO_THUMBNAIL),
  ];
  await store.keepDraft(draftOf("i1", { photos }));
  const first = await store.seal(sealInput(draftOf("i1", { photos })));
  assert.deepEqual([first.seq, first.prev], [1, "0".repeat(64)]);
  assert.equal(await store.draft(OFFICER), undefined);
  const [record, one, two] = await store.ops(OFFICER);
  assert.ok(record && one && two);
  assert.deepEqual([record.op_key, one.op_key, two.op_key], ["rev:i1/1", "photo:p1", "photo:p2"]);
  assert.deepEqual(Buffer.from(record.bytes), Buffer.from(canonicalBytes(first)));
  assert.equal(record.sha256, sha256(new Uint8Array(record.bytes)));
  assert.deepEqual(
    [one.sha256, one.size, one.thumbnail.byteLength],
    [photos[0]?.sha256, 50_000, 5],
  );
  const second = await store.seal(sealInput(draftOf("i2")));
  assert.deepEqual([second.seq, second.prev], [2, record.sha256]);
});

test("sealing twice, or in two tabs at once, seals once and leaves no gap", async () => {
  const indexedDB = new IDBFactory();
  const tabs = [await openEvidence({ indexedDB }), await openEvidence({ indexedDB })];
  const sealings = ["i1", "i1", "i2", "i3", "i2"].map((id, index) =>
    tabs[index % 2]?.seal(sealInput(draftOf(id))),
  );
  const revisions = await Promise.all(sealings);
  const ops = await tabs[0]?.ops(OFFICER);
  assert.deepEqual(
    ops?.map((op) => op.seq),
    [1, 2, 3],
  );
  const prevs = new Set(revisions.map((revision) => revision?.prev));
  assert.equal(prevs.size, 3);
});

test("a late autosave does not bring a sealed draft back, and a late photo starts the next", async () => {
  const store = await fresh();
  await store.seal(sealInput(draftOf("i1")));
  await store.keepDraft(draftOf("i1", { note: "late" }));
  assert.equal(await store.draft(OFFICER), undefined);
  await store.keepPhoto(OWNER, newPhoto("late"), noise(9), NO_THUMBNAIL);
  const next = await store.draft(OFFICER);
  assert.deepEqual([next?.inspection_id, next?.photos[0]?.id], ["made-id", "late"]);
});

test("a photo that was damaged before the seal is named, and nothing is sealed", async () => {
  const indexedDB = new IDBFactory();
  const store = await openEvidence({ indexedDB });
  const photo = await store.keepPhoto(OWNER, newPhoto("p1"), noise(60_000), NO_THUMBNAIL);
  await raw(indexedDB, "chunks", (s) => s.put(new ArrayBuffer(3), ["p1", 1]));
  const input = sealInput(draftOf("i1", { photos: [photo] }));
  await assert.rejects(store.seal(input), (error: PhotoDamaged) => error.photo_id === "p1");
  assert.deepEqual(await store.ops(OFFICER), []);
  await raw(indexedDB, "chunks", (s) => s.delete(["p1", 0]));
  await assert.rejects(store.readPhotoSlice("p1", 0, 10), PhotoDamaged);
});

test("sealed photos can be neither overwritten nor dropped", async () => {
  const store = await fresh();
  await sealed(store, "i1", [100]);
  await assert.rejects(
    store.keepPhoto(OWNER, newPhoto("i1-p0"), noise(5), NO_THUMBNAIL),
    RangeError,
  );
  await store.dropPhoto(OFFICER, "i1-p0");
  await store.forgetDraft(OFFICER);
  assert.deepEqual(await store.readPhoto("i1-p0"), noise(100));
});

test("revisions wait before photos, and a receipt ends the waiting in one step", async () => {
  const store = await fresh();
  await sealed(store, "i1", [10, 10]);
  await sealed(store, "i2", [10], "15");
  const keys = (await store.waitingOps()).map((op) => op.op_key);
  assert.deepEqual(keys, ["rev:i1/1", "rev:i2/1", "photo:i1-p0", "photo:i1-p1", "photo:i2-p0"]);
  assert.equal(await store.countsOfOthers(OFFICER), 1);
  const receipt = { key: "inspections/i1/revs/1", sha256: "x" } as Receipt;
  await store.keepReceipt("rev:i1/1", receipt, "{}");
  assert.equal((await store.op("rev:i1/1"))?.state, "received");
  assert.deepEqual(await store.receipt(receipt.key), {
    key: receipt.key,
    receipt,
    canonical: "{}",
  });
  await store.update("rev:i1/1", { state: "quarantined" });
  assert.equal((await store.op("rev:i1/1"))?.state, "received");
});

test("every writing transaction is of strict durability", async () => {
  begin();
  const store = await fresh();
  await sealed(store, "i1", [100]);
  await store.keepDraft(draftOf("i2"));
  await store.forgetDraft(OFFICER);
  await store.update("rev:i1/1", { tries: 1 });
  await store.keepReceipt("rev:i1/1", { key: "k" } as Receipt, "{}");
  await store.keepServerClock({ srv_offset_ms: 1, wall_ms: 2, mono_ms: 3, boot_id: "b" });
  assert.equal(durabilities.length, 7);
  assert.deepEqual(new Set(durabilities), new Set(["strict"]));
});

test("a database of version 1 is opened as it is, with all its stores", async () => {
  const indexedDB = new IDBFactory();
  const store = await openEvidence({ indexedDB });
  await sealed(store, "i1", [100]);
  store.close();
  const again = await openEvidence({ indexedDB });
  assert.equal((await again.seal(sealInput(draftOf("i2")))).seq, 2);
  assert.equal((await again.ops(OFFICER))[0]?.device_id, DEVICE);
});
