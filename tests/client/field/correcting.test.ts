/** Returned records and their correction on the screen: beside the draft of a new record, never in its place. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { ChangeRow } from "../../../static/src/domain/changes";
import { revisionIn } from "../../../static/src/domain/revision";
import * as correcting from "../../../static/src/field/correcting";
import * as drafts from "../../../static/src/field/drafts";
import { suggest } from "../../../static/src/field/feedback";
import { reasonText, reviewText } from "../../../static/src/field/labels";
import { readNews } from "../../../static/src/field/news";
import { pull } from "../../../static/src/field/pulling";
import { returnedRecords, reviewFor } from "../../../static/src/field/reviews";
import { route } from "../../../static/src/field/routes";
import { save } from "../../../static/src/field/saving";
import type { Services } from "../../../static/src/field/services";
import { leave } from "../../../static/src/field/session";
import { refreshRecords } from "../../../static/src/field/shelf-state";
import { chooseFiles } from "../../../static/src/field/shooting";
import * as state from "../../../static/src/field/state";
import { toast } from "../../../static/src/field/toast";
import { openCache } from "../../../static/src/store/cache";
import { openEvidence } from "../../../static/src/store/evidence";
import { openKeys } from "../../../static/src/store/keys";
import { createTransport } from "../../../static/src/sync/transport";
import { sealed } from "../store/sample";
import { ModelServer } from "../sync/model-server";
import { heic } from "./services";

Object.assign(globalThis, { APP_VERSION: "0.0.0-test", location: { hash: "" } });

const ID = "01990000-0000-7000-8000-000000000001";
let services: Services;
let server: ModelServer;
let mono = 0;

beforeEach(async () => {
  const indexedDB = new IDBFactory();
  server = new ModelServer();
  mono += 1_000_000;
  let next = 0;
  services = {
    evidence: await openEvidence({ indexedDB }),
    keys: await openKeys({ indexedDB }),
    cache: await openCache({ indexedDB }),
    transport: createTransport({ fetch: server.fetch }),
    clock: { wall: () => 1_790_000_200_000, mono: () => mono, boot_id: "b" },
    newId: () => `new-${++next}-${mono}`,
    locator: { fixAt: () => undefined },
    outbox: { progress: new Map(), needsLogin: () => false, isFrozen: () => false },
    scheduler: { saved: () => undefined },
  } as unknown as Services;
  const who = { id: "12", name: "A", role: "officer", certified: true };
  state.person.value = { ...who, squadron: { id: "1", name: "S" } };
  state.pair.value = "";
  state.correction.value = undefined;
  state.draft.value = drafts.nextDraft(services, "12");
  await sealed(services.evidence, ID, [100]);
  await refreshRecords(services);
  await readNews(services);
});

async function comeBack(change: Partial<ChangeRow> = {}): Promise<void> {
  const op = await services.evidence.op(`rev:${ID}/1`);
  const data = {
    number: "WZ-1",
    sha256: op?.sha256,
    reasons: ["photo_unclear"],
    text: "?",
    by: "Zhang",
  };
  const row = { seq: 1, scope: "returns", id: ID, version: 1, at_ms: 5, data, ...change };
  const page = { cursor: "1.1", more: false, changes: [row] };
  await services.cache.applyChanges("12", page, "s", false);
  await readNews(services);
}

async function takePhoto(): Promise<void> {
  const owner = state.atHand.value;
  assert.ok(owner);
  await drafts.addPhoto(services, owner, {
    bytes: new Uint8Array(500).fill(3),
    mime: "image/jpeg",
    method: "viewfinder",
    thumbnail: new ArrayBuffer(0),
    captured_ms: 1,
    mono_ms: 1,
  });
}

test("a returned record can be corrected; without a return it cannot", async () => {
  assert.equal(correcting.canCorrect(ID), false);
  await correcting.openCorrection(services, ID);
  assert.equal(state.correction.value, undefined);
  await comeBack();
  assert.equal(returnedRecords.value[0]?.row?.inspection_id, ID);
  assert.equal(correcting.canCorrect(ID), true);
});

test("opening a correction leaves the other draft as it is, and both are kept apart", async () => {
  await takePhoto();
  await drafts.change(services, { type: "open_bbq", note: "another" });
  const other = state.draft.value;
  await comeBack();
  await correcting.openCorrection(services, ID);
  assert.equal(state.atHand.value?.type, "zone_rule_breach");
  assert.equal(correcting.correctedPhotos(), 1);
  assert.deepEqual(
    correcting.earlierPhotos().map((op) => op.photo_id),
    [`${ID}-p0`],
  );
  await takePhoto();
  await drafts.change(services, { note: "corrected" });
  await correcting.strike(services, `${ID}-p0`, "dark");
  assert.deepEqual(state.draft.value, other);
  await correcting.closeCorrection(services);
  assert.equal(state.atHand.value, other);
  assert.deepEqual(state.corrections.value, [ID]);
  await correcting.openCorrection(services, ID);
  const back = state.correction.value;
  assert.deepEqual([back?.note, back?.photos.length], ["corrected", 1]);
  assert.deepEqual(back?.struck, [{ id: `${ID}-p0`, reason: "dark" }]);
  await correcting.restore(services, `${ID}-p0`);
  assert.deepEqual(state.correction.value?.struck, []);
});

test("a correction that was left while its save waited is not sealed, nor another in its place", async () => {
  await comeBack();
  await correcting.openCorrection(services, ID);
  await drafts.change(services, { note: "corrected" });
  let arrive: () => void = () => undefined;
  void drafts.follow(
    new Promise<void>((resolve) => {
      arrive = resolve;
    }),
  );
  const result = save(services);
  await correcting.closeCorrection(services);
  arrive();
  assert.equal(await result, "failed");
  assert.match(toast.value?.text ?? "", /left before it was saved/);
  assert.equal((await services.evidence.ops("12")).filter((op) => op.kind === "rev").length, 1);
});

test("no photo is taken for a correction that is being sealed: it would belong to nothing", async () => {
  await comeBack();
  await correcting.openCorrection(services, ID);
  state.sealingCorrection.value = true;
  await chooseFiles(services, [heic()]);
  state.sealingCorrection.value = false;
  assert.match(state.problem.value, /being saved: no photo was taken/);
  assert.deepEqual(state.correction.value?.photos, []);
});

test("an unchanged correction says so; a changed one is sealed as revision two", async () => {
  await drafts.change(services, { type: "open_bbq" });
  await takePhoto();
  await comeBack();
  await correcting.openCorrection(services, ID);
  assert.equal(await save(services), "unchanged");
  assert.match(state.problem.value, /Nothing is corrected/);
  await drafts.change(services, { note: "third stall" });
  const results = await Promise.all([save(services), save(services)]);
  assert.deepEqual(results, ["saved", "saved"]);
  assert.equal(await save(services), "saved", "the second tap of a double tap");
  const ops = await services.evidence.ops("12");
  const revisions = ops.filter((op) => op.kind === "rev");
  assert.deepEqual(
    revisions.map((op) => op.op_key),
    [`rev:${ID}/1`, `rev:${ID}/2`],
    "the draft behind it was not sealed",
  );
  assert.equal(revisionIn(revisions[1]?.bytes ?? new ArrayBuffer(0)).note, "third stall");
  assert.equal(state.correction.value, undefined);
  assert.equal(state.draft.value?.photos.length, 1);
  assert.deepEqual(route.value, { name: "record", inspection_id: ID });
  const [row] = state.records.value;
  assert.ok(row);
  assert.equal(reviewFor(row).state, "submitted");
  assert.deepEqual(returnedRecords.value, []);
});

test("a returned version that is not on this phone is shown, and nothing is offered", async () => {
  await comeBack({ version: 2 });
  assert.equal(returnedRecords.value.length, 1);
  assert.equal(correcting.canCorrect(ID), false);
  await comeBack({ id: "another", version: 1 });
  const elsewhere = returnedRecords.value.find(({ row }) => row === undefined);
  assert.equal(elsewhere?.returned.number, "WZ-1");
});

test("the pull brings a return with a word on the screen, and signing out takes it away", async () => {
  toast.value = undefined;
  server.records.putRevision(`inspections/${ID}/revs/1`, revisionBytes(), null);
  server.records.returnHead(ID);
  await Promise.all([pull(services), pull(services)]);
  assert.equal(server.seen.filter(({ path }) => path.endsWith("/changes")).length, 1);
  assert.match(said(), /came back/);
  assert.equal(state.sessionExpired.value, false);
  server.session = undefined;
  await pull(services);
  assert.equal(state.sessionExpired.value, true);
  await leave(services);
  assert.deepEqual([state.changes.value, await services.cache.changes("12")], [[], []]);
  assert.equal((await services.evidence.ops("12")).length, 2);
});

test("a suggestion is kept at once and shown as not yet sent", async () => {
  await suggest(services, "bigger buttons");
  assert.deepEqual(
    state.suggestions.value.map(({ text, received }) => [text, received]),
    [["bigger buttons", false]],
  );
  assert.equal(state.records.value.length, 1);
});

test("reasons and states in words; a reason newer than this app is shown by its code", () => {
  assert.equal(reasonText("photo_unclear"), "Photo unclear");
  assert.equal(reasonText("something_new"), "something_new");
  for (const word of ["submitted", "returned", "approved"] as const) {
    assert.notEqual(reviewText({ state: word, conflict: false }).icon, "received");
  }
});

const said = () => toast.value?.text ?? "";

function revisionBytes(): Uint8Array {
  return new Uint8Array(state.records.value[0]?.revisionOp.bytes ?? new ArrayBuffer(0));
}
