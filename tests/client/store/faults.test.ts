/** The store under faults: every single IndexedDB call of a day's work fails once, in every way. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { Receipt } from "../../../static/src/domain/model";
import {
  type EvidenceStore,
  openEvidence,
  StorageBroken,
  StorageRefused,
} from "../../../static/src/store/evidence";
import { begin, calls, type How, Killed } from "./faults";
import { draftOf, NO_THUMBNAIL, newPhoto, noise, OFFICER, sealInput, sha256 } from "./sample";

const OWNER = { person_id: OFFICER, inspection_id: "i1" };
const BYTES = new Map([
  ["p1", noise(60_000, 1)],
  ["p2", noise(20, 2)],
]);

/** What the phone has been told is safe. */
interface Told {
  photos: Set<string>;
  sealed: boolean;
  received: boolean;
}

type Step = (store: EvidenceStore, told: Told) => Promise<void>;

const take =
  (id: string): Step =>
  async (store, told) => {
    const bytes = BYTES.get(id) ?? noise(1);
    await store.keepPhoto(OWNER, newPhoto(id), bytes, NO_THUMBNAIL);
    told.photos.add(id);
  };

const steps: Step[] = [
  (store) => store.keepDraft(draftOf("i1")),
  take("p1"),
  take("p2"),
  async (store) => {
    await store.keepDraft({ ...draftOf("i1"), ...(await store.draft(OFFICER)), note: "n" });
  },
  async (store, told) => {
    // After a kill the officer opens the app again: either the draft is there, or it is sealed.
    const draft = await store.draft(OFFICER);
    if (draft !== undefined) await store.seal(sealInput(draft));
    else assert.ok(await store.op("rev:i1/1"));
    told.sealed = true;
  },
  async (store, told) => {
    const receipt = { key: "inspections/i1/revs/1" } as Receipt;
    await store.keepReceipt("rev:i1/1", receipt, "{}");
    told.received = true;
  },
];

function told(): Told {
  return { photos: new Set(), sealed: false, received: false };
}

async function day(store: EvidenceStore): Promise<void> {
  const known = told();
  for (const step of steps) await step(store, known);
}

/** Everything the phone was told is safe is there, unchanged, and nothing lies around that nobody names. */
async function check(store: EvidenceStore, known: Told): Promise<void> {
  const draft = await store.draft(OFFICER);
  const ops = await store.ops(OFFICER);
  const named = [
    ...(draft?.photos ?? []),
    ...ops.filter((op) => op.kind === "photo").map((op) => ({ id: op.photo_id, ...op })),
  ];
  for (const id of known.photos) assert.ok(named.some((photo) => photo.id === id));
  for (const photo of named) assert.equal(sha256(await store.readPhoto(photo.id)), photo.sha256);
  if (known.sealed) assert.equal(draft, undefined);
  if (known.sealed) assert.equal(ops.length, 3);
  if (known.received) assert.ok(await store.receipt("inspections/i1/revs/1"));
  assert.ok(ops.length === 0 || ops.length === 3, "sealed wholly or not at all");
}

async function countedDay(): Promise<number> {
  begin();
  await day(await openEvidence({ indexedDB: new IDBFactory() }));
  return calls();
}

for (const how of ["throw", "abort", "lost"] satisfies How[]) {
  test(`each call fails once (${how}): the work goes through all the same`, async () => {
    const total = await countedDay();
    assert.ok(total > 50, `${total} calls`);
    for (let at = 1; at <= total; at++) {
      begin({ at, how });
      const store = await openEvidence({ indexedDB: new IDBFactory() });
      await day(store);
      begin();
      await check(store, { photos: new Set(BYTES.keys()), sealed: true, received: true });
    }
  });
}

test("each call runs out of room: it is said so, and the same step works later", async () => {
  const total = await countedDay();
  let refusals = 0;
  for (let at = 1; at <= total; at++) {
    begin({ at, how: "quota" });
    const store = await openEvidence({ indexedDB: new IDBFactory() });
    const known = told();
    for (const step of steps) {
      await step(store, known).catch(async (error: unknown) => {
        assert.ok(error instanceof StorageRefused, String(error));
        refusals += 1;
        await check(store, known);
        await step(store, known);
      });
    }
    begin();
    await check(store, { photos: new Set(BYTES.keys()), sealed: true, received: true });
  }
  assert.ok(refusals > 40, `${refusals} refusals`);
});

test("the page is killed at each call: after a restart nothing that was called saved is missing", async () => {
  const total = await countedDay();
  for (let at = 1; at <= total; at++) {
    const indexedDB = new IDBFactory();
    begin({ at, how: "kill" });
    const known = told();
    const done = { steps: 0 };
    try {
      const store = await openEvidence({ indexedDB });
      for (const step of steps) {
        await step(store, known);
        done.steps += 1;
      }
    } catch (error) {
      const { cause } = error as Error;
      assert.ok(cause instanceof Killed || (cause as Error)?.name === "AbortError", String(error));
    }
    begin();
    const again = await openEvidence({ indexedDB });
    await check(again, known);
    for (const step of steps.slice(done.steps)) await step(again, known);
    await check(again, { photos: new Set(BYTES.keys()), sealed: true, received: true });
  }
});

test("a database that never works again is called broken", async () => {
  begin();
  const store = await openEvidence({ indexedDB: new IDBFactory() });
  begin({ at: 1, how: "throw", forEver: true });
  await assert.rejects(store.keepDraft(draftOf("i1")), StorageBroken);
  await assert.rejects(openEvidence({ indexedDB: new IDBFactory() }), StorageBroken);
  begin();
  await store.keepDraft(draftOf("i1"));
});

test("a database that keeps other bytes than it was given is found out", async () => {
  begin();
  const store = await openEvidence({
    indexedDB: new IDBFactory(),
    subtle: forgetful(),
  });
  const kept = store.keepPhoto(OWNER, newPhoto("p1"), noise(9), NO_THUMBNAIL);
  await assert.rejects(kept, StorageBroken);
  assert.equal(await store.draft(OFFICER), undefined);
});

/** Hashes differently each time, which looks like bytes that changed in between. */
function forgetful(): SubtleCrypto {
  let count = 0;
  return {
    digest: async () => new Uint8Array(32).fill(count++).buffer,
  } as unknown as SubtleCrypto;
}
