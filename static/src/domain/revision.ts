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
  /** Place and verdict of a new record; a correction keeps those of the first revision. */
  fix?: Fix;
  verdict: Verdict;
  clock: ClockBlock;
  sealed_ms: number;
  app: string;
}

/** The device's chain: number and hash of the last sealed bytes. */
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

export function factOpKey(factId: string): string {
  return `fact:${factId}`;
}

/** Number of the revision that a draft becomes. */
export function revisionOf({ corrects }: Pick<Draft, "corrects">): number {
  return corrects === undefined ? 1 : corrects.rev + 1;
}

export function revisionIn(bytes: ArrayBuffer): SealedRevision {
  return JSON.parse(new TextDecoder().decode(bytes)) as SealedRevision;
}

/** The key under which the server's receipt for this op must come. */
export function receiptKeyOf(
  op: Pick<Op, "kind" | "inspection_id" | "rev" | "photo_id" | "fact_id">,
): string {
  if (op.kind === "fact") return `facts/${op.fact_id}`;
  return op.kind === "rev"
    ? `inspections/${op.inspection_id}/revs/${op.rev}`
    : `photos/${op.photo_id}`;
}

/**
 * The op whose receipt must be here before this one is sent: the revision that names a photo or that a fact is
 * about, or the revision before.
 */
export function parentKeyOf(op: Op): string | undefined {
  if (op.inspection_id === "") return undefined;
  if (op.kind !== "rev") return revisionOpKey(op.inspection_id, op.rev);
  return op.rev > 1 ? revisionOpKey(op.inspection_id, op.rev - 1) : undefined;
}

const RANK: Record<Op["kind"], number> = { rev: 0, fact: 1, photo: 2 };

/** What is small goes first, each oldest first: the records name what the photos must hash to. */
export function bySendingOrder(a: Op, b: Op): number {
  return RANK[a.kind] - RANK[b.kind] || bySealingOrder(a, b);
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

/** What a record keeps from its first revision on; of a first revision, what it begins with. */
function lasting(input: SealInput, earlier: SealedRevision | undefined) {
  const { captured_ms, fix, verdict, officers } = earlier ?? {
    officers: input.officers,
    captured_ms: input.draft.photos[0]?.captured_ms ?? input.sealed_ms,
    fix: input.fix,
    verdict: input.verdict,
  };
  return { captured_ms, ...(fix && { fix }), verdict, officers };
}

/**
 * The next revision of the device's chain. `last` is the link before it; `earlier` the revision that a correction
 * starts from: its photos are named again, unchanged and first.
 */
export function buildRevision(
  input: SealInput,
  last: ChainLink,
  earlier?: SealedRevision,
): SealedRevision {
  const { draft } = input;
  if (input.officers[0] !== draft.person_id) {
    throw new RangeError("the first officer must be the one whose draft is sealed");
  }
  if (earlier?.rev !== draft.corrects?.rev) {
    throw new RangeError("a correction starts from the revision that its draft names");
  }
  return {
    fmt: 1,
    kind: "inspection",
    id: draft.inspection_id,
    rev: revisionOf(draft),
    device: input.device_id,
    seq: last.seq + 1,
    prev: last.sha256,
    type: draft.type,
    outcome: draft.outcome,
    law_version: input.law_version,
    note: draft.note,
    ...lasting(input, earlier),
    sealed_ms: input.sealed_ms,
    clock: input.clock,
    photos: [...(earlier?.photos ?? []), ...draft.photos.map(sealedPhoto)],
    app: input.app,
    ...(draft.corrects && { corrects: draft.corrects, struck: draft.struck ?? [] }),
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
