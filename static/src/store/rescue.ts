/**
 * Everything sealed on this phone as a rescue file carries it (docs/protocol.md): exact bytes under fixed paths.
 * One item is in memory at a time, whatever the phone holds.
 */
import type { Bytes, Op, OpState } from "../domain/model";
import { bySealingOrder, receiptKeyOf } from "../domain/revision";
import { readPhoto } from "./photos";
import type { Evidence } from "./schema";

export interface RescueItem {
  /** As in receipts. */
  key: string;
  sha256: string;
  size: number;
  path: string;
  /** Whose item it is; only that person's tickets may send it. */
  person: string;
  state: OpState;
  /** What the phone holds; of a damaged photo it may not hash to `sha256`. `PhotoDamaged` when nothing is left. */
  bytes(): Promise<Bytes>;
}

/** What can be taken from this phone, of one person or of everybody, oldest first. Purged photos are not on it. */
export async function rescueItems(evidence: Evidence, personId?: string): Promise<RescueItem[]> {
  const found = await evidence.read(["ops"], async (tx) => {
    const names: Named[] = [];
    const whose = personId === undefined ? null : IDBKeyRange.only(personId);
    // By cursor: all rows at once would bring the thumbnails of the whole phone into memory.
    let cursor = await tx.objectStore("ops").index("by_person").openCursor(whose);
    for (; cursor !== null; cursor = await cursor.continue()) {
      const { bytes: _bytes, thumbnail: _thumbnail, ...named } = cursor.value;
      if (named.purged_ms === undefined) names.push(named);
    }
    return names;
  });
  return found.sort(bySealingOrder).map((op) => itemOf(evidence, op));
}

type Named = Omit<Op, "bytes" | "thumbnail">;

function itemOf(evidence: Evidence, op: Named): RescueItem {
  const { op_key, photo_id, sha256, size, person_id, state } = op;
  return {
    key: receiptKeyOf(op),
    sha256,
    size,
    path: pathOf(op),
    person: person_id,
    state,
    bytes:
      op.kind === "photo" ? () => readPhoto(evidence, photo_id) : () => sealed(evidence, op_key),
  };
}

function pathOf(op: Named): string {
  if (op.kind === "photo") return `photos/${op.photo_id}.bin`;
  return op.kind === "fact"
    ? `facts/${op.fact_id}.json`
    : `revs/${op.inspection_id}-${op.rev}.json`;
}

async function sealed(evidence: Evidence, opKey: string): Promise<Bytes> {
  const op = await evidence.read(["ops"], (tx) => tx.objectStore("ops").get(opKey));
  return new Uint8Array(op?.bytes ?? new ArrayBuffer(0));
}
