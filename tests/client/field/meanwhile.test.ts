/** What an officer does while a record is being saved: it belongs to the next record, or comes back with this one. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fix, Zone } from "../../../static/src/domain/model";
import { addPhoto, change, follow } from "../../../static/src/field/drafts";
import { save } from "../../../static/src/field/saving";
import type { Services } from "../../../static/src/field/services";
import { chooseFiles } from "../../../static/src/field/shooting";
import { draft, keeping, leaving, problem, records, zones } from "../../../static/src/field/state";
import { StorageRefused } from "../../../static/src/store/errors";
import { gate, heic, signedIn } from "./services";

const photoIds = () => draft.value?.photos.map(({ id }) => id) ?? [];

/** A record that is ready to be saved, and a seal that waits for the test. */
async function beforeSealing(fails: boolean) {
  const services = await signedIn();
  await chooseFiles(services, [heic()]);
  await change(services, { type: "zone_rule_breach", note: "first" });
  const held = gate();
  const { seal } = services.evidence;
  services.evidence.seal = async (input) => {
    await held.opened;
    if (fails) throw new StorageRefused("full");
    return seal(input);
  };
  const recover = (): void => {
    services.evidence.seal = seal;
  };
  return { services, held, recover, first: draft.value?.inspection_id };
}

/** The next record, entered at once: words, choice and photo. */
function enterNext(services: Services): Promise<unknown> {
  return Promise.all([
    change(services, { type: "open_bbq", note: "second" }),
    chooseFiles(services, [heic()]),
  ]);
}

test("what is entered while saving runs is the next record, on the screen and on disk", async () => {
  const { services, held, first } = await beforeSealing(false);
  const saving = save(services);
  assert.notEqual(draft.value?.inspection_id, first, "the screen is free at once");
  assert.deepEqual([draft.value?.type, draft.value?.note, photoIds()], ["", "", []]);
  const next = enterNext(services);
  assert.deepEqual([draft.value?.type, draft.value?.note], ["open_bbq", "second"]);
  assert.equal(
    (await services.evidence.draft("12"))?.note,
    "first",
    "until the seal the disk has the first one",
  );
  held.open();
  assert.equal(await saving, "saved");
  await next;
  const [row] = records.value;
  assert.deepEqual(
    [row?.inspection_id, row?.revision.type, row?.revision.note, row?.photos.length],
    [first, "zone_rule_breach", "first", 1],
  );
  assert.deepEqual([draft.value?.type, photoIds().length, keeping.value], ["open_bbq", 1, 0]);
  assert.deepEqual(await services.evidence.draft("12"), draft.value);
});

test("a record that is not kept comes back whole, with what came meanwhile", async () => {
  const { services, held, recover, first } = await beforeSealing(true);
  const before = photoIds();
  const saving = save(services);
  const next = enterNext(services);
  held.open();
  assert.equal(await saving, "failed");
  await next;
  assert.match(problem.value, /full/);
  assert.deepEqual(
    [draft.value?.inspection_id, draft.value?.type, draft.value?.note],
    [first, "zone_rule_breach", "first\nsecond"],
  );
  assert.deepEqual([photoIds().length, photoIds()[0], keeping.value], [2, before[0], 0]);
  assert.deepEqual(await services.evidence.draft("12"), draft.value);
  recover();
  assert.equal(await save(services), "saved");
  assert.deepEqual(
    records.value.map((row) => [row.inspection_id, row.photos.length, row.revision.note]),
    [[first, 2, "first\nsecond"]],
  );
  assert.equal(leaving.value, undefined);
});

test("photos chosen before the tap belong to the record that is saved", async () => {
  const services = await signedIn();
  await change(services, { type: "zone_rule_breach" });
  const choosing = chooseFiles(services, [heic(), heic(), heic()]);
  assert.equal(keeping.value, 1);
  const saving = save(services);
  assert.equal(keeping.value, 0, "the next record's rail is empty");
  assert.equal(await saving, "saved");
  await choosing;
  assert.equal(records.value[0]?.photos.length, 3);
  assert.deepEqual([photoIds(), keeping.value], [[], 0]);
});

test("when the only photo does not reach the disk, the record is back and why is said", async () => {
  const services = await signedIn();
  await change(services, { type: "zone_rule_breach" });
  const first = draft.value?.inspection_id;
  services.evidence.keepPhoto = () => Promise.reject(new StorageRefused("full"));
  void chooseFiles(services, [heic()]);
  assert.equal(await save(services), "photo");
  assert.deepEqual([draft.value?.inspection_id, draft.value?.type], [first, "zone_rule_breach"]);
  assert.match(problem.value, /phone is full/);
  assert.deepEqual(await services.evidence.ops("12"), []);
});

test("saving the next record while the first is being saved makes two records", async () => {
  const { services, held } = await beforeSealing(false);
  const first = save(services);
  const next = enterNext(services);
  const second = save(services);
  held.open();
  assert.deepEqual(await Promise.all([first, second]), ["saved", "saved"]);
  await next;
  const made = records.value.map((row) => [row.revision.type, row.photos.length]);
  assert.deepEqual(made, [
    ["open_bbq", 1],
    ["zone_rule_breach", 1],
  ]);
});

const OPEN_AT = Date.parse("2026-11-23T19:00+08:00");
const CLOSED_AT = Date.parse("2026-11-23T12:00+08:00");
const FIX: Fix = {
  lat_e7: 351_000_000,
  lon_e7: 1_133_900_000,
  acc_cm: 500,
  fix_ms: OPEN_AT,
  age_ms: 0,
  source: "browser",
};
const ring: [number, number][] = [
  [113.38, 35.09],
  [113.4, 35.09],
  [113.4, 35.11],
  [113.38, 35.11],
  [113.38, 35.09],
];
const ZONE: Zone = {
  code: "N08",
  version: 1,
  kind: "night",
  name: "Market",
  location_text: "",
  demo: false,
  capacity: 1,
  goods: "",
  hours: [{ open: "17:30", close: "23:30" }],
  geometry: { type: "Polygon", coordinates: [ring] },
};

test("the record's place is that of its first photo with one, judged at that photo's time", async () => {
  const services = await signedIn((ms) => (ms === OPEN_AT ? FIX : undefined));
  zones.value = { scope: "zones", version: "v", zones: [ZONE] };
  const owner = draft.value;
  assert.ok(owner);
  for (const captured_ms of [CLOSED_AT, OPEN_AT]) {
    const photo = { bytes: new Uint8Array(9), mime: "image/jpeg", mono_ms: 1, captured_ms };
    const taken = { ...photo, method: "viewfinder" as const, thumbnail: new ArrayBuffer(0) };
    await follow(addPhoto(services, owner, taken));
  }
  await change(services, { type: "zone_rule_breach" });
  assert.equal(await save(services), "saved");
  const sealed = records.value[0]?.revision;
  assert.deepEqual([sealed?.fix, sealed?.captured_ms], [FIX, CLOSED_AT]);
  assert.deepEqual([sealed?.verdict.zone, sealed?.verdict.open], ["N08", true]);
  zones.value = undefined;
});
