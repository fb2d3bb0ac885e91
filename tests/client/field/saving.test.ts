/** 保存 against the real evidence store: what is missing, one record for many taps, photos on their way. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { newId, systemClock } from "../../../static/src/device/clock";
import * as drafts from "../../../static/src/field/drafts";
import { change, follow, isOpen, missing, nextDraft } from "../../../static/src/field/drafts";
import { save } from "../../../static/src/field/saving";
import type { Services } from "../../../static/src/field/services";
import { draft, keeping, pair, person, problem, records } from "../../../static/src/field/state";
import { toast } from "../../../static/src/field/toast";
import { type EvidenceStore, openEvidence } from "../../../static/src/store/evidence";
import { type KeyStore, openKeys } from "../../../static/src/store/keys";

Object.assign(globalThis, { APP_VERSION: "0.0.0-test" });

let evidence: EvidenceStore;
let keys: KeyStore;
let services: Services;
let asked = 0;

beforeEach(async () => {
  const indexedDB = new IDBFactory();
  evidence = await openEvidence({ indexedDB });
  keys = await openKeys({ indexedDB });
  asked = 0;
  services = {
    evidence,
    keys,
    clock: systemClock(),
    newId,
    locator: { fixAt: () => undefined },
    outbox: { progress: new Map(), needsLogin: () => false, isFrozen: () => false },
    scheduler: {
      saved: () => {
        asked += 1;
      },
    },
  } as unknown as Services;
  const who = { id: "12", name: "A", role: "officer", certified: true };
  person.value = { ...who, squadron: { id: "1", name: "S" } };
  pair.value = "15";
  draft.value = nextDraft(services, "12");
  records.value = [];
});

afterEach(() => {
  evidence.close();
  keys.close();
  toast.value = undefined;
});

async function takePhoto(slowness = 0): Promise<void> {
  const owner = draft.value;
  assert.ok(owner);
  await new Promise((resolve) => setTimeout(resolve, slowness));
  await drafts.addPhoto(services, owner, {
    bytes: new Uint8Array(100_000).fill(7),
    mime: "image/jpeg",
    method: "viewfinder",
    thumbnail: new ArrayBuffer(0),
    captured_ms: services.clock.wall(),
    mono_ms: services.clock.mono(),
  });
}

test("an empty draft names what it lacks and seals nothing", async () => {
  assert.equal(await save(services), "photo");
  assert.match(problem.value, /photo and no type/);
  await change(services, { type: "zone_rule_breach" });
  assert.equal(problem.value, "");
  assert.equal(await save(services), "photo");
  assert.match(problem.value, /No photo yet/);
  assert.deepEqual(await evidence.ops("12"), []);
});

test("twenty taps make one record, and the screen is ready for the next", async () => {
  await takePhoto();
  await change(services, { type: "zone_rule_breach" });
  const before = draft.value?.inspection_id;
  const results = await Promise.all(Array.from({ length: 20 }, () => save(services)));
  assert.deepEqual(new Set(results), new Set(["saved"]));
  assert.equal(records.value.length, 1);
  assert.deepEqual(records.value[0]?.revision.officers, ["12", "15"]);
  assert.equal(await save(services), "saved", "a late second tap is no mistake");
  assert.equal(problem.value, "");
  assert.notEqual(draft.value?.inspection_id, before);
  assert.equal(isOpen(draft.value), false);
  assert.equal(asked, 1);
  assert.ok(toast.value);
});

test("saving waits for photos that are on their way to disk", async () => {
  await change(services, { type: "zone_rule_breach" });
  void follow(takePhoto(5));
  void follow(takePhoto(30));
  keeping.value = 2;
  assert.equal(await save(services), "saved");
  assert.equal(records.value[0]?.photos.length, 2);
});

test("a draft comes back as it was left", async () => {
  await takePhoto();
  await change(services, { type: "open_bbq", note: "half" });
  drafts.closeDraft();
  await drafts.openDraft(services, "12");
  assert.equal(draft.value?.type, "open_bbq");
  assert.equal(draft.value?.note, "half");
  assert.equal(draft.value?.photos.length, 1);
});

test("what a draft lacks, in the order of the screen", () => {
  const blank = nextDraft(services, "12");
  assert.deepEqual(missing(blank), ["photo", "type"]);
  assert.equal(blank.outcome, "persuaded_corrected");
  assert.equal(isOpen({ ...blank, note: "x" }), true);
});
