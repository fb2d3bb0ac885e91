/** What this phone holds of one person: counted for the heartbeat, and compared with what the server has. */
import type { Op, Receipt } from "../domain/model";
import { CHAIN_START, type ChainLink, receiptKeyOf, revisionOpKey } from "../domain/revision";
import { type Evidence, type EvidenceRead, type EvidenceWrite, metaKey } from "./schema";

/** Items without a receipt, whatever their state; `quarantined` and `damaged` say how many of those are so. */
export interface Pending {
  revs: number;
  photos: number;
  facts: number;
  quarantined: number;
  damaged: number;
}

export interface Unsent {
  pending: Pending;
  /** `sealed_ms` of the oldest of them. */
  oldest_ms?: number;
}

/** One op in memory at a time: all of them at once would bring every thumbnail of the phone. */
export async function eachOp(
  tx: EvidenceRead,
  index: "by_person" | "by_state",
  key: string,
  visit: (op: Op) => unknown,
): Promise<void> {
  let cursor = await tx.objectStore("ops").index(index).openCursor(key);
  for (; cursor !== null; cursor = await cursor.continue()) await visit(cursor.value);
}

const NAMES = { rev: "revs", photo: "photos", fact: "facts" } as const;

/** Last number of the device's chain; 0 before the first. */
export async function lastSeq(evidence: Evidence, deviceId: string): Promise<number> {
  const key = metaKey.chain(deviceId);
  const chain = await evidence.read(["meta"], (tx) => tx.objectStore("meta").get(key));
  return ((chain as ChainLink | undefined) ?? CHAIN_START).seq;
}

export async function countUnsent(evidence: Evidence, personId: string): Promise<Unsent> {
  return evidence.read(["ops"], async (tx) => {
    const pending: Pending = { revs: 0, photos: 0, facts: 0, quarantined: 0, damaged: 0 };
    let oldest: Op | undefined;
    const count = (op: Op) => {
      if (op.person_id !== personId) return;
      pending[NAMES[op.kind]] += 1;
      if (op.state === "quarantined" || op.state === "damaged") pending[op.state] += 1;
      if (oldest === undefined || op.seq < oldest.seq) oldest = op;
    };
    for (const state of ["saved", "quarantined", "damaged"]) {
      await eachOp(tx, "by_state", state, count);
    }
    const oldest_ms = oldest && (await sealedAt(tx, oldest));
    return { pending, ...(oldest_ms !== undefined && { oldest_ms }) };
  });
}

async function sealedAt(tx: EvidenceRead, op: Op): Promise<number | undefined> {
  const parent = revisionOpKey(op.inspection_id, op.rev);
  const sealed = op.kind === "photo" ? await tx.objectStore("ops").get(parent) : op;
  if (sealed === undefined) return undefined;
  try {
    const { sealed_ms } = JSON.parse(new TextDecoder().decode(sealed.bytes));
    return Number.isSafeInteger(sealed_ms) ? sealed_ms : undefined;
  } catch (error) {
    // Damaged bytes have no time; that they are damaged is found out where they are sent.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An item that the server is believed to have. */
export interface HeldItem {
  op_key: string;
  kind: Op["kind"];
  key: string;
  sha256: string;
  size: number;
  /** The receipt when it was listed; "" without one. */
  server_sig: string;
}

/** What that person has receipts for; without those that were `confirmed` in the given epoch. */
export async function heldItems(
  evidence: Evidence,
  personId: string,
  confirmed?: number,
): Promise<HeldItem[]> {
  return evidence.read(["ops", "receipts"], async (tx) => {
    const items: HeldItem[] = [];
    await eachOp(tx, "by_person", personId, async (op) => {
      const isDone = confirmed !== undefined && op.confirmed_epoch === confirmed;
      if (op.state === "received" && !isDone) items.push(await itemOf(tx, op));
    });
    return items;
  });
}

export async function itemOf(tx: EvidenceRead | EvidenceWrite, op: Op): Promise<HeldItem> {
  const { op_key, kind, sha256, size } = op;
  const key = receiptKeyOf(op);
  const row = await tx.objectStore("receipts").get(key);
  return { op_key, kind, key, sha256, size, server_sig: row?.receipt.server_sig ?? "" };
}

/** What the server has of an item: these bytes with a receipt we trust, or not. */
export type Verdict =
  | { item: HeldItem; receipt: Receipt; canonical: string; confirmed_epoch: number | undefined }
  | { item: HeldItem; receipt: undefined };

/** Takes over receipts as they are now, and lays what the server does not have back into the queue: one transaction. */
export async function applyVerdicts(evidence: Evidence, verdicts: Verdict[]): Promise<void> {
  if (verdicts.length === 0) return;
  await evidence.write(["ops", "receipts"], async (tx) => {
    for (const verdict of verdicts) {
      const op = await tx.objectStore("ops").get(verdict.item.op_key);
      if (op === undefined) continue;
      if (verdict.receipt === undefined) await requeue(tx, op, verdict.item);
      else await confirm(tx, op, verdict);
    }
  });
}

async function requeue(tx: EvidenceWrite, op: Op, item: HeldItem): Promise<void> {
  const now = await itemOf(tx, op);
  // Another tab has a newer receipt by now: what we were told is out of date.
  if (op.state !== "received" || now.server_sig !== item.server_sig) return;
  const { confirmed_epoch: _confirmed, ...rest } = op;
  await tx.objectStore("ops").put({
    ...rest,
    state: "saved",
    tries: 0,
    next_ms: 0,
    last_error: "",
    refusal: "",
    refusals: 0,
  });
}

async function confirm(
  tx: EvidenceWrite,
  op: Op,
  { item, receipt, canonical, confirmed_epoch }: Verdict & { receipt: Receipt },
): Promise<void> {
  if (item.server_sig !== receipt.server_sig) {
    await tx.objectStore("receipts").put({ key: receipt.key, receipt, canonical });
  }
  if (op.state === "received" && op.confirmed_epoch === confirmed_epoch) return;
  const { confirmed_epoch: _before, ...rest } = op;
  const epoch = confirmed_epoch === undefined ? {} : { confirmed_epoch };
  await tx.objectStore("ops").put({ ...rest, ...epoch, state: "received", last_error: "" });
}
