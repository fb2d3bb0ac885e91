/** The desk's word on each record, from what the phone sealed and what the feed told. */
import { computed } from "@preact/signals";
import { decisionsIn, type Returned, returnsIn } from "../domain/changes";
import type { RevisionName } from "../domain/model";
import { type Review, reviewOf } from "../domain/review";
import type { RecordRow } from "./records";
import { changes, records } from "./state";

const returns = computed(() => returnsIn(changes.value));
const decisions = computed(() => decisionsIn(changes.value));

export const returnsOf = (inspectionId: string) => returns.value.get(inspectionId) ?? [];
export const decisionsOf = (inspectionId: string) => decisions.value.get(inspectionId) ?? [];

export function nameOf({ revisionOp }: RecordRow): RevisionName {
  return { rev: revisionOp.rev, sha256: revisionOp.sha256 };
}

export function reviewFor(row: RecordRow): Review {
  const id = row.inspection_id;
  return reviewOf(nameOf(row), row.receipt, returnsOf(id), decisionsOf(id));
}

/** A record that waits for a correction; `row` is absent when it was made on another phone. */
export interface ReturnedRecord {
  returned: Returned;
  row: RecordRow | undefined;
}

/** Everything that came back and was not answered, the latest return first. */
export const returnedRecords = computed<ReturnedRecord[]>(() => {
  const rows = new Map(records.value.map((row) => [row.inspection_id, row]));
  const found: ReturnedRecord[] = [];
  for (const id of returns.value.keys()) {
    const row = rows.get(id);
    const { returned } = row
      ? reviewFor(row)
      : reviewOf(undefined, undefined, returnsOf(id), decisionsOf(id));
    if (returned) found.push({ returned, row });
  }
  return found.sort((a, b) => b.returned.at_ms - a.returned.at_ms);
});
