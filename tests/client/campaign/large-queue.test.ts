/** Ten days offline: 300 records with 900 photos leave the phone one photo at a time, in little memory. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { clockBlock } from "../../../static/src/domain/revision";
import { checkDelivered, opsOn } from "./checker";
import { Phone } from "./phone";
import { noise } from "./random";
import { signInAll } from "./steps";
import { Surroundings } from "./surroundings";
import type { Tab } from "./tab";
import { uninstall } from "./world";

const RECORDS = 300;
const PHOTOS = 3;
const PHOTO_BYTES = 60_000;
const THUMBNAIL_BYTES = 12_000;
const MEBIBYTE = 1024 * 1024;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function memory(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function fill(tab: Tab): Promise<void> {
  for (let record = 0; record < RECORDS; record++) {
    const owner = { person_id: "12", inspection_id: tab.phone.newId() };
    const photos = [];
    for (let n = 0; n < PHOTOS; n++) {
      const at = { captured_ms: record, mono_ms: n, mime: "image/jpeg" };
      const photo = { ...at, id: tab.phone.newId(), method: "viewfinder" as const };
      const bytes = noise(PHOTO_BYTES, record * PHOTOS + n);
      const thumbnail = new ArrayBuffer(THUMBNAIL_BYTES);
      photos.push(await tab.store.keepPhoto(owner, photo, bytes, thumbnail));
    }
    const at = { wall_ms: 1, mono_ms: 1, boot_id: "boot" };
    await tab.store.seal({
      draft: { ...owner, photos, type: "t", outcome: "o", note: "" },
      device_id: "01990000-0000-7000-8000-0000000000d1",
      officers: ["12"],
      law_version: "a".repeat(64),
      verdict: { engine: 1, zones_version: "b".repeat(64), place: "unknown" },
      clock: clockBlock(at),
      sealed_ms: 1,
      app: "0.1.0",
    });
  }
}

after(uninstall);

test("900 waiting photos drain in one pass, with a few photos in memory", async () => {
  const around = new Surroundings(1);
  around.faulty = false;
  around.world.mostTasks = Number.POSITIVE_INFINITY;
  const phone = new Phone(around);
  const tab = await phone.open();
  assert.ok(tab);
  let isFilled = false;
  void fill(tab).then(() => {
    isFilled = true;
  });
  await around.world.settle();
  assert.ok(isFilled);
  await signInAll({ around, phone }, false);
  const before = memory();
  let most = 0;
  let looks = 0;
  while (opsOn(phone).some((op) => op.state === "saved") && looks < 500) {
    await around.world.advance(10_000);
    looks += 1;
    // What arrived is in the model server's memory, which is not the phone's.
    const arrived = [...around.server.records.uploads.values()];
    const there = arrived.reduce((sum, upload) => sum + upload.kept.length, 0);
    most = Math.max(most, memory() - before - there);
  }
  checkDelivered(around, phone);
  assert.deepEqual(around.violations, []);
  assert.equal(opsOn(phone).filter((op) => op.state === "received").length, RECORDS * 4);
  assert.ok(looks > 5, `only ${looks} looks`);
  assert.ok(most < 48 * MEBIBYTE, `${Math.round(most / MEBIBYTE)} MiB more than before`);
  process.stdout.write(`# ${looks} looks, at most ${(most / MEBIBYTE).toFixed(1)} MiB more\n`);
});
