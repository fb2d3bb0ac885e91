import assert from "node:assert/strict";
import { test } from "node:test";
import { isBackedUp, type RecordState, recordState } from "../../../static/src/domain/backup";
import type { Op, OpState } from "../../../static/src/domain/model";

const LOG = { epoch: 2, backup_horizon: 10 };

const receipts: [string, { epoch: number; log_index: number } | undefined, boolean][] = [
  ["below the horizon of today's epoch", { epoch: 2, log_index: 9 }, true],
  ["the first entry", { epoch: 2, log_index: 0 }, true],
  ["at the horizon", { epoch: 2, log_index: 10 }, false],
  ["of an epoch that a restore ended", { epoch: 1, log_index: 0 }, false],
  ["of an epoch that is not heard of yet", { epoch: 3, log_index: 0 }, false],
  ["no receipt", undefined, false],
];

for (const [what, receipt, expected] of receipts) {
  test(`${expected ? "backed up" : "not backed up"}: ${what}`, () => {
    assert.equal(isBackedUp(receipt, LOG), expected);
    assert.equal(isBackedUp(receipt, undefined), false);
  });
}

const op = (state: OpState, op_key = "") => ({ state, op_key }) as Op;

const records: [OpState[], boolean, boolean, RecordState][] = [
  [["saved", "saved"], false, false, "saved"],
  [["received", "saved"], false, true, "saved"],
  [["received", "saved"], true, true, "sending"],
  [["received", "received"], false, false, "received"],
  [["received", "received"], true, true, "backed_up"],
  [["received", "quarantined"], true, true, "quarantined"],
  [["damaged", "quarantined"], false, false, "quarantined"],
  [["received", "damaged"], false, true, "damaged"],
];

for (const [states, sending, backedUp, expected] of records) {
  test(`${states.join(" and ")}${sending ? ", sending" : ""} is ${expected}`, () => {
    const ops = states.map((state) => op(state));
    assert.equal(
      recordState(ops, sending, () => backedUp),
      expected,
    );
  });
}

test("a record is backed up when the last of its items is", () => {
  const ops = [op("received", "rev:1"), op("received", "photo:1")];
  const state = (known: string[]) =>
    recordState(ops, false, ({ op_key }) => known.includes(op_key));
  assert.deepEqual([state(["rev:1"]), state(["rev:1", "photo:1"])], ["received", "backed_up"]);
});
