/**
 * Purging: the bytes of photos leave the phone when the server has them, and a backup too. Everything else stays:
 * sealed records and facts, receipts, thumbnails.
 */
import { isBackedUp, type LogState } from "../domain/backup";
import type { Op } from "../domain/model";
import { parentKeyOf } from "../domain/revision";
import { eachOp, type HeldItem, itemOf } from "./held";
import { chunksOf, type Evidence, type EvidenceRead, type EvidenceWrite } from "./schema";

export interface Purgeable {
  photo: HeldItem;
  /** The revision that names it. */
  revision: HeldItem;
  person_id: string;
  /** Server time. */
  received_ms: number;
}

/** Photos whose bytes the phone need not keep, by their receipts, the first received first. */
export async function purgeable(evidence: Evidence, log: LogState): Promise<Purgeable[]> {
  const found = await evidence.read(["ops", "receipts"], async (tx) => {
    const photos: Purgeable[] = [];
    await eachOp(tx, "by_state", "received", async (op) => {
      const photo = await purgeableOf(tx, op, log);
      if (photo !== undefined) photos.push(photo);
    });
    return photos;
  });
  return found.sort((a, b) => a.received_ms - b.received_ms);
}

async function purgeableOf(
  tx: EvidenceRead | EvidenceWrite,
  op: Op,
  log: LogState,
): Promise<Purgeable | undefined> {
  if (op.kind !== "photo" || op.state !== "received" || op.purged_ms !== undefined)
    return undefined;
  const parent = await tx.objectStore("ops").get(parentKeyOf(op) ?? "");
  if (parent?.state !== "received") return undefined;
  const [photo, revision] = [await itemOf(tx, op), await itemOf(tx, parent)];
  const receipts = tx.objectStore("receipts");
  const [kept, record] = [await receipts.get(photo.key), await receipts.get(revision.key)];
  if (!isBackedUp(kept?.receipt, log) || !isBackedUp(record?.receipt, log)) return undefined;
  return { photo, revision, person_id: op.person_id, received_ms: kept?.receipt.received_ms ?? 0 };
}

/** Deletes the bytes of one photo, if it may still go; false when it may not. */
export async function purgePhoto(
  evidence: Evidence,
  opKey: string,
  log: LogState,
  now: number,
): Promise<boolean> {
  return evidence.write(["ops", "chunks", "receipts"], async (tx) => {
    const op = await tx.objectStore("ops").get(opKey);
    if (op === undefined || (await purgeableOf(tx, op, log)) === undefined) return false;
    await tx.objectStore("chunks").delete(chunksOf(op.photo_id));
    await tx.objectStore("ops").put({ ...op, purged_ms: now });
    return true;
  });
}
