/** What the phone keeps of the server's words: the newest note, the first alarm, each restore. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { readCheckpoint } from "../../../static/src/domain/checkpoint";
import { openEvidence } from "../../../static/src/store/evidence";
import {
  keepCheckpoint,
  keepPerson,
  keepServer,
  noteTold,
  raiseAlarm,
  readNotes,
} from "../../../static/src/store/noting";
import { ModelLog } from "../sync/model-log";

const opened = () => openEvidence({ indexedDB: new IDBFactory() });

function noteOf(size: number, epoch: number): string {
  const log = new ModelLog();
  for (let n = 0; n < size; n++) log.add(String(n));
  return log.note(epoch);
}

test("of two notes the newer is kept, in whichever order they come", async () => {
  const orders = [
    [noteOf(3, 1), noteOf(5, 1)],
    [noteOf(9, 1), noteOf(2, 2)],
  ];
  for (const [older = "", newer = ""] of orders) {
    for (const notes of [
      [older, newer],
      [newer, older],
    ]) {
      const { database } = await opened();
      for (const note of notes) {
        const checkpoint = readCheckpoint(note);
        assert.ok(checkpoint);
        await keepCheckpoint(database, note, checkpoint);
      }
      assert.equal((await readNotes(database)).checkpoint, newer);
    }
  }
});

test("the first alarm stays, and is told once", async () => {
  const { database } = await opened();
  await noteTold(database, 1);
  assert.equal((await readNotes(database)).alarm, undefined);
  await raiseAlarm(database, { kept: "a", offered: "b", raised_ms: 1 });
  await raiseAlarm(database, { kept: "c", offered: "d", raised_ms: 2 });
  await noteTold(database, 3);
  const alarm = { kept: "a", offered: "b", raised_ms: 1, told_ms: 3 };
  assert.deepEqual((await readNotes(database)).alarm, alarm);
});

test("a later epoch is noted as a restore; the first one heard of and an earlier one are none", async () => {
  const store = await opened();
  const hear = (epoch: number) =>
    keepServer(store.database, { epoch, backup_horizon: 0, heard_ms: epoch });
  for (const epoch of [3, 3, 2]) await hear(epoch);
  assert.equal((await store.standing("12")).restored, undefined);
  await hear(4);
  const { restored, server } = await store.standing("12");
  assert.deepEqual(restored, { from_epoch: 2, to_epoch: 4, heard_ms: 4 });
  assert.equal(server?.epoch, 4);
});

test("what is known of a person is added to, each for itself", async () => {
  const store = await opened();
  await keepPerson(store.database, "12", { epoch: 1, asked_ms: 2 });
  await keepPerson(store.database, "12", { device_state: "frozen" });
  assert.deepEqual((await store.standing("12")).person, {
    epoch: 1,
    asked_ms: 2,
    device_state: "frozen",
  });
  assert.deepEqual((await store.standing("15")).person, {});
});
