/** A full phone is told before the shutter, and a refusal is believed over the browser's own figure. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { lookForRoom, roomRefused } from "../../../static/src/field/persisting";
import { chooseFiles } from "../../../static/src/field/shooting";
import { atHand, problem, room } from "../../../static/src/field/state";
import { fullDatabase } from "../device/full-database";
import { heic, signedIn } from "./services";

const GB = 1_000_000_000;
const ours = globalThis.indexedDB;

function browserSays(free: number | undefined): void {
  const estimate = async () => (free === undefined ? {} : { usage: 0, quota: free });
  const value = { storage: { estimate } };
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, "navigator");
  globalThis.indexedDB = ours;
});

test("without room no photo is taken, and the officer is told why", async () => {
  const services = await signedIn();
  browserSays(40_000_000);
  await lookForRoom();
  assert.equal(room.value.is, "none");
  await chooseFiles(services, [heic()]);
  assert.match(problem.value, /full/);
  assert.equal(atHand.value?.photos.length, 0);
});

test("little room is counted in photos", async () => {
  await signedIn();
  browserSays(90_000_000);
  await lookForRoom();
  assert.deepEqual(room.value, { is: "low", photos: 40 });
  browserSays(undefined);
  await lookForRoom();
  assert.deepEqual(room.value, { is: "unknown", photos: undefined });
});

test("after a refusal ten free gigabytes are not believed until a trial fits", async () => {
  await signedIn();
  browserSays(10 * GB);
  roomRefused();
  globalThis.indexedDB = fullDatabase();
  await lookForRoom();
  assert.equal(room.value.is, "none");
  globalThis.indexedDB = ours;
  await lookForRoom();
  assert.equal(room.value.is, "enough");
});
