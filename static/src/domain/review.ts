/** Where a record stands with the desk, from what this phone sealed and what the server told. Pure. */
import type { Decided, Returned } from "./changes";
import type { Receipt, RevisionName } from "./model";

export interface Review {
  state: "submitted" | "returned" | "approved";
  /** The return that waits for a correction; only in state "returned". */
  returned?: Returned;
  /** The server keeps another version beside ours, and no one has decided since. */
  conflict: boolean;
}

/** `head` is the last revision on this phone and `receipt` its receipt; both absent for a record of another phone. */
export function reviewOf(
  head: RevisionName | undefined,
  receipt: Receipt | undefined,
  returns: Returned[],
  decisions: Decided[],
): Review {
  const rev = head?.rev ?? 0;
  const returned = returns.find((one) => !one.past && one.rev >= rev);
  const decided = decisions[0];
  const conflict = isConflict(receipt, returns, decisions);
  // Revisions follow one another, so that the later one has the last word.
  if (returned && returned.rev >= (decided?.rev ?? 0))
    return { state: "returned", returned, conflict };
  const approved = decided?.decision === "approve" && (decided.rev >= rev || conflictOf(receipt));
  return { state: approved ? "approved" : "submitted", conflict };
}

function conflictOf(receipt: Receipt | undefined): boolean {
  return receipt?.status === "conflict_stored";
}

function isConflict(
  receipt: Receipt | undefined,
  returns: Returned[],
  decisions: Decided[],
): boolean {
  if (receipt === undefined || !conflictOf(receipt)) return false;
  return ![...returns, ...decisions].some(({ at_ms }) => at_ms >= receipt.received_ms);
}

/** Whether a return can be answered here: only by the phone that holds exactly the revision that came back. */
export function isCorrectable(head: RevisionName | undefined, returned: Returned): boolean {
  return head?.rev === returned.rev && head.sha256 === returned.sha256;
}
