/** A correction under kills: after a restart either all of it waits as a draft, or all of it is sealed. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { Draft } from "../../../static/src/domain/model";
import { type EvidenceStore, openEvidence } from "../../../static/src/store/evidence";
import { begin, calls, Killed } from "./faults";
import { draftOf, NO_THUMBNAIL, newPhoto, noise, OFFICER, sealed, sealInput } from "./sample";

const STRUCK = [{ id: "i1-p0", reason: "dark" }];

/** What was told to be safe so far. */
interface Told {
  entered: boolean;
  photo: boolean;
  sealed: boolean;
}

async function blankOf(store: EvidenceStore): Promise<Draft> {
  const first = await store.op("rev:i1/1");
  assert.ok(first);
  return draftOf("i1", { corrects: { rev: 1, sha256: first.sha256 }, struck: [] });
}

async function correct(store: EvidenceStore, told: Told): Promise<void> {
  const blank = await blankOf(store);
  await store.keepDraft({ ...blank, note: "corrected", struck: STRUCK });
  told.entered = true;
  await store.keepPhoto(blank, newPhoto("new"), noise(60_000, 9), NO_THUMBNAIL);
  told.photo = true;
  await store.seal(sealInput(await store.correction(blank)));
  told.sealed = true;
}

async function phone(): Promise<{ indexedDB: IDBFactory; store: EvidenceStore }> {
  const indexedDB = new IDBFactory();
  const store = await openEvidence({ indexedDB });
  await sealed(store, "i1", [100]);
  await store.keepDraft(draftOf("i2", { note: "another record" }));
  return { indexedDB, store };
}

async function check(store: EvidenceStore, told: Told): Promise<void> {
  const second = await store.op("rev:i1/2");
  const draft = await store.correction(await blankOf(store));
  assert.equal((await store.draft(OFFICER))?.note, "another record");
  assert.deepEqual(await store.readPhoto("i1-p0"), noise(100));
  if (told.sealed) assert.ok(second);
  if (second) {
    assert.ok(await store.op("photo:new"));
    assert.deepEqual([await store.corrections(OFFICER), draft.photos], [[], []]);
    return;
  }
  if (told.entered) assert.deepEqual([draft.note, draft.struck], ["corrected", STRUCK]);
  if (told.photo) assert.equal(draft.photos[0]?.id, "new");
  assert.equal(await store.op("photo:new"), undefined);
}

test("the page is killed at each call of a correction: nothing is lost, nothing is half sealed", async () => {
  begin();
  const counting = await phone();
  begin();
  await correct(counting.store, { entered: false, photo: false, sealed: false });
  const total = calls();
  assert.ok(total > 25, `${total} calls`);
  for (let at = 1; at <= total; at++) {
    begin();
    const { indexedDB, store } = await phone();
    const told: Told = { entered: false, photo: false, sealed: false };
    begin({ at, how: "kill" });
    try {
      await correct(store, told);
    } catch (error) {
      const { cause } = error as Error;
      assert.ok(cause instanceof Killed || (cause as Error)?.name === "AbortError", String(error));
    }
    begin();
    const again = await openEvidence({ indexedDB });
    await check(again, told);
    if ((await again.op("rev:i1/2")) === undefined) await correct(again, told);
    await check(again, { entered: true, photo: true, sealed: true });
  }
});
