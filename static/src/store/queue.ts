/** The sealed facts on this phone: who waits for a receipt, and what became of them. */
import type { Op, OpState, Receipt } from "../domain/model";
import { bySealingOrder, bySendingOrder } from "../domain/revision";
import { StorageBroken } from "./errors";
import type { Evidence, ReceiptRow } from "./schema";

/** What sending may change on an op; sealed bytes and names never change. */
export type OpPatch = Partial<
  Pick<Op, "state" | "tries" | "next_ms" | "last_error" | "refusal" | "refusals">
>;

export function readOp(evidence: Evidence, opKey: string): Promise<Op | undefined> {
  return evidence.read(["ops"], (tx) => tx.objectStore("ops").get(opKey));
}

export async function opsBy(
  evidence: Evidence,
  index: "by_person" | "by_inspection",
  id: string,
): Promise<Op[]> {
  const ops = await evidence.read(["ops"], (tx) => tx.objectStore("ops").index(index).getAll(id));
  return ops.sort(bySealingOrder);
}

export async function waitingOps(evidence: Evidence): Promise<Op[]> {
  return (await opsIn(evidence, ["saved"])).sort(bySendingOrder);
}

/** Only these are read: a phone that keeps thousands of received records must not copy them all at each sweep. */
export async function opsIn(evidence: Evidence, states: OpState[]): Promise<Op[]> {
  const found = await evidence.read(["ops"], (tx) => {
    const index = tx.objectStore("ops").index("by_state");
    return Promise.all(states.map((state) => index.getAll(state)));
  });
  return found.flat();
}

/** See `EvidenceStore.requeueRefused`. */
export async function requeueRefused(evidence: Evidence): Promise<void> {
  if ((await opsIn(evidence, ["quarantined"])).length === 0) return;
  await evidence.write(["ops"], async (tx) => {
    const ops = tx.objectStore("ops");
    for (const op of await ops.index("by_state").getAll("quarantined")) {
      await ops.put({ ...op, state: "saved", tries: 0, next_ms: 0, refusal: "", refusals: 0 });
    }
  });
}

export async function countsOfOthers(evidence: Evidence, personId: string): Promise<number> {
  const ops = await opsIn(evidence, ["saved", "quarantined", "damaged"]);
  const open = ops.filter((op) => op.person_id !== personId && op.inspection_id !== "");
  return new Set(open.map((op) => op.inspection_id)).size;
}

export async function update(evidence: Evidence, opKey: string, patch: OpPatch): Promise<void> {
  await evidence.write(["ops"], async (tx) => {
    const ops = tx.objectStore("ops");
    const op = await ops.get(opKey);
    if (op === undefined) throw new StorageBroken(`${opKey} is not in the database`);
    // Another tab may have its receipt by now: a failure seen here must not hide it.
    const failed = patch.state === "quarantined" || patch.state === "damaged";
    if (failed && op.state === "received") return;
    await ops.put({ ...op, ...patch });
  });
}

export async function keepReceipt(
  evidence: Evidence,
  opKey: string,
  receipt: Receipt,
  canonical: string,
): Promise<void> {
  await evidence.write(["ops", "receipts"], async (tx) => {
    const op = await tx.objectStore("ops").get(opKey);
    if (op === undefined) throw new StorageBroken(`${opKey} is not in the database`);
    await tx.objectStore("receipts").put({ key: receipt.key, receipt, canonical });
    await tx.objectStore("ops").put({ ...op, state: "received", last_error: "" });
  });
}

export function readReceipt(evidence: Evidence, key: string): Promise<ReceiptRow | undefined> {
  return evidence.read(["receipts"], (tx) => tx.objectStore("receipts").get(key));
}
