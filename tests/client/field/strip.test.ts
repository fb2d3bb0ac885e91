/** What the status line says, the most important first, and how a run of uploading is counted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sendingTrouble } from "../../../static/src/field/storage-text";
import { nextBurst, type Situation, stripOf } from "../../../static/src/field/strip";
import { StorageBroken, StorageRefused } from "../../../static/src/store/errors";

const WELL: Situation = {
  browserOnline: true,
  serverReached: true,
  needsLogin: false,
  frozen: false,
  storage: "",
  notice: undefined,
  overdue: 0,
  photosLeft: undefined,
  sessionExpired: false,
  waiting: 0,
  burst: 0,
};

test("nothing to say when all is sent and well", () => {
  assert.equal(stripOf(WELL), undefined);
});

test("no network wins over all, and says what is safe", () => {
  const strip = stripOf({ ...WELL, browserOnline: false, needsLogin: true, waiting: 3 });
  assert.deepEqual(strip, { kind: "offline", waiting: 3 });
});

test("a storage that fails comes before everything: records are at stake", () => {
  const strip = stripOf({ ...WELL, browserOnline: false, storage: "full" });
  assert.deepEqual(strip, { kind: "storage", text: "full" });
});

test("a storage error while sending is put in words; none clears them", () => {
  assert.equal(sendingTrouble(undefined), "");
  assert.match(sendingTrouble(new StorageRefused("x")), /full/);
  assert.match(sendingTrouble(new StorageBroken("x")), /does not answer/);
});

test("a dead ticket asks for sign-in only when something waits", () => {
  assert.deepEqual(stripOf({ ...WELL, needsLogin: true, waiting: 2 }), {
    kind: "login",
    waiting: 2,
  });
  assert.equal(stripOf({ ...WELL, needsLogin: true }), undefined);
});

test("an expired session is said, but not over an upload that goes on", () => {
  assert.deepEqual(stripOf({ ...WELL, sessionExpired: true }), { kind: "session" });
  const strip = stripOf({ ...WELL, sessionExpired: true, waiting: 2, burst: 3 });
  assert.deepEqual(strip, { kind: "sending", at: 2, of: 3 });
});

test("a server that does not answer is not called offline", () => {
  assert.deepEqual(stripOf({ ...WELL, serverReached: false, waiting: 1 }), {
    kind: "unreachable",
    waiting: 1,
  });
  assert.deepEqual(stripOf({ ...WELL, waiting: 1 }), { kind: "waiting", waiting: 1 });
});

test("a blocked phone is said even with nothing waiting", () => {
  assert.deepEqual(stripOf({ ...WELL, frozen: true }), { kind: "frozen", waiting: 0 });
});

test("a run begins with what waits, grows with new records, ends when nothing waits or runs", () => {
  assert.equal(nextBurst(0, 0, 3, true), 3);
  assert.equal(nextBurst(3, 3, 2, true), 3);
  assert.equal(nextBurst(3, 2, 4, true), 5);
  assert.equal(nextBurst(5, 1, 0, true), 0);
  assert.equal(nextBurst(5, 4, 4, false), 0);
});

test("an alarm and a phone that the office shut out come before the network", () => {
  const offline = { ...WELL, browserOnline: false, waiting: 1 };
  assert.deepEqual(stripOf({ ...offline, notice: "alarm", overdue: 1 }), { kind: "alarm" });
  assert.deepEqual(stripOf({ ...offline, notice: "frozen" }), { kind: "device_frozen" });
  assert.deepEqual(stripOf({ ...offline, notice: "revoked" }), { kind: "device_revoked" });
  assert.deepEqual(stripOf({ ...offline, storage: "full", notice: "alarm" }), {
    kind: "storage",
    text: "full",
  });
});

test("what waits for more than a day is red, unless signing in is all it needs", () => {
  const late = { ...WELL, browserOnline: false, overdue: 2, waiting: 2 };
  assert.deepEqual(stripOf(late), { kind: "overdue", overdue: 2 });
  const dead = { ...late, browserOnline: true, needsLogin: true };
  assert.deepEqual(stripOf(dead), { kind: "login", waiting: 2 });
});

test("little room is said when nothing else is", () => {
  const low = { ...WELL, photosLeft: 40 };
  assert.deepEqual(stripOf({ ...low, waiting: 1 }), { kind: "space", photos: 40 });
  assert.deepEqual(stripOf({ ...low, serverReached: false }), { kind: "unreachable", waiting: 0 });
});
