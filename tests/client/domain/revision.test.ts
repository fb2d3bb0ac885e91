import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalize } from "../../../static/src/domain/jcs";
import type { Op } from "../../../static/src/domain/model";
import {
  buildRevision,
  bySendingOrder,
  CHAIN_START,
  clockBlock,
  parentKeyOf,
  receiptKeyOf,
  type SealInput,
} from "../../../static/src/domain/revision";

const input: SealInput = {
  draft: {
    inspection_id: "i1",
    person_id: "12",
    photos: [
      {
        id: "p1",
        sha256: "a".repeat(64),
        size: 3,
        mime: "image/jpeg",
        captured_ms: 100,
        mono_ms: 5,
        method: "viewfinder",
        thumbnail: new ArrayBuffer(4),
      },
    ],
    type: "t",
    outcome: "o",
    note: "",
  },
  device_id: "d1",
  officers: ["12", "15"],
  law_version: "l",
  verdict: { engine: 1, zones_version: "z", place: "unknown" },
  clock: { wall_ms: 200, mono_ms: 9, boot_id: "b" },
  sealed_ms: 200,
  app: "0.1.0",
};

test("a revision takes its place in the chain and leaves out what is not known", () => {
  const revision = buildRevision(input, { seq: 6, sha256: "b".repeat(64) });
  assert.equal(revision.seq, 7);
  assert.equal(revision.prev, "b".repeat(64));
  assert.equal(revision.captured_ms, 100);
  assert.equal("fix" in revision, false);
  assert.deepEqual(Object.keys(revision.photos[0] ?? {}), [
    "id",
    "sha256",
    "size",
    "mime",
    "captured_ms",
    "mono_ms",
    "method",
  ]);
  assert.doesNotThrow(() => canonicalize(revision));
});

test("the first revision of a device follows 64 zeros", () => {
  const revision = buildRevision(input, CHAIN_START);
  assert.deepEqual([revision.seq, revision.prev], [1, "0".repeat(64)]);
});

test("nobody seals another officer's draft", () => {
  assert.throws(() => buildRevision({ ...input, officers: ["15"] }, CHAIN_START), RangeError);
});

test("the server offset's age is counted by the clock that can be trusted", () => {
  const server = { srv_offset_ms: -70, wall_ms: 1_000, mono_ms: 500, boot_id: "b" };
  const now = { wall_ms: 9_000_000, mono_ms: 10_500, boot_id: "b" };
  assert.deepEqual(clockBlock(now), now);
  assert.equal(clockBlock(now, server).srv_offset_age_s, 10);
  assert.equal(clockBlock({ ...now, boot_id: "later" }, server).srv_offset_age_s, 8_999);
  const movedBack = { ...now, wall_ms: 0, boot_id: "later" };
  assert.equal(clockBlock(movedBack, server).srv_offset_age_s, 0);
});

const op = (kind: Op["kind"], seq: number, position = 0, rev = 1) =>
  ({ kind, seq, position, rev, inspection_id: `i${seq}`, photo_id: `p${seq}.${position}` }) as Op;

test("revisions go first, then photos, oldest first", () => {
  const mixed = [op("photo", 2), op("rev", 3), op("photo", 1, 1), op("photo", 1), op("rev", 1)];
  const order = mixed.sort(bySendingOrder).map(receiptKeyOf);
  assert.deepEqual(order, [
    "inspections/i1/revs/1",
    "inspections/i3/revs/1",
    "photos/p1.0",
    "photos/p1.1",
    "photos/p2.0",
  ]);
});

test("a photo follows its revision and a revision the one before", () => {
  assert.equal(parentKeyOf(op("photo", 4)), "rev:i4/1");
  assert.equal(parentKeyOf(op("rev", 4)), undefined);
  assert.equal(parentKeyOf(op("rev", 4, 0, 3)), "rev:i4/2");
});

test("a correction keeps who was at the scene, whoever is the partner today", () => {
  const first = buildRevision(input, CHAIN_START);
  const corrects = { rev: 1, sha256: "c".repeat(64) };
  const draft = { ...input.draft, corrects, struck: [] };
  const today = { ...input, draft, officers: ["12", "99"] };

  const second = buildRevision(today, { seq: 1, sha256: "b".repeat(64) }, first);

  assert.deepEqual(second.officers, ["12", "15"]);
});
