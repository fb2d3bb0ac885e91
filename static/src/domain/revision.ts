/**
 * What is sealed and under which names: the revision built from a draft, its keys, and its clock block
 * (docs/protocol.md §3.2).
 */
import type {
  ClockBlock,
  Draft,
  DraftPhoto,
  Fix,
  Op,
  SealedPhoto,
  SealedRevision,
  ServerClock,
  Verdict,
} from "./model";

/** Everything the officer app knows when the officer presses save. */
export interface SealInput {
  draft: Draft;
  device_id: string;
  /** Person ids; the first is the draft's owner, the second is absent on a lone patrol. */
  officers: string[];
  law_version: string;
  fix?: Fix;
  verdict: Verdict;
  clock: ClockBlock;
  sealed_ms: number;
  app: string;
}

/** The device's chain: number and hash of the last sealed revision. */
export interface ChainLink {
  seq: number;
  sha256: string;
}

export const CHAIN_START: ChainLink = { seq: 0, sha256: "0".repeat(64) };

export function revisionOpKey(inspectionId: string, rev: number): string {
  return `rev:${inspectionId}/${rev}`;
}

export function photoOpKey(photoId: string): string {
  return `photo:${photoId}`;
}

/** The key under which the server's receipt for this op must come. */
export function receiptKeyOf(op: Pick<Op, "kind" | "inspection_id" | "rev" | "photo_id">): string {
  return op.kind === "rev"
    ? `inspections/${op.inspection_id}/revs/${op.rev}`
    : `photos/${op.photo_id}`;
}

/** The op whose receipt must be here before this one is sent: a photo's revision, or the revision before. */
export function parentKeyOf(op: Op): string | undefined {
  if (op.kind === "photo") return revisionOpKey(op.inspection_id, op.rev);
  return op.rev > 1 ? revisionOpKey(op.inspection_id, op.rev - 1) : undefined;
}

/** Revisions before photos, each oldest first: the records are small and name what the photos must hash to. */
export function bySendingOrder(a: Op, b: Op): number {
  if (a.kind !== b.kind) return a.kind === "rev" ? -1 : 1;
  return bySealingOrder(a, b);
}

/** The order in which the officer made them: each revision followed by its photos. */
export function bySealingOrder(a: Op, b: Op): number {
  return (
    a.seq - b.seq ||
    Number(a.kind === "photo") - Number(b.kind === "photo") ||
    a.position - b.position
  );
}

function sealedPhoto(photo: DraftPhoto): SealedPhoto {
  const { id, sha256, size, mime, captured_ms, mono_ms, method, fix } = photo;
  return { id, sha256, size, mime, captured_ms, mono_ms, method, ...(fix && { fix }) };
}

/** The next revision of the device's chain. `last` is the link before it. */
export function buildRevision(input: SealInput, last: ChainLink): SealedRevision {
  const { draft } = input;
  if (input.officers[0] !== draft.person_id) {
    throw new RangeError("the first officer must be the one whose draft is sealed");
  }
  return {
    fmt: 1,
    kind: "inspection",
    id: draft.inspection_id,
    rev: 1,
    device: input.device_id,
    seq: last.seq + 1,
    prev: last.sha256,
    officers: input.officers,
    type: draft.type,
    outcome: draft.outcome,
    law_version: input.law_version,
    note: draft.note,
    captured_ms: draft.photos[0]?.captured_ms ?? input.sealed_ms,
    sealed_ms: input.sealed_ms,
    clock: input.clock,
    ...(input.fix && { fix: input.fix }),
    verdict: input.verdict,
    photos: draft.photos.map(sealedPhoto),
    app: input.app,
  };
}

/** The clock block of a seal. The age of the server offset is counted by the monotonic clock when the page is the same. */
export function clockBlock(
  now: Pick<ClockBlock, "wall_ms" | "mono_ms" | "boot_id">,
  server?: ServerClock,
): ClockBlock {
  const { wall_ms, mono_ms, boot_id } = now;
  if (server === undefined) return { wall_ms, mono_ms, boot_id };
  const elapsed = server.boot_id === boot_id ? mono_ms - server.mono_ms : wall_ms - server.wall_ms;
  return {
    wall_ms,
    mono_ms,
    boot_id,
    srv_offset_ms: server.srv_offset_ms,
    srv_offset_age_s: Math.max(0, Math.round(elapsed / 1000)),
  };
}
