/** Writes down what became of a sent op (docs/protocol.md §4, column "effect"). */
import { backoffMs, retryAfterMs } from "../domain/backoff";
import type { Op } from "../domain/model";
import { revisionOpKey } from "../domain/revision";
import type { EvidenceStore, OpPatch } from "../store/evidence";
import type { Outcome } from "./sending";

export interface SettlePorts {
  store: Pick<EvidenceStore, "update" | "keepReceipt">;
  /** Wall clock. */
  wall(): number;
  random(): number;
}

/** One answer may be a mistake of somebody in between; the same refusal this often is the server's word. */
const REFUSALS = 3;

export async function settle(ports: SettlePorts, op: Op, outcome: Outcome): Promise<void> {
  switch (outcome.class) {
    case "ok":
    case "conflict":
      return ports.store.keepReceipt(op.op_key, outcome.receipt, outcome.canonical);
    case "damaged":
      return ports.store.update(op.op_key, { state: "damaged", last_error: "damaged" });
    case "yielded":
      return;
    case "login":
    case "frozen":
      return ports.store.update(op.op_key, { last_error: outcome.said });
    case "network":
      return ports.store.update(op.op_key, later(ports, op, `network: ${outcome.said}`));
    case "fault":
      return ports.store.update(op.op_key, later(ports, op, `phone: ${outcome.said}`));
    case "rejected":
      return ports.store.update(op.op_key, refused(ports, op, outcome.said, outcome.retryAfter));
    case "resync":
      if (outcome.code === "record_unknown") await sendRecordAgain(ports, op);
      return ports.store.update(op.op_key, later(ports, op, outcome.said, outcome.retryAfter));
    case "retry":
      return ports.store.update(op.op_key, later(ports, op, outcome.said, outcome.retryAfter));
  }
}

/** The server does not know a record we hold a receipt for: it was restored from an older copy. */
async function sendRecordAgain({ store }: SettlePorts, photo: Op): Promise<void> {
  // Those before it too: a correction is nothing without what it corrects.
  for (let rev = 1; rev <= photo.rev; rev++) {
    await store.update(revisionOpKey(photo.inspection_id, rev), { state: "saved", next_ms: 0 });
  }
}

function later(
  { wall, random }: SettlePorts,
  op: Op,
  said: string,
  retryAfter: string | null = null,
): OpPatch {
  const tries = op.tries + 1;
  const wait = backoffMs(tries, random(), retryAfterMs(retryAfter, wall()));
  return { tries, next_ms: wall() + wait, last_error: said };
}

function refused(ports: SettlePorts, op: Op, said: string, retryAfter: string | null): OpPatch {
  const refusals = op.refusal === said ? op.refusals + 1 : 1;
  const patch = { ...later(ports, op, said, retryAfter), refusal: said, refusals };
  return refusals >= REFUSALS ? { ...patch, state: "quarantined" } : patch;
}
