/** Rows of the shelf from operations: states, progress, order, and the tick that only a receipt gives. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Op, Receipt } from "../../../static/src/domain/model";
import {
  canUpload,
  countsOf,
  oldestUnsent,
  overdue,
  rowsOf,
  waiting,
} from "../../../static/src/field/records";

const NONE = new Map();

function op(kind: "rev" | "photo", inspection: string, change: Partial<Op> = {}): Op {
  const revision = { id: inspection, seq: change.seq ?? 1, rev: 1, photos: [], officers: [] };
  const text = new TextEncoder().encode(JSON.stringify(revision));
  return {
    op_key: `${kind}:${inspection}:${change.position ?? 0}`,
    person_id: "12",
    device_id: "d",
    kind,
    inspection_id: inspection,
    rev: 1,
    photo_id: kind === "photo" ? `p${change.position ?? 1}` : "",
    bytes: kind === "rev" ? text.slice().buffer : new ArrayBuffer(0),
    sha256: "",
    size: 0,
    mime: "",
    fmt: 1,
    seq: 1,
    position: 0,
    thumbnail: new ArrayBuffer(0),
    state: "saved",
    tries: 0,
    next_ms: 0,
    last_error: "",
    refusal: "",
    refusals: 0,
    ...change,
  };
}

test("a record is received only when its revision and every photo are", () => {
  const revision = op("rev", "a", { state: "received" });
  const photo = op("photo", "a", { position: 1 });
  const [half] = rowsOf([revision, photo], NONE, NONE);
  assert.equal(half?.state, "saved");
  assert.equal(half?.photosReceived, 0);
  const [whole] = rowsOf([revision, { ...photo, state: "received" }], NONE, NONE);
  assert.equal(whole?.state, "received");
  assert.equal(whole?.photosReceived, 1);
});

test("trouble with one photo shows on its record, the worse one first", () => {
  const ops = [
    op("rev", "a", { state: "received" }),
    op("photo", "a", { position: 1, state: "damaged" }),
    op("photo", "a", { position: 2, state: "quarantined" }),
  ];
  assert.equal(rowsOf(ops, NONE, NONE)[0]?.state, "quarantined");
  assert.equal(rowsOf(ops.slice(0, 2), NONE, NONE)[0]?.state, "damaged");
});

test("what the server refused can be asked again, what is damaged cannot", () => {
  const refused = op("rev", "a", { state: "quarantined", last_error: "409 manifest_mismatch" });
  assert.equal(canUpload(rowsOf([refused], NONE, NONE)), true);
  const damaged = op("photo", "b", { position: 1, state: "damaged", last_error: "damaged" });
  const rows = rowsOf([op("rev", "b", { state: "received" }), damaged], NONE, NONE);
  assert.equal(canUpload(rows), false);
});

test("sending shows the share of acknowledged bytes, rounded down", () => {
  const progress = new Map([["a", { sentBytes: 999, totalBytes: 1000 }]]);
  const [row] = rowsOf([op("rev", "a")], progress, NONE);
  assert.equal(row?.state, "sending");
  assert.equal(row?.percent, 99);
  const empty = new Map([["a", { sentBytes: 0, totalBytes: 0 }]]);
  assert.equal(rowsOf([op("rev", "a")], empty, NONE)[0]?.percent, 0);
});

test("photos stand in their order, records with the latest sealed first", () => {
  const ops = [
    op("rev", "old", { seq: 1 }),
    op("photo", "old", { position: 2 }),
    op("photo", "old", { position: 1 }),
    op("rev", "new", { seq: 2 }),
  ];
  const rows = rowsOf(ops, NONE, NONE);
  assert.deepEqual(
    rows.map((row) => row.inspection_id),
    ["new", "old"],
  );
  assert.deepEqual(
    rows[1]?.photos.map((photo) => photo.position),
    [1, 2],
  );
});

test("the receipt is found by its key", () => {
  const receipt = { number: "WZ-2026-000001" } as Receipt;
  const [row] = rowsOf([op("rev", "a")], NONE, new Map([["inspections/a/revs/1", receipt]]));
  assert.equal(row?.receipt?.number, "WZ-2026-000001");
});

test("counts: what is not with the server is on this phone, quarantined ones too", () => {
  const rows = rowsOf(
    [
      op("rev", "a", { state: "received" }),
      op("rev", "b"),
      op("rev", "c", { state: "quarantined" }),
    ],
    NONE,
    NONE,
  );
  assert.deepEqual(countsOf(rows), { saved: 2, received: 1, backedUp: 0, attention: 1 });
  assert.equal(waiting(rows), 1);
});

function receiptAt(key: string, log_index: number): [string, Receipt] {
  return [key, { key, epoch: 2, log_index } as Receipt];
}

test("a record is backed up when every receipt of it lies below the horizon of this epoch", () => {
  const received = { state: "received" } as const;
  const ops = [op("rev", "a", received), op("photo", "a", { ...received, position: 1 })];
  const receipts = new Map([receiptAt("inspections/a/revs/1", 5), receiptAt("photos/p1", 9)]);
  const at = (epoch: number, backup_horizon: number) =>
    rowsOf(ops, NONE, receipts, { epoch, backup_horizon });
  assert.equal(at(2, 10)[0]?.state, "backed_up");
  assert.equal(at(2, 9)[0]?.state, "received");
  assert.equal(at(3, 10)[0]?.state, "received");
  assert.equal(rowsOf(ops, NONE, receipts)[0]?.state, "received");
  const counts = countsOf(at(2, 10));
  assert.deepEqual(counts, { saved: 0, received: 1, backedUp: 1, attention: 0 });
});

function sealedAt(inspection: string, sealed_ms: number, change: Partial<Op> = {}): Op {
  const revision = { id: inspection, seq: 1, rev: 1, photos: [], officers: [], sealed_ms };
  const bytes = new TextEncoder().encode(JSON.stringify(revision)).slice().buffer;
  return op("rev", inspection, { bytes, ...change });
}

test("what waits is overdue after a day, and only what waits", () => {
  const hour = 3_600_000;
  const rows = rowsOf(
    [
      sealedAt("a", 10 * hour),
      sealedAt("b", 2 * hour, { state: "quarantined" }),
      sealedAt("c", hour, { state: "received" }),
    ],
    NONE,
    NONE,
  );
  assert.equal(oldestUnsent(rows), 2 * hour);
  assert.equal(overdue(rows, 26 * hour), 0);
  assert.equal(overdue(rows, 26 * hour + 1), 1);
  assert.equal(oldestUnsent([]), undefined);
});
