import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AnswerFacts,
  classifyFailure,
  classifySealed,
  type Expected,
  receiptFor,
} from "../../../static/src/domain/answers";
import type { Receipt } from "../../../static/src/domain/model";

const facts = (status: number, code = "", changes: Partial<AnswerFacts> = {}): AnswerFacts => ({
  status,
  code,
  isOurs: true,
  isJson: code !== "",
  ...changes,
});

/** The table of docs/protocol.md §4, row by row. */
const table: [string, number, string, ReturnType<typeof classifyFailure>][] = [
  ["body cut", 400, "body_incomplete", "retry"],
  ["request time-out", 408, "", "retry"],
  ["hash of the body", 422, "body_hash_mismatch", "retry"],
  ["hash of the whole photo", 422, "content_hash_mismatch", "retry"],
  ["locked", 423, "", "retry"],
  ["too early", 425, "", "retry"],
  ["too many", 429, "too_many_requests", "retry"],
  ["checksum", 460, "checksum_mismatch", "retry"],
  ["server error", 500, "internal", "retry"],
  ["bad gateway", 502, "", "retry"],
  ["not available", 503, "", "retry"],
  ["disk full", 507, "storage_full", "retry"],
  ["unknown success", 204, "", "retry"],
  ["unknown success with a body", 206, "", "retry"],
  ["upload unknown", 404, "upload_unknown", "resync"],
  ["upload expired", 410, "", "resync"],
  ["record unknown", 409, "record_unknown", "resync"],
  ["offset", 409, "offset_mismatch", "resync"],
  ["ticket", 401, "ticket_invalid", "login"],
  ["frozen", 403, "device_frozen", "frozen"],
  ["revoked", 403, "device_revoked", "frozen"],
  ["not the owner", 403, "not_owner", "rejected"],
  ["not allowed", 403, "forbidden", "frozen"],
  ["another refusal of 403", 403, "unheard_of", "rejected"],
  ["manifest", 422, "manifest_invalid", "rejected"],
  ["manifest differs", 409, "manifest_mismatch", "rejected"],
  ["too large", 413, "body_too_large", "rejected"],
  ["tus version", 412, "tus_version", "rejected"],
  ["a refusal without our words", 400, "", "retry"],
];

for (const [what, status, code, expected] of table) {
  test(`${status} ${code} (${what}) is ${expected}`, () => {
    assert.equal(classifyFailure(facts(status, code)), expected);
  });
}

test("nothing counts that does not carry our header", () => {
  for (const [, status, code] of table) {
    assert.equal(classifyFailure(facts(status, code, { isOurs: false })), "retry");
  }
});

const expected: Expected = {
  kind: "rev",
  key: "inspections/i/revs/1",
  sha256: "a".repeat(64),
  size: 10,
};

const receipt: Receipt = {
  v: 1,
  kind: "rev",
  key: expected.key,
  sha256: expected.sha256,
  status: "accepted",
  number: "WZ-2026-000001",
  epoch: 1,
  log_index: 7,
  received_ms: 1_790_000_000_000,
  alg: "Ed25519",
  server_sig: "sig",
};

test("a receipt must repeat what was sent", () => {
  assert.equal(receiptFor(receipt, expected), receipt);
  const wrong: unknown[] = [
    undefined,
    null,
    "receipt",
    {},
    { ...receipt, v: 2 },
    { ...receipt, kind: "photo" },
    { ...receipt, key: "inspections/i/revs/2" },
    { ...receipt, sha256: "b".repeat(64) },
    { ...receipt, status: "stored" },
    { ...receipt, epoch: "1" },
    { ...receipt, log_index: 1.5 },
    { ...receipt, alg: "none" },
    { ...receipt, server_sig: undefined },
  ];
  for (const value of wrong) assert.equal(receiptFor(value, expected), undefined);
});

test("a photo's receipt must repeat its size", () => {
  const photo: Expected = { ...expected, kind: "photo", key: "photos/p" };
  const stored = { ...receipt, kind: "photo", key: "photos/p", status: "stored", size: 10 };
  assert.equal(receiptFor(stored, photo), stored);
  assert.equal(receiptFor({ ...stored, size: 11 }, photo), undefined);
  assert.equal(receiptFor({ ...stored, size: undefined }, photo), undefined);
});

test("a revision is acknowledged by an exact status, our header, JSON and its receipt", () => {
  const json = { isJson: true };
  const conflict: Receipt = { ...receipt, status: "conflict_stored" };
  assert.equal(classifySealed(facts(201, "", json), receipt), "ok");
  assert.equal(classifySealed(facts(200, "", json), receipt), "ok");
  assert.equal(classifySealed(facts(200, "", json), conflict), "conflict");
  assert.equal(classifySealed(facts(202, "", json), conflict), "conflict");
  assert.equal(classifySealed(facts(202, "", json), receipt), "retry");
  assert.equal(classifySealed(facts(201, "", json), conflict), "retry");
  assert.equal(classifySealed(facts(201, "", json), undefined), "retry");
  assert.equal(classifySealed(facts(201), receipt), "retry");
  assert.equal(classifySealed(facts(204, "", json), receipt), "retry");
  assert.equal(classifySealed(facts(200, "", { isJson: true, isOurs: false }), receipt), "retry");
});
