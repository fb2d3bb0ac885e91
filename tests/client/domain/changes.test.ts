/** The feed's page, checked as a whole, and what its rows say about a record. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ChangeRow,
  decisionsIn,
  pageIn,
  type Returned,
  returnsIn,
} from "../../../static/src/domain/changes";
import type { Receipt } from "../../../static/src/domain/model";
import { isCorrectable, reviewOf } from "../../../static/src/domain/review";

function returnRow(rev: number, change: Partial<ChangeRow> = {}): ChangeRow {
  const data = {
    inspection_id: "i1",
    number: "WZ-1",
    rev,
    sha256: `s${rev}`,
    reasons: ["photo_unclear", "other"],
    text: "which stall?",
    by: "Zhang",
  };
  return { seq: rev, scope: "returns", id: "i1", version: rev, at_ms: 1000 + rev, data, ...change };
}

const approval = (rev: number): ChangeRow => ({
  ...returnRow(rev),
  scope: "decisions",
  data: { number: "WZ-1", sha256: `s${rev}`, decision: "approve", by: "Zhang" },
});

function review(rev: number, rows: ChangeRow[], receipt?: Partial<Receipt>) {
  const head = { rev, sha256: `s${rev}` };
  const returns = returnsIn(rows).get("i1") ?? [];
  const decisions = decisionsIn(rows).get("i1") ?? [];
  return reviewOf(head, receipt as Receipt | undefined, returns, decisions);
}

test("a page is taken whole or not at all", () => {
  const row = returnRow(1);
  const page = { epoch: 1, cursor: "c", more: false, changes: [row] };
  assert.deepEqual(pageIn(page), { cursor: "c", more: false, changes: [row] });
  for (const broken of [
    undefined,
    null,
    "text",
    { ...page, cursor: 7 },
    { ...page, changes: {} },
    { ...page, changes: [row, { ...row, version: "1" }] },
    { ...page, changes: [{ ...row, id: undefined }] },
    { ...page, changes: [null] },
  ]) {
    assert.equal(pageIn(broken), undefined, JSON.stringify(broken));
  }
});

test("rows read back as a return and a decision; foreign and empty ones mean nothing", () => {
  const rows = [returnRow(1), { ...returnRow(2), scope: "tasks" }, approval(2)];
  const [returned] = returnsIn(rows).get("i1") ?? [];
  assert.deepEqual(returned, {
    inspection_id: "i1",
    number: "WZ-1",
    rev: 1,
    sha256: "s1",
    reasons: ["photo_unclear", "other"],
    text: "which stall?",
    at_ms: 1001,
    by: "Zhang",
    past: false,
  });
  assert.equal(decisionsIn(rows).get("i1")?.[0]?.decision, "approve");
  const { data: _, ...bare } = returnRow(3);
  assert.equal(returnsIn([bare]).size, 0);
  assert.deepEqual(returnsIn([returnRow(1, { data: {} })]).get("i1")?.[0]?.reasons, []);
});

test("where a record stands: the word on the latest revision counts", () => {
  assert.equal(review(1, []).state, "submitted");
  assert.equal(review(1, [returnRow(1)]).state, "returned");
  assert.equal(review(1, [returnRow(1, { deleted: true })]).state, "submitted");
  assert.equal(review(2, [returnRow(1)]).state, "submitted", "answered, not yet accepted");
  assert.equal(review(2, [returnRow(1), returnRow(2)]).returned?.rev, 2);
  assert.equal(review(2, [returnRow(1), approval(2)]).state, "approved");
  assert.equal(review(1, [approval(1), returnRow(2)]).state, "returned", "another phone's");
  assert.equal(review(1, [returnRow(1), approval(2)]).state, "approved");
});

test("another version is marked until somebody decided after it", () => {
  const stored = { status: "conflict_stored", received_ms: 1500 } as const;
  assert.equal(review(2, [returnRow(1)], stored).conflict, true);
  assert.equal(review(2, [returnRow(1)], { ...stored, status: "accepted" }).conflict, false);
  const later = { ...approval(1), at_ms: 1600 };
  assert.deepEqual(review(2, [later], stored), { state: "approved", conflict: false });
  assert.equal(review(2, [approval(1)], stored).conflict, true, "decided before it came");
});

test("only the phone with exactly the returned bytes can correct them", () => {
  const returned = { rev: 1, sha256: "s1" } as Returned;
  assert.equal(isCorrectable({ rev: 1, sha256: "s1" }, returned), true);
  assert.equal(isCorrectable({ rev: 1, sha256: "other" }, returned), false);
  assert.equal(isCorrectable({ rev: 2, sha256: "s2" }, returned), false);
  assert.equal(isCorrectable(undefined, returned), false);
});
