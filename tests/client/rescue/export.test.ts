/** The export against a database that the app's own store wrote: the layout of docs/protocol.md, hash by hash. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { photoOpKey, revisionOpKey } from "../../../static/src/domain/revision";
import {
  bytesOf,
  sha256 as hashOf,
  openExisting,
  readHeld,
  readKeys,
} from "../../../static/src/rescue/database";
import { type Exported, exportItems } from "../../../static/src/rescue/export";
import { openEvidence } from "../../../static/src/store/evidence";
import { openKeys } from "../../../static/src/store/keys";
import { NO_THUMBNAIL, newPhoto, noise, OFFICER, sealed, sha256 } from "../store/sample";
import { readByPython } from "./zip-reader";

const OTHER = "13";

async function phone() {
  const indexedDB = new IDBFactory();
  const store = await openEvidence({ indexedDB });
  await sealed(store, "i1", [100_000, 40_000]);
  await sealed(store, "i2", [10], OTHER);
  const owner = { person_id: OFFICER, inspection_id: "i3" };
  await store.keepPhoto(owner, newPhoto("unsealed"), noise(70_000, 9), NO_THUMBNAIL);
  store.close();
  return indexedDB;
}

interface List {
  fmt: number;
  device: string;
  exported_ms: number;
  app: string;
  items: {
    key: string;
    sha256: string;
    size: number;
    path: string;
    person: string;
    sig?: string;
  }[];
}

async function exported(indexedDB: IDBFactory, tamper?: (db: IDBDatabase) => Promise<void>) {
  const evidence = await openExisting("evidence", indexedDB);
  assert.ok(evidence);
  await tamper?.(evidence);
  const held = await readHeld(evidence);
  const files: Uint8Array[][] = [];
  const done: Exported = await exportItems(
    {
      evidence,
      held,
      device: "d1",
      app: "0.1.0",
      now: new Date(1_790_000_000_000),
      open() {
        const pieces: Uint8Array[] = [];
        files.push(pieces);
        return { write: (bytes) => void pieces.push(bytes), close: () => undefined };
      },
      progress: () => undefined,
    },
    held.items,
  );
  const zip = Buffer.concat(files[0] ?? []);
  evidence.close();
  return { done, files, found: readByPython(zip), zip };
}

function listIn(zip: Buffer): List {
  const at = zip.lastIndexOf('{"fmt":1');
  return JSON.parse(zip.subarray(at, zip.indexOf("PK\u0001\u0002", at)).toString()) as List;
}

test("every sealed item is listed with its key, and its bytes hash to what was sealed", async () => {
  const { done, found, zip } = await exported(await phone());
  const { items, ...about } = listIn(zip);
  assert.deepEqual(about, { fmt: 1, device: "d1", exported_ms: 1_790_000_000_000, app: "0.1.0" });
  assert.deepEqual(
    items.map(({ key, path, person }) => [key, path, person]),
    [
      ["inspections/i1/revs/1", "revs/i1-1.json", OFFICER],
      ["inspections/i2/revs/1", "revs/i2-1.json", OTHER],
      ["photos/i1-p0", "photos/i1-p0.bin", OFFICER],
      ["photos/i1-p1", "photos/i1-p1.bin", OFFICER],
      ["photos/i2-p0", "photos/i2-p0.bin", OTHER],
    ],
  );
  for (const item of items) assert.equal(found[item.path]?.[0], item.sha256);
  assert.equal(found[`drafts/${OFFICER}/unsealed.bin`]?.[0], sha256(noise(70_000, 9)));
  assert.deepEqual(done, { items: 5, gone: 0, damaged: [], drafts: 1, files: 1 });
});

test("the phone's signature goes along without the name of its algorithm", async () => {
  const sign = async (db: IDBDatabase) => {
    const tx = db.transaction(["ops"], "readwrite");
    const request = tx.objectStore("ops").get(revisionOpKey("i1", 1));
    request.onsuccess = () => {
      tx.objectStore("ops").put({ ...request.result, sig: "ES256 AbC-_9" });
    };
    await new Promise((resolve) => {
      tx.oncomplete = resolve;
    });
  };
  const { zip } = await exported(await phone(), sign);
  assert.deepEqual(
    listIn(zip).items.map(({ sig }) => sig),
    ["AbC-_9", undefined, undefined, undefined, undefined],
  );
});

test("a photo that lost a chunk is told apart and stops nothing", async () => {
  const lose = async (db: IDBDatabase) => {
    const tx = db.transaction(["chunks"], "readwrite");
    tx.objectStore("chunks").delete(["i1-p0", 1]);
    await new Promise((resolve) => {
      tx.oncomplete = resolve;
    });
  };
  const { done, found, zip } = await exported(await phone(), lose);
  assert.deepEqual(done.damaged, ["photos/i1-p0"]);
  assert.equal(done.items, 4);
  assert.ok(found["damaged/photos/i1-p0.bin"]);
  assert.ok(listIn(zip).items.every(({ key }) => key !== "photos/i1-p0"));
});

test("a received photo whose bytes were cleared is no damage", async () => {
  const clear = async (db: IDBDatabase) => {
    const tx = db.transaction(["ops", "chunks"], "readwrite");
    tx.objectStore("chunks").delete(IDBKeyRange.bound(["i1-p1"], ["i1-p1", []]));
    const request = tx.objectStore("ops").get(photoOpKey("i1-p1"));
    request.onsuccess = () => {
      tx.objectStore("ops").put({ ...request.result, state: "received" });
    };
    await new Promise((resolve) => {
      tx.oncomplete = resolve;
    });
  };
  const { done } = await exported(await phone(), clear);
  assert.deepEqual([done.items, done.gone, done.damaged], [4, 1, []]);
});

test("a phone without the databases is left as it is", async () => {
  const indexedDB = new IDBFactory();
  assert.equal(await openExisting("evidence", indexedDB), undefined);
  assert.deepEqual(await indexedDB.databases(), []);
  assert.equal((await readKeys(undefined)).owners.size, 0);
});

test("names and tickets come from the database of keys", async () => {
  const indexedDB = new IDBFactory();
  const keys = await openKeys({ indexedDB, newId: () => "d1" });
  await keys.device();
  const squadron = { id: "1", name: "S" };
  const person = { id: OFFICER, name: "Li", role: "officer", certified: true, squadron };
  await keys.keepCredentials({ person, ticket: "t", ticket_expires_ms: 1, server_key: "" });
  const found = await readKeys(await openExisting("keys", indexedDB));
  assert.equal(found.device, "d1");
  assert.deepEqual(found.owners.get(OFFICER), { name: "Li", ticket: "t" });
});

test("rows that a newer app wrote into the frozen schema do not matter", async () => {
  const indexedDB = await phone();
  const evidence = await openExisting("evidence", indexedDB);
  assert.ok(evidence);
  const tx = evidence.transaction(["meta"], "readwrite");
  tx.objectStore("meta").put({ text: "note" }, ["checkpoint"]);
  await new Promise((resolve) => {
    tx.oncomplete = resolve;
  });
  const { items, drafts } = await readHeld(evidence);
  const [first] = items;
  assert.ok(first);
  assert.deepEqual([items.length, drafts.length], [5, 1]);
  assert.equal(await hashOf(await bytesOf(evidence, first)), first.sha256);
});
