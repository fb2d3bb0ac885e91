/** The change feed as the phone keeps it: per person, page and cursor together. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { ChangeRow } from "../../../static/src/domain/changes";
import { openCache } from "../../../static/src/store/cache";
import { begin, calls } from "./faults";

function row(seq: number, change: Partial<ChangeRow> = {}): ChangeRow {
  return { seq, scope: "returns", id: `i${seq}`, version: 1, at_ms: seq, data: { seq }, ...change };
}

const page = (cursor: string, ...changes: ChangeRow[]) => ({ cursor, more: false, changes });

test("rows of one person, in the order they were told; unknown scopes are kept", async () => {
  const cache = await openCache({ indexedDB: new IDBFactory() });
  await cache.applyChanges("12", page("1.2", row(2), row(1, { scope: "vendors" })), "s", true);
  await cache.applyChanges("15", page("1.9", row(9)), "s", true);
  assert.deepEqual(
    (await cache.changes("12")).map(({ seq, scope }) => [seq, scope]),
    [
      [1, "vendors"],
      [2, "returns"],
    ],
  );
  assert.deepEqual(await cache.feedPosition("12"), { cursor: "1.2", scopes: "s" });
  await cache.forgetChanges("12");
  assert.deepEqual([await cache.changes("12"), await cache.feedPosition("12")], [[], undefined]);
  assert.equal((await cache.changes("15")).length, 1);
});

test("a later row of the same thing wins; withdrawn ones go, an answered return keeps its words", async () => {
  const cache = await openCache({ indexedDB: new IDBFactory() });
  const decision = row(2, { scope: "decisions", id: "a" });
  await cache.applyChanges("12", page("1", row(1, { id: "a" }), decision), "s", true);
  const gone = { seq: 3, id: "a", version: 1, at_ms: 30, deleted: true };
  const both = [
    { ...gone, scope: "returns" },
    { ...gone, seq: 4, scope: "decisions" },
  ];
  await cache.applyChanges("12", page("2", ...both), "s", false);
  const [kept, ...rest] = await cache.changes("12");
  assert.deepEqual(rest, []);
  assert.deepEqual([kept?.deleted, kept?.at_ms, kept?.data], [true, 1, { seq: 1 }]);
  await cache.applyChanges("12", page("3", row(5, { id: "a" })), "s", false);
  assert.equal((await cache.changes("12"))[0]?.deleted, undefined);
});

test("beginning again replaces everything in the same step", async () => {
  const cache = await openCache({ indexedDB: new IDBFactory() });
  await cache.applyChanges("12", page("1", row(1), row(2)), "s", true);
  await cache.applyChanges("12", page("2", row(3)), "s", true);
  assert.deepEqual(
    (await cache.changes("12")).map(({ seq }) => seq),
    [3],
  );
});

test("a snapshot and the feed lie side by side", async () => {
  const cache = await openCache({ indexedDB: new IDBFactory() });
  await cache.keepSnapshot("zones", "12", '"e"', { zones: [] });
  await cache.applyChanges("12", page("1", row(1)), "s", true);
  await cache.forgetChanges("12");
  assert.deepEqual(await cache.snapshot("zones", "12"), { etag: '"e"', data: { zones: [] } });
});

test("killed at any call: the cursor never says more than the rows", async () => {
  const indexedDB = new IDBFactory();
  begin();
  const counting = await openCache({ indexedDB });
  await counting.applyChanges("12", page("1", row(1), row(2)), "s", true);
  const total = calls();
  for (let at = 1; at <= total; at++) {
    const own = new IDBFactory();
    begin({ at, how: "kill" });
    try {
      const cache = await openCache({ indexedDB: own });
      await cache.applyChanges("12", page("1", row(1), row(2)), "s", true);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
    begin();
    const again = await openCache({ indexedDB: own });
    const rows = await again.changes("12");
    const position = await again.feedPosition("12");
    assert.equal(rows.length, position === undefined ? 0 : 2, `call ${at}`);
  }
});
