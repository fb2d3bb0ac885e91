import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openCache } from "../../../static/src/store/cache";

test("copies are kept per scope and person, settings by name", async () => {
  const cache = await openCache({ indexedDB: new IDBFactory() });
  await cache.keepSnapshot("roster", "12", '"e1"', { people: [1] });
  assert.deepEqual(await cache.snapshot("roster", "12"), { etag: '"e1"', data: { people: [1] } });
  assert.equal(await cache.snapshot("roster", "15"), undefined);
  assert.equal(await cache.snapshot("law", "12"), undefined);
  await cache.keepSetting("language", "en");
  assert.equal(await cache.setting("language"), "en");
  assert.equal(await cache.setting("other"), undefined);
});

test("a cache that cannot be opened is made new", async () => {
  const indexedDB = new IDBFactory();
  await new Promise<void>((resolve) => {
    const newer = indexedDB.open("cache", 2);
    newer.onsuccess = () => {
      newer.result.close();
      resolve();
    };
  });
  const cache = await openCache({ indexedDB });
  await cache.keepSetting("a", 1);
  assert.equal(await cache.setting("a"), 1);
});
