/** Purging: photos leave the phone only when the server has them, and a backup too; nothing else ever leaves it. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { PhotoDamaged, StorageRefused } from "../../../../static/src/store/evidence";
import { sealCorrection, sealed } from "../../store/sample";
import { Phone } from "../phone";

const WEEK_MS = 7 * 86_400_000;
const MEGABYTE = 1024 * 1024;

/** A phone whose photos the server has, with a backup behind them that is a week old. */
async function backedUp(records = 1, photos = [10, 20]): Promise<Phone> {
  const phone = await Phone.start();
  for (let n = 0; n < records; n++) await sealed(phone.store, `i${n}`, photos);
  await phone.kept().drain();
  phone.server.keeping.backUp();
  phone.server.now += WEEK_MS;
  return phone;
}

async function purged(phone: Phone): Promise<string[]> {
  const ops = await phone.store.ops("12");
  const gone = ops.filter((op) => op.purged_ms !== undefined);
  for (const op of gone) await assert.rejects(phone.store.readPhoto(op.photo_id), PhotoDamaged);
  for (const op of ops) {
    if (op.kind === "photo" && op.purged_ms === undefined) await phone.store.readPhoto(op.photo_id);
  }
  return gone.map((op) => op.photo_id);
}

test("photos that are backed up and a week old go; rows, sealed bytes, thumbnails and receipts stay", async () => {
  const phone = await backedUp();
  const before = await phone.store.ops("12");
  await phone.kept().drain();
  assert.deepEqual(await purged(phone), ["i0-p0", "i0-p1"]);
  for (const [index, op] of (await phone.store.ops("12")).entries()) {
    const { purged_ms, confirmed_epoch, ...rest } = op;
    assert.deepEqual(rest, before[index]);
    assert.deepEqual(
      [purged_ms, confirmed_epoch],
      [op.kind === "photo" ? phone.wall : undefined, 1],
    );
  }
  assert.equal((await phone.store.receipts()).length, 3);
});

test("nothing goes before its time while there is room", async () => {
  const phone = await backedUp();
  phone.server.now -= 1;
  phone.storage = { free_bytes: 500 * MEGABYTE };
  await phone.kept().drain();
  assert.deepEqual(await purged(phone), []);
});

test("where room is short, as many of the oldest go at once as make it enough", async () => {
  const phone = await backedUp(3, [MEGABYTE]);
  phone.server.now -= WEEK_MS;
  phone.storage = { free_bytes: 500 * MEGABYTE - 2 * MEGABYTE };
  await phone.kept().drain();
  assert.deepEqual(await purged(phone), ["i0-p0", "i1-p0"]);
});

test("a full phone is noticed although its browser tells of endless room", async () => {
  const phone = await backedUp(1, [MEGABYTE]);
  phone.server.now -= WEEK_MS;
  phone.storage = { free_bytes: 10_000 * MEGABYTE };
  const { database } = phone.store;
  await database.write(["chunks"], (tx) => tx.objectStore("chunks").delete(["ballast", 43 - 1]));
  const write = database.write.bind(database) as (...args: unknown[]) => Promise<unknown>;
  database.write = ((stores: string[], work: unknown) =>
    stores.join() === "chunks"
      ? Promise.reject(new StorageRefused("full"))
      : write(stores, work)) as typeof database.write;
  await phone.kept().drain();
  assert.deepEqual(await purged(phone), ["i0-p0"]);
});

const KEPT: [string, (phone: Phone) => unknown][] = [
  ["no backup at all", (phone) => Object.assign(phone.server.keeping, { horizon: 0 })],
  [
    "a backup of the record without its photos",
    (phone) => Object.assign(phone.server.keeping, { horizon: 1 }),
  ],
  [
    "a restore meanwhile, of which no backup is verified",
    (phone) => {
      phone.server.keeping.restore();
      phone.server.keeping.horizon = 0;
    },
  ],
  ["a server that no longer has the photo", (phone) => phone.server.uploads.delete("i0-p0")],
  ["a server that no longer has the record", (phone) => phone.server.records.forget()],
  [
    "no answer to the question",
    (phone) => {
      phone.server.trouble = ({ path }) => (path.endsWith("status") ? "crash" : undefined);
    },
  ],
];

for (const [what, spoil] of KEPT) {
  test(`the photo stays: ${what}`, async () => {
    const phone = await backedUp(1, [10]);
    spoil(phone);
    const box = phone.kept();
    await box.drain();
    assert.deepEqual(await purged(phone), []);
  });
}

test("what the server turned out not to have is sent again before anything goes", async () => {
  const phone = await backedUp(1, [10]);
  phone.server.uploads.delete("i0-p0");
  await phone.kept().drain();
  assert.equal((await phone.states())["photo:i0-p0"], "saved");
  await phone.kept().drain();
  assert.equal(phone.server.uploads.get("i0-p0")?.kept.length, 10);
});

test("a restore to before the backup that was verified is told as a hole, not passed over", async () => {
  const phone = await backedUp(1, [10]);
  await phone.kept().drain();
  phone.server.keeping.restore();
  phone.server.uploads.clear();
  phone.server.records.forget();
  await phone.kept().drain();
  await phone.drainAll();
  const states = await phone.states();
  assert.deepEqual([states["rev:i0/1"], states["photo:i0-p0"]], ["received", "damaged"]);
  assert.equal(phone.server.records.facts.size, 1);
});

test("purged photos are not asked for each day", async () => {
  const phone = await backedUp(1, [10]);
  await phone.kept().drain();
  phone.wall += 2 * WEEK_MS;
  phone.server.keeping.questions.length = 0;
  await phone.kept().drain();
  assert.equal(phone.server.keeping.questions.flat().length, 0);
});

test("the phone looks for photos to purge once an hour, and oftener where room is short", async () => {
  const phone = await backedUp(1, []);
  const box = phone.kept();
  const asked = async (ms: number) => {
    phone.mono += ms;
    phone.server.keeping.questions.length = 0;
    await box.drain();
    return phone.server.keeping.questions.flat().length;
  };
  await asked(0);
  await sealed(phone.store, "late", [10]);
  await box.drain();
  phone.server.keeping.backUp();
  phone.server.now += WEEK_MS;
  assert.deepEqual([await asked(599_000), await asked(0)], [0, 0]);
  phone.storage = { free_bytes: 1 };
  assert.equal(await asked(1_000), 2);
});

test("a correction of a record whose photos are gone names them all the same", async () => {
  const phone = await backedUp(1, [10]);
  await phone.kept().drain();
  phone.server.records.returnHead("i0");
  await sealCorrection(phone.store, "i0", [30]);
  await phone.kept().drain();
  const ops = await phone.store.ops("12");
  assert.deepEqual(new Set(ops.map(({ state }) => state)), new Set(["received"]));
  assert.equal(phone.server.records.heads.get("i0")?.rev, 2);
});
