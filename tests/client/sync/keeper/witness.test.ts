/** The phone as a witness of the server's log. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { readNotes } from "../../../../static/src/store/noting";
import { sealed } from "../../store/sample";
import { ModelLog } from "../model-log";
import { Phone } from "../phone";

async function witness(leaves: number): Promise<Phone> {
  const phone = await Phone.start();
  phone.people.delete("15");
  for (let n = 0; n < leaves; n++) phone.server.log.add(String(n));
  await phone.kept().drain();
  return phone;
}

const notes = (phone: Phone) => readNotes(phone.store.database);

test("the newest note of a log that grows is kept, whatever its size", async () => {
  const phone = await witness(1);
  for (let size = 2; size < 20; size++) {
    phone.server.log.add(`more ${size}`);
    await phone.kept().drain();
    assert.equal((await notes(phone)).checkpoint, phone.server.log.note(1));
  }
  assert.equal((await notes(phone)).alarm, undefined);
});

const REWRITTEN: [string, (log: ModelLog) => { checkpoint: string; consistency: string[] }][] = [
  [
    "a leaf changed",
    (log) =>
      forged(log, (leaves) => leaves.map((leaf, at) => (at === 1 ? Buffer.alloc(32) : leaf))),
  ],
  ["a leaf taken out", (log) => forged(log, (leaves) => leaves.filter((_, at) => at !== 1))],
  ["the end cut off", (log) => forged(log, (leaves) => leaves.slice(0, 3))],
  ["no proof", (log) => ({ checkpoint: log.note(1), consistency: [] })],
  ["an earlier epoch", (log) => ({ checkpoint: log.note(0), consistency: [] })],
];

function forged(log: ModelLog, change: (leaves: Uint8Array[]) => Uint8Array[]) {
  const other = new ModelLog();
  other.leaves = change([...log.leaves]);
  return { checkpoint: other.note(1), consistency: other.consistency(5) };
}

for (const [what, forge] of REWRITTEN) {
  test(`a log that was rewritten raises the alarm: ${what}`, async () => {
    const phone = await witness(5);
    const kept = phone.server.log.note(1);
    for (let n = 0; n < 3; n++) phone.server.log.add(`more ${n}`);
    phone.server.keeping.rewritten = forge(phone.server.log);
    await phone.kept().drain();
    const offered = phone.server.keeping.rewritten.checkpoint;
    const { checkpoint, alarm } = await notes(phone);
    assert.deepEqual([checkpoint, alarm?.kept, alarm?.offered], [kept, kept, offered]);
    assert.deepEqual((await phone.store.standing("12")).alarm, alarm);

    phone.server.trouble = ({ path }) => (path.endsWith("heartbeat") ? "response_lost" : undefined);
    await phone.kept().drain();
    phone.server.trouble = () => undefined;
    await phone.kept().drain();
    await phone.kept().drain();
    const told = phone.server.keeping.heartbeats.map((each) => each.alarm !== undefined);
    // Raised by the second; lost before and after sending; heard; not said again.
    assert.deepEqual(told, [false, false, true, true, true, false]);
    assert.equal((await notes(phone)).alarm?.offered, offered, "people still see it");
  });
}

test("an empty log is no beginning of a proof: the first entry raises no alarm", async () => {
  const phone = await witness(0);
  assert.equal((await notes(phone)).checkpoint, undefined);
  phone.server.log.add("first");
  await phone.kept().drain();
  const { checkpoint, alarm } = await notes(phone);
  assert.deepEqual([checkpoint, alarm], [phone.server.log.note(1), undefined]);
});

test("a log that was emptied raises the alarm", async () => {
  const phone = await witness(2);
  phone.server.keeping.rewritten = { checkpoint: new ModelLog().note(1), consistency: [] };
  await phone.kept().drain();
  assert.ok((await notes(phone)).alarm);
});

test("a note that the server did not sign proves nothing", async () => {
  const phone = await witness(5);
  const kept = phone.server.log.note(1);
  const checkpoint = kept.replace(/^5$/m, "4");
  phone.server.keeping.rewritten = { checkpoint, consistency: [] };
  await phone.kept().drain();
  const { checkpoint: now, alarm } = await notes(phone);
  assert.deepEqual([now, alarm], [kept, undefined]);
});

test("a restored server is a new epoch, which people are told and which is no alarm", async () => {
  const phone = await witness(5);
  phone.server.keeping.restore();
  await sealed(phone.store, "i1", []);
  await phone.kept().drain();
  const { restored, alarm } = await phone.store.standing("12");
  assert.deepEqual([restored?.from_epoch, restored?.to_epoch, alarm], [1, 2, undefined]);
  assert.match((await notes(phone)).checkpoint ?? "", /\nepoch 2\n/);
  const before = phone.server.keeping.heartbeats.find(({ checkpoint }) =>
    checkpoint?.includes("epoch 1"),
  );
  assert.ok(before, "the server hears which log the phone knew");
});

test("an answer that another tab's overtook changes nothing", async () => {
  const phone = await witness(5);
  const [slow, fast] = [phone.keeper(), phone.keeper()];
  const hello = await phone.hello();
  let overtaken: Promise<void> | undefined;
  phone.server.trouble = ({ path }) => {
    if (path.endsWith("heartbeat") && overtaken === undefined) {
      overtaken = Promise.resolve();
      overtaken = fast.before(hello, async () => true);
    }
    return undefined;
  };
  phone.server.log.add("more");
  await slow.before(hello, async () => true);
  await overtaken;
  const { checkpoint, alarm } = await notes(phone);
  assert.deepEqual([checkpoint, alarm], [phone.server.log.note(1), undefined]);
});
