/** The probes of the self-test, against browsers that lack, refuse or alter something. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import {
  type Check,
  checkBrowser,
  checkCamera,
  checkOffline,
  checkPersisted,
  checkPosition,
  checkRecords,
  checkSpace,
  checkWindow,
} from "../../../static/src/device/checks";
import { fullDatabase } from "./full-database";

const { subtle } = globalThis.crypto;
const told = ({ grade, outcome }: Check) => `${grade} ${outcome.split("/")[1]}`;

function steps(...ms: number[]): () => number {
  return () => ms.shift() ?? 0;
}

const refusing = {
  open() {
    throw new DOMException("private", "SecurityError");
  },
} as unknown as IDBFactory;

test("what is written and read back is kept; slowly, where the clock says so", async () => {
  const indexedDB = new IDBFactory();
  const quick = await checkRecords(indexedDB, steps(0, 150));
  assert.deepEqual(quick, { outcome: "records/kept", grade: "ok", value: 150 });
  assert.equal(told(await checkRecords(indexedDB, steps(0, 2_001))), "degraded slow");
  assert.deepEqual(await indexedDB.databases(), []);
});

test("a browser that refuses or lacks the database keeps no records", async () => {
  assert.equal(told(await checkRecords(refusing, steps())), "impossible refused");
  assert.equal(told(await checkRecords(undefined, steps())), "impossible missing");
});

test("a browser that gives back other bytes is found out", async () => {
  const indexedDB = new IDBFactory();
  const { get } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.get = function (this: IDBObjectStore, key: IDBValidKey) {
    return get.call(this, Number(key) === 3 ? 2 : key);
  } as typeof get;
  try {
    assert.equal(told(await checkRecords(indexedDB, steps(0, 1))), "impossible altered");
  } finally {
    IDBObjectStore.prototype.get = get;
  }
});

test("a window that cannot keep a key is private, or an iPhone that keeps the rest", async () => {
  assert.equal(told(await checkWindow(new IDBFactory(), subtle)), "ok keys");
  const cloneless = {
    generateKey: async () => ({ privateKey: () => "a function cannot be cloned" }),
  } as unknown as SubtleCrypto;
  assert.equal(told(await checkWindow(new IDBFactory(), cloneless)), "degraded no_keys");
  assert.equal(told(await checkWindow(refusing, subtle)), "impossible private");
  assert.equal(told(await checkWindow(new IDBFactory(), undefined)), "impossible no_crypto");
});

test("a promise that was not given is a limit, not a failure", async () => {
  assert.equal(told(await checkPersisted({ persist: async () => true })), "ok promised");
  assert.equal(told(await checkPersisted({ persist: async () => false })), "degraded may_clear");
  assert.equal(told(await checkPersisted({})), "degraded may_clear");
});

test("space is enough, little, none or unknown", async () => {
  const free = (mb: number) => ({ estimate: async () => ({ usage: 0, quota: mb * 1_000_000 }) });
  assert.equal(told(await checkSpace(undefined, free(300))), "ok enough");
  assert.equal(told(await checkSpace(undefined, free(299))), "degraded low");
  assert.equal(told(await checkSpace(undefined, free(50))), "degraded low");
  assert.deepEqual(await checkSpace(undefined, free(49)), {
    outcome: "space/none",
    grade: "impossible",
    value: 49,
  });
  assert.equal(told(await checkSpace(undefined, {})), "degraded unknown");
});

test("a phone that reports room and has none is found out by trying", async () => {
  const plenty = { estimate: async () => ({ usage: 0, quota: 10 * 1024 ** 3 }) };
  assert.equal(told(await checkSpace(new IDBFactory(), plenty)), "ok enough");
  assert.equal(told(await checkSpace(fullDatabase(), plenty)), "impossible refused");
});

test("camera and position are looked at without asking anybody", async () => {
  const permissions = (state: PermissionState) => ({ query: async () => ({ state }) }) as never;
  const unknown = { query: () => Promise.reject(new TypeError("no such permission")) };
  const place = {} as Geolocation;
  assert.equal(told(await checkPosition(place, permissions("granted"))), "ok granted");
  assert.equal(told(await checkPosition(place, permissions("prompt"))), "degraded prompt");
  assert.equal(told(await checkPosition(place, permissions("denied"))), "impossible denied");
  assert.equal(told(await checkPosition(place, unknown)), "degraded unknown");
  assert.equal(told(await checkPosition(place, undefined)), "degraded unknown");
  assert.equal(told(await checkPosition(undefined, undefined)), "impossible missing");
  const one = { enumerateDevices: async () => [{ kind: "videoinput" }] as MediaDeviceInfo[] };
  assert.equal(told(await checkCamera(one, permissions("granted"))), "ok granted");
  assert.equal(told(await checkCamera(one, permissions("denied"))), "degraded denied");
  assert.equal(told(await checkCamera(undefined, undefined)), "degraded missing");
});

test("the app is kept once its worker runs", async () => {
  const container = (found: unknown) => ({ getRegistration: async () => found }) as never;
  assert.equal(told(await checkOffline(container({ active: {} }))), "ok kept");
  assert.equal(told(await checkOffline(container({ active: null }))), "degraded not_yet");
  assert.equal(told(await checkOffline(container(undefined))), "degraded not_yet");
  assert.equal(told(await checkOffline(undefined)), "impossible missing");
});

test("windows inside other apps, iPhone tabs and HarmonyOS are told apart", () => {
  const browsers: [string, boolean, string][] = [
    [
      "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 MicroMessenger/8.0",
      false,
      "impossible inside_app",
    ],
    ["Mozilla/5.0 (Linux; Android 14) QQ/9.0 V1_AND", false, "impossible inside_app"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Safari", false, "degraded ios_tab"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Safari", true, "ok installed"],
    ["Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114 ArkWeb/4.1", false, "degraded arkweb"],
    ["Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile", false, "ok tab"],
  ];
  for (const [agent, installed, expected] of browsers) {
    assert.equal(told(checkBrowser(agent, installed)), expected);
  }
});
