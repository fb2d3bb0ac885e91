/** Room in reserve: what is written fits on a full phone, and photos never take that room. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { layBallast } from "../../../static/src/store/ballast";
import {
  type EvidenceStore,
  openEvidence,
  StorageRefused,
} from "../../../static/src/store/evidence";
import { begin } from "./faults";
import {
  DEVICE,
  draftOf,
  NO_THUMBNAIL,
  newPhoto,
  noise,
  OFFICER,
  sealed,
  sealInput,
} from "./sample";

const OWNER = { person_id: OFFICER, inspection_id: "i1" };

async function opened(): Promise<EvidenceStore> {
  begin();
  return openEvidence({ indexedDB: new IDBFactory() });
}

async function ballast(store: EvidenceStore): Promise<number> {
  const range = IDBKeyRange.bound(["ballast"], ["ballast", []]);
  const chunks = await store.database.read(["chunks"], (tx) =>
    tx.objectStore("chunks").getAll(range),
  );
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}

/** From here on the phone has no room: each write is refused, until something was deleted. */
function fill(store: EvidenceStore): void {
  const { database } = store;
  const write = database.write.bind(database) as (...args: unknown[]) => Promise<unknown>;
  let isFull = true;
  database.write = (async (stores: string[], work: unknown) => {
    if (isFull && stores.join() !== "chunks") throw new StorageRefused("full");
    const done = await write(stores, work);
    if (done === true) isFull = false;
    return done;
  }) as typeof database.write;
}

test("two megabytes are laid once, in chunks that stay inside the database, of bytes nobody can press", async () => {
  const store = await opened();
  let filled = 0;
  const random = (bytes: Uint8Array) => {
    filled += bytes.length;
  };
  await layBallast(store.database, random);
  const size = await ballast(store);
  assert.ok(size >= 2 * 1024 * 1024 && size < 2.1 * 1024 * 1024, String(size));
  assert.equal(filled, size);
  await layBallast(store.database, random);
  assert.equal(filled, size);
});

const TEXTS: [string, (store: EvidenceStore) => Promise<unknown>][] = [
  ["a draft", (store) => store.keepDraft(draftOf("i2"))],
  ["a seal", (store) => store.seal(sealInput(draftOf("i2")))],
  ["a receipt", (store) => store.keepReceipt("rev:i1/1", { key: "k" } as never, "{}")],
  ["an outcome", (store) => store.update("rev:i1/1", { tries: 1 })],
  [
    "a fact",
    (store) =>
      store.sealFact({
        id: "f1",
        person_id: OFFICER,
        device_id: DEVICE,
        body: { kind: "suggestion", text: "" },
        rev: 0,
        clock: { wall_ms: 1, mono_ms: 2, boot_id: "b" },
        sealed_ms: 1,
      }),
  ],
];

for (const [what, write] of TEXTS) {
  test(`${what} is kept on a full phone, for which the ballast goes`, async () => {
    const store = await opened();
    await sealed(store, "i1", []);
    await layBallast(store.database, () => undefined);
    fill(store);
    await write(store);
    assert.equal(await ballast(store), 0);
  });

  test(`${what} is refused where there is no ballast, and it is said so`, async () => {
    const store = await opened();
    await sealed(store, "i1", []);
    fill(store);
    await assert.rejects(write(store), StorageRefused);
  });
}

test("a photo does not take the room of the ballast", async () => {
  const store = await opened();
  await layBallast(store.database, () => undefined);
  fill(store);
  const kept = store.keepPhoto(OWNER, newPhoto("p1"), noise(10), NO_THUMBNAIL);
  await assert.rejects(kept, StorageRefused);
  assert.ok((await ballast(store)) > 0);
});
