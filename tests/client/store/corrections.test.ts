/** Corrections and facts in the evidence store: their own drafts, the chain, and nothing of the first ever lost. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { FactInput } from "../../../static/src/domain/facts";
import { factIn } from "../../../static/src/domain/facts";
import { revisionIn } from "../../../static/src/domain/revision";
import { EarlierMissing, openEvidence, PhotoDamaged } from "../../../static/src/store/evidence";
import {
  correctionOf,
  DEVICE,
  draftOf,
  NO_THUMBNAIL,
  newPhoto,
  noise,
  OFFICER,
  sealCorrection,
  sealed,
  sealInput,
  sha256,
} from "./sample";

const fresh = () => openEvidence({ indexedDB: new IDBFactory(), newId: () => "made-id" });

function hole(photo_id: string, id = `f-${photo_id}`): FactInput {
  return {
    id,
    person_id: OFFICER,
    device_id: DEVICE,
    body: { kind: "photo_unavailable", inspection_id: "i1", photo_id, reason: "damaged" },
    rev: 1,
    clock: { wall_ms: 1, mono_ms: 2, boot_id: "b" },
    sealed_ms: 1,
  };
}

test("a correction names every earlier photo, unchanged and first, and keeps place and time", async () => {
  const store = await fresh();
  await sealed(store, "i1", [100, 200]);
  const struck = [{ id: "i1-p0", reason: "blurred" }];
  await sealCorrection(store, "i1", [300], { note: "third stall", struck });
  const [first, second] = (await store.inspectionOps("i1"))
    .filter((op) => op.kind === "rev")
    .map((op) => ({ op, revision: revisionIn(op.bytes) }));
  assert.ok(first && second);
  const { revision } = second;
  assert.deepEqual([revision.rev, second.op.op_key], [2, "rev:i1/2"]);
  assert.deepEqual(revision.corrects, { rev: 1, sha256: first.op.sha256 });
  assert.deepEqual(revision.struck, struck);
  assert.deepEqual(revision.photos.slice(0, 2), first.revision.photos);
  assert.equal(revision.photos[2]?.id, "i1-r2-p0");
  assert.equal(revision.captured_ms, first.revision.captured_ms);
  assert.deepEqual(revision.verdict, first.revision.verdict);
  assert.equal("fix" in revision, false);
  assert.deepEqual([revision.seq, revision.prev], [2, first.op.sha256]);
});

test("only new photos become photos to send, behind the earlier ones", async () => {
  const store = await fresh();
  await sealed(store, "i1", [100, 200]);
  await sealCorrection(store, "i1", [300]);
  const photos = (await store.inspectionOps("i1")).filter((op) => op.kind === "photo");
  assert.deepEqual(
    photos.map((op) => [op.photo_id, op.rev, op.position]),
    [
      ["i1-p0", 1, 0],
      ["i1-p1", 1, 1],
      ["i1-r2-p0", 2, 2],
    ],
  );
  assert.deepEqual(await store.corrections(OFFICER), []);
});

test("a third revision goes on from the second, its first photo's time and all photos kept", async () => {
  const store = await fresh();
  await sealed(store, "i1", [100]);
  await sealCorrection(store, "i1", [200]);
  await sealCorrection(store, "i1", [300]);
  const third = revisionIn((await store.op("rev:i1/3"))?.bytes ?? new ArrayBuffer(0));
  assert.deepEqual(
    third.photos.map(({ id }) => id),
    ["i1-p0", "i1-r2-p0", "i1-r3-p0"],
  );
  assert.deepEqual([third.seq, third.captured_ms], [3, 1_790_000_000_000]);
  assert.equal(third.prev, (await store.op("rev:i1/2"))?.sha256);
});

test("a correction and the draft of a new record know nothing of each other", async () => {
  const store = await fresh();
  await sealed(store, "i1", [100]);
  const owner = { person_id: OFFICER, inspection_id: "i2" };
  const mine = await store.keepPhoto(owner, newPhoto("new"), noise(9), NO_THUMBNAIL);
  await store.keepDraft(draftOf("i2", { note: "fresh", photos: [mine] }));
  const correction = await correctionOf(store, "i1", [50], { note: "corrected" });
  await store.keepDraft(correction);
  assert.deepEqual(await store.corrections(OFFICER), ["i1"]);
  assert.deepEqual(await store.corrections("15"), []);
  assert.equal((await store.draft(OFFICER))?.note, "fresh");
  assert.deepEqual((await store.draft(OFFICER))?.photos, [mine]);
  await store.seal(sealInput(correction));
  assert.equal((await store.draft(OFFICER))?.inspection_id, "i2");
  await store.seal(sealInput(draftOf("i2", { photos: [mine] })));
  assert.equal((await store.ops(OFFICER)).length, 6);
});

test("a correction survives a restart, with photos that no saved draft names yet", async () => {
  const indexedDB = new IDBFactory();
  const before = await openEvidence({ indexedDB });
  await sealed(before, "i1", [100]);
  const begun = await correctionOf(before, "i1", [50], { note: "half" });
  await before.keepDraft({ ...begun, struck: [{ id: "i1-p0", reason: "dark" }] });
  const late = newPhoto("late", 1_790_000_950_000);
  await before.keepPhoto(begun, late, noise(7), NO_THUMBNAIL);
  before.close();
  const after = await openEvidence({ indexedDB });
  const back = await after.correction({ ...begun, note: "from the first", photos: [] });
  assert.equal(back.note, "half");
  assert.deepEqual(back.struck, [{ id: "i1-p0", reason: "dark" }]);
  assert.deepEqual(
    back.photos.map(({ id }) => id),
    ["i1-r2-p0", "late"],
  );
  await after.dropPhoto(OFFICER, "late");
  assert.equal((await after.correction(begun)).photos.length, 1);
  await assert.rejects(after.readPhoto("late"), PhotoDamaged);
});

test("sealing a correction twice, or in two tabs at once, seals it once", async () => {
  const indexedDB = new IDBFactory();
  const tabs = [await openEvidence({ indexedDB }), await openEvidence({ indexedDB })];
  const [one, two] = tabs;
  assert.ok(one && two);
  await sealed(one, "i1", [100]);
  const input = sealInput(await correctionOf(one, "i1", [50]));
  const other = sealInput(draftOf("i2"));
  await Promise.all([one.seal(input), two.seal(input), two.seal(other), one.seal(input)]);
  const revisions = (await one.ops(OFFICER)).filter((op) => op.kind === "rev");
  assert.deepEqual(
    revisions.map((op) => op.seq),
    [1, 2, 3],
  );
  await one.keepDraft({ ...input.draft, note: "late autosave" });
  assert.deepEqual(await one.corrections(OFFICER), []);
});

test("without the returned revision on this phone nothing is sealed, and what was entered stays", async () => {
  const store = await fresh();
  await sealed(store, "i1", [100]);
  const good = await correctionOf(store, "i1", [50]);
  const wrong = { ...good, corrects: { rev: 1, sha256: "f".repeat(64) } };
  const gone = { ...good, corrects: { rev: 7, sha256: "f".repeat(64) } };
  for (const draft of [wrong, gone]) {
    await store.keepDraft(draft);
    await assert.rejects(store.seal(sealInput(draft)), EarlierMissing);
  }
  assert.deepEqual(await store.corrections(OFFICER), ["i1"]);
  assert.deepEqual(await store.readPhoto("i1-r2-p0"), noise(50, 50));
  assert.equal((await store.ops(OFFICER)).length, 2);
});

test("facts are links of the same chain, and one hole is told once", async () => {
  const store = await fresh();
  await sealed(store, "i1", [100, 200]);
  await store.update("photo:i1-p0", { state: "damaged" });
  assert.deepEqual(
    (await store.undeclaredHoles()).map((op) => op.photo_id),
    ["i1-p0"],
  );
  await Promise.all([store.sealFact(hole("i1-p0")), store.sealFact(hole("i1-p0", "again"))]);
  await store.sealFact(hole("i1-p0"));
  assert.deepEqual(await store.undeclaredHoles(), []);
  await store.seal(sealInput(draftOf("i2")));
  const ops = await store.ops(OFFICER);
  const facts = ops.filter((op) => op.kind === "fact");
  assert.equal(facts.length, 1);
  const [fact] = facts;
  assert.ok(fact);
  assert.equal(fact.sha256, sha256(new Uint8Array(fact.bytes)));
  const { seq, prev, person, device, kind } = factIn(fact.bytes);
  const first = await store.op("rev:i1/1");
  assert.deepEqual(
    [seq, prev, person, device, kind],
    [2, first?.sha256, OFFICER, DEVICE, "photo_unavailable"],
  );
  const next = revisionIn((await store.op("rev:i2/1"))?.bytes ?? new ArrayBuffer(0));
  assert.deepEqual([next.seq, next.prev], [3, fact.sha256]);
});

test("somebody's waiting suggestion is no unsent record", async () => {
  const store = await fresh();
  const body = { kind: "suggestion", text: "bigger buttons" } as const;
  await store.sealFact({ ...hole("x"), body, rev: 0 });
  assert.equal(await store.countsOfOthers("15"), 0);
  assert.equal((await store.waitingOps()).length, 1);
});
