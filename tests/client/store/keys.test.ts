import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { type Credentials, openKeys } from "../../../static/src/store/keys";

const LI: Credentials = {
  person: {
    id: "12",
    name: "Li",
    role: "officer",
    certified: true,
    squadron: { id: "1", name: "One" },
  },
  ticket: "t",
  ticket_expires_ms: 9,
  server_key: "k",
};

test("the device keeps its identity, and two tabs at the first start agree on it", async () => {
  const indexedDB = new IDBFactory();
  const tabs = [await openKeys({ indexedDB }), await openKeys({ indexedDB })];
  const ids = await Promise.all(tabs.map((keys) => keys.device()));
  assert.deepEqual(ids[0], ids[1]);
  const later = await openKeys({ indexedDB });
  assert.deepEqual(await later.device(), ids[0]);
});

test("the current person is one whose credentials are here; signing out keeps the ticket", async () => {
  const keys = await openKeys({ indexedDB: new IDBFactory() });
  assert.equal(await keys.current(), undefined);
  await keys.setCurrent("12");
  assert.equal(await keys.current(), undefined);
  await keys.keepCredentials(LI);
  assert.deepEqual(await keys.current(), LI.person);
  await keys.setCurrent(undefined);
  assert.equal(await keys.current(), undefined);
  assert.deepEqual(await keys.credentials("12"), LI);
});

test("alone is a choice, and not the same as not having chosen", async () => {
  const keys = await openKeys({ indexedDB: new IDBFactory() });
  assert.equal(await keys.pair("12"), undefined);
  for (const second_id of ["", "15"]) {
    await keys.keepPair("12", { second_id, day: "2026-11-23" });
    assert.deepEqual(await keys.pair("12"), { second_id, day: "2026-11-23" });
  }
});
