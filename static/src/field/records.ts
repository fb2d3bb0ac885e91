/** From operations in the evidence store to the rows of the shelf. Pure. */

import { isBackedUp, type LogState, type RecordState, recordState } from "../domain/backup";
import { factIn } from "../domain/facts";
import type { Op, Receipt, SealedRevision } from "../domain/model";
import { receiptKeyOf, revisionIn } from "../domain/revision";

export type { RecordState } from "../domain/backup";

export interface RevisionEntry {
  op: Op;
  revision: SealedRevision;
  /** Once it is there. */
  receipt: Receipt | undefined;
}

export interface RecordRow {
  inspection_id: string;
  /** The last revision sealed on this phone; `revisions` are all of them, the last first. */
  revision: SealedRevision;
  revisionOp: Op;
  revisions: RevisionEntry[];
  /** Of all revisions: a later one names those before it again. */
  photos: Op[];
  /** All of them: revisions, photos, facts. */
  ops: Op[];
  state: RecordState;
  /** Share of the bytes that the server acknowledged, 0–100; only while sending. */
  percent: number;
  /** Photos with the server's receipt. */
  photosReceived: number;
  /** Receipt of the last revision, once it is there. */
  receipt: Receipt | undefined;
  /** The server knows of every photo that was lost on this phone. */
  holesTold: boolean;
}

/** What an officer wrote to us (我的 → 意见反馈). */
export interface Suggestion {
  id: string;
  text: string;
  sealed_ms: number;
  received: boolean;
}

export type Progress = ReadonlyMap<string, { sentBytes: number; totalBytes: number }>;

function percentOf(progress: { sentBytes: number; totalBytes: number } | undefined): number {
  if (!progress || progress.totalBytes === 0) return 0;
  return Math.min(100, Math.floor((100 * progress.sentBytes) / progress.totalBytes));
}

function areHolesTold(ops: Op[]): boolean {
  const told = ops.filter((op) => op.kind === "fact" && op.state === "received");
  const ids = new Set(told.map((op) => op.photo_id));
  return ops.every((op) => op.state !== "damaged" || ids.has(op.photo_id));
}

function rowOf(
  ops: Op[],
  progress: Progress,
  receipts: ReadonlyMap<string, Receipt>,
  log: LogState | undefined,
): RecordRow | undefined {
  const revisions = ops
    .filter((op) => op.kind === "rev")
    .sort((a, b) => b.rev - a.rev)
    .map((op) => ({ op, revision: revisionIn(op.bytes), receipt: receipts.get(receiptKeyOf(op)) }));
  const last = revisions[0];
  if (!last) return undefined;
  const { op: revisionOp, revision, receipt } = last;
  const photos = ops.filter((op) => op.kind === "photo").sort((a, b) => a.position - b.position);
  const sending = progress.get(revisionOp.inspection_id);
  const backedUp = (op: Op) => isBackedUp(receipts.get(receiptKeyOf(op)), log);
  return {
    inspection_id: revisionOp.inspection_id,
    revision,
    revisionOp,
    revisions,
    photos,
    state: recordState(ops, sending !== undefined, backedUp),
    ops,
    percent: percentOf(sending),
    photosReceived: photos.filter((op) => op.state === "received").length,
    receipt,
    holesTold: areHolesTold(ops),
  };
}

/** One row per inspection, the latest sealed first. `receipts` is by receipt key; `log` what the server said last. */
export function rowsOf(
  ops: Op[],
  progress: Progress,
  receipts: ReadonlyMap<string, Receipt>,
  log?: LogState,
): RecordRow[] {
  const byInspection = new Map<string, Op[]>();
  for (const op of ops) {
    const known = byInspection.get(op.inspection_id);
    if (known) known.push(op);
    else byInspection.set(op.inspection_id, [op]);
  }
  const rows: RecordRow[] = [];
  for (const group of byInspection.values()) {
    const row = rowOf(group, progress, receipts, log);
    if (row) rows.push(row);
  }
  return rows.sort((a, b) => b.revision.seq - a.revision.seq);
}

/** Suggestions among the operations, the latest first. */
export function suggestionsOf(ops: Op[]): Suggestion[] {
  const found: Suggestion[] = [];
  for (const op of ops) {
    if (op.kind !== "fact" || op.inspection_id !== "") continue;
    const fact = factIn(op.bytes);
    if (fact.kind !== "suggestion") continue;
    const { id, text, sealed_ms } = fact;
    found.unshift({ id, text, sealed_ms, received: op.state === "received" });
  }
  return found;
}

/** Records that still wait for a receipt and can get one by sending. */
export function waiting(rows: RecordRow[]): number {
  return rows.filter((row) => row.state === "saved" || row.state === "sending").length;
}

/** The server has the record and every photo of it; a backup of it changes nothing about that. */
export function isWithServer({ state }: RecordRow): boolean {
  return state === "received" || state === "backed_up";
}

export interface Counts {
  saved: number;
  received: number;
  /** Of those received. */
  backedUp: number;
  attention: number;
}

export function countsOf(rows: RecordRow[]): Counts {
  const received = rows.filter(isWithServer).length;
  const backedUp = rows.filter((row) => row.state === "backed_up").length;
  const attention = rows.filter((row) => row.state === "quarantined" || row.state === "damaged");
  return { saved: rows.length - received, received, backedUp, attention: attention.length };
}

const DAY_MS = 86_400_000;

/** When the oldest record was saved that the server does not have wholly; undefined when it has all. */
export function oldestUnsent(rows: RecordRow[]): number | undefined {
  const times = rows.filter((row) => !isWithServer(row)).map((row) => row.revision.sealed_ms);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Records that wait for longer than a day. */
export function overdue(rows: RecordRow[], nowMs: number): number {
  return rows.filter((row) => !isWithServer(row) && nowMs - row.revision.sealed_ms > DAY_MS).length;
}

/** Whether "Upload now" can do something: what the server refused is asked again. */
export function canUpload(rows: RecordRow[]): boolean {
  return waiting(rows) > 0 || rows.some((row) => row.state === "quarantined");
}
