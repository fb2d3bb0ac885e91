/** When what the server has is also in a verified backup, and what a record's items say of the record. */
import type { Op, Receipt } from "./model";

/** What the server said last of its log: entries below the horizon are in a backup of this epoch. */
export interface LogState {
  epoch: number;
  backup_horizon: number;
}

/** Whether a restore of the server brings back what this receipt is for. */
export function isBackedUp(
  receipt: Pick<Receipt, "epoch" | "log_index"> | undefined,
  log: LogState | undefined,
): boolean {
  if (receipt === undefined || log === undefined) return false;
  return receipt.epoch === log.epoch && receipt.log_index < log.backup_horizon;
}

export type RecordState =
  | "saved"
  | "sending"
  | "received"
  | "backed_up"
  | "quarantined"
  | "damaged";

/** The state of a record from its ops; `backedUp` answers for the receipt of each. */
export function recordState(
  ops: readonly Op[],
  sending: boolean,
  backedUp: (op: Op) => boolean,
): RecordState {
  if (ops.some(({ state }) => state === "quarantined")) return "quarantined";
  if (ops.some(({ state }) => state === "damaged")) return "damaged";
  if (ops.some(({ state }) => state !== "received")) return sending ? "sending" : "saved";
  return ops.every(backedUp) ? "backed_up" : "received";
}
