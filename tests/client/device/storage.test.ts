import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { estimate, hasRoomFor, persist } from "../../../static/src/device/storage";
import { fullDatabase } from "./full-database";

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

test("room is known by trying, and the trial leaves nothing behind", async () => {
  const indexedDB = new IDBFactory();
  assert.equal(await hasRoomFor(2, indexedDB), true);
  assert.deepEqual(await indexedDB.databases(), []);
  assert.equal(await hasRoomFor(2, fullDatabase()), false);
});

test("a database that fails for another reason says nothing about room", async () => {
  const refusing = {
    open() {
      throw new DOMException("private", "SecurityError");
    },
  } as unknown as IDBFactory;
  assert.equal(await hasRoomFor(1, refusing), true);
});
