import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { estimate, persist, probe } from "../../../static/src/device/storage";

const manager = {
  persist: async () => true,
  persisted: async () => true,
  estimate: async () => ({ usage: 30, quota: 100 }),
};

test("a browser that cannot be asked promises nothing", async () => {
  const none = {};
  assert.deepEqual([await persist(manager), await persist(none)], [true, false]);
  assert.deepEqual(await estimate(manager), { usage: 30, quota: 100, free: 70 });
  assert.equal(await estimate(none), undefined);
  const full = { estimate: async () => ({ usage: 120, quota: 100 }) };
  assert.equal((await estimate(full))?.free, 0);
});

test("a browser that keeps bytes is usable, and nothing of the probe stays", async () => {
  const indexedDB = new IDBFactory();
  const found = await probe({ indexedDB, manager });
  assert.deepEqual(found, { usable: true, persisted: true, problems: [] });
  assert.deepEqual(await indexedDB.databases(), []);
});

test("without a storage manager it works, and says what is missing", async () => {
  const found = await probe({ indexedDB: new IDBFactory(), manager: undefined });
  assert.deepEqual(found, { usable: true, persisted: false, problems: ["no_storage_manager"] });
});

test("a private mode that keeps nothing is found out", async () => {
  const refusing = {
    open() {
      throw new DOMException("private", "SecurityError");
    },
  } as unknown as IDBFactory;
  const found = await probe({ indexedDB: refusing, manager });
  assert.deepEqual([found.usable, found.problems], [false, ["indexeddb_fails"]]);
  const missing = await probe({ indexedDB: undefined, manager });
  assert.deepEqual([missing.usable, missing.problems], [false, ["no_indexeddb"]]);
});
