/** How far each inspection has got that is being sent just now. Never stored: it ends with the page. */
import type { Op } from "../domain/model";
import type { EvidenceStore } from "../store/evidence";

export interface Progress {
  sentBytes: number;
  totalBytes: number;
}

export interface ProgressBoard {
  shown: ReadonlyMap<string, Progress>;
  /** An op of the inspection is about to be sent. */
  begin(op: Op): Promise<void>;
  /** The server has `bytes` of that op. */
  moved(op: Op, bytes: number): void;
  end(op: Op): void;
}

export function progressBoard(
  store: Pick<EvidenceStore, "inspectionOps">,
  changed: () => void,
): ProgressBoard {
  const shown = new Map<string, Progress>();
  let before = 0;
  return {
    shown,
    async begin(op) {
      const lane = await store.inspectionOps(op.inspection_id);
      before = total(lane.filter((other) => other.state === "received"));
      shown.set(op.inspection_id, { sentBytes: before, totalBytes: total(lane) });
      changed();
    },
    moved(op, bytes) {
      const now = shown.get(op.inspection_id);
      if (now === undefined) return;
      shown.set(op.inspection_id, { ...now, sentBytes: before + bytes });
      changed();
    },
    end(op) {
      shown.delete(op.inspection_id);
      changed();
    },
  };
}

function total(ops: Op[]): number {
  return ops.reduce((sum, op) => sum + op.size, 0);
}
