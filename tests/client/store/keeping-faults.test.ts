/** Looking after received evidence under faults: every single IndexedDB call of it fails once, in every way. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { Op, Receipt } from "../../../static/src/domain/model";
import { layBallast } from "../../../static/src/store/ballast";
import {
  type EvidenceStore,
  openEvidence,
  StorageRefused,
} from "../../../static/src/store/evidence";
import { applyVerdicts, countUnsent, heldItems } from "../../../static/src/store/held";
import { purgeable, purgePhoto } from "../../../static/src/store/purging";
import { begin, calls, type How, Killed } from "./faults";
import { noise, OFFICER, sealed, sha256 } from "./sample";

const LOG = { epoch: 2, backup_horizon: 100 };

function receiptOf({ kind, key, sha256: hash, size }: Receipt & { size: number }, epoch: number) {
  const status = kind === "photo" ? "stored" : "accepted";
  const about = { v: 1, kind, key, sha256: hash, size, status, epoch, log_index: 1 };
  return { ...about, received_ms: 5, alg: "Ed25519", server_sig: `${key} ${epoch}` } as Receipt;
}

/** A record that was received in an epoch of long ago, its second photo never. */
async function phone(indexedDB: IDBFactory): Promise<EvidenceStore> {
  begin();
  const store = await openEvidence({ indexedDB });
  await sealed(store, "i1", [60_000, 20]);
  const keys = { "rev:i1/1": "inspections/i1/revs/1", "photo:i1-p0": "photos/i1-p0" };
  for (const [opKey, key] of Object.entries(keys)) {
    const op = (await store.op(opKey)) as Op;
    const receipt = receiptOf({ ...op, key } as unknown as Receipt & { size: number }, 1);
    await store.keepReceipt(opKey, receipt, "{}");
  }
  return store;
}

/** A visit of the keeper after a restore: what the server has is confirmed, what it may lose goes nowhere. */
async function visit({ database }: EvidenceStore): Promise<void> {
  await countUnsent(database, OFFICER);
  const items = await heldItems(database, OFFICER, LOG.epoch);
  await applyVerdicts(
    database,
    items.map((item) => ({
      item,
      receipt: receiptOf(item as unknown as Receipt & { size: number }, LOG.epoch),
      canonical: "{}",
      confirmed_epoch: LOG.epoch,
    })),
  );
  for (const { photo } of await purgeable(database, LOG)) {
    await purgePhoto(database, photo.op_key, LOG, 9);
  }
  await layBallast(database, () => undefined);
}

/** A photo is on the phone whole, or is received, backed up and called purged. */
async function check(store: EvidenceStore): Promise<void> {
  const ops = await store.ops(OFFICER);
  assert.equal(ops.length, 3);
  for (const op of ops.filter(({ kind }) => kind === "photo")) {
    if (op.purged_ms === undefined) {
      assert.equal(sha256(await store.readPhoto(op.photo_id)), op.sha256);
      continue;
    }
    assert.equal(op.state, "received");
    assert.equal((await store.receipt(`photos/${op.photo_id}`))?.receipt.epoch, LOG.epoch);
    await assert.rejects(store.readPhoto(op.photo_id));
  }
}

async function checkDone(store: EvidenceStore): Promise<void> {
  await check(store);
  const purged = (await store.ops(OFFICER)).map((op) => op.purged_ms);
  assert.deepEqual(purged, [undefined, 9, undefined]);
  assert.equal(sha256(await store.readPhoto("i1-p1")), sha256(noise(20, 2)));
}

async function countedVisit(): Promise<number> {
  const store = await phone(new IDBFactory());
  begin();
  await visit(store);
  await checkDone(store);
  return calls();
}

for (const how of ["throw", "abort", "lost"] satisfies How[]) {
  test(`each call fails once (${how}): the visit goes through all the same`, async () => {
    const total = await countedVisit();
    assert.ok(total > 60, `${total} calls`);
    for (let at = 1; at <= total; at++) {
      const store = await phone(new IDBFactory());
      begin({ at, how });
      await visit(store);
      begin();
      await checkDone(store);
    }
  });
}

for (const how of ["quota", "kill"] satisfies How[]) {
  test(`each call ends the visit (${how}): nothing is lost, and the next one finishes it`, async () => {
    const total = await countedVisit();
    for (let at = 1; at <= total; at++) {
      const indexedDB = new IDBFactory();
      const store = await phone(indexedDB);
      begin({ at, how });
      await visit(store).catch((error: unknown) => {
        const { cause } = error as Error;
        const isOurs = error instanceof StorageRefused || cause instanceof Killed;
        assert.ok(isOurs || (cause as Error)?.name === "AbortError", String(error));
      });
      begin();
      const again = await openEvidence({ indexedDB });
      await check(again);
      await visit(again);
      await checkDone(again);
    }
  });
}
