import assert from "node:assert/strict";
import { test } from "node:test";
import type { OpState } from "../../../static/src/domain/model";
import { TROUBLES, type Trouble, troubleOf } from "../../../static/src/domain/trouble";

/** State and last error of an op, and what that is called on the screen. */
const table: [OpState, string, Trouble | undefined][] = [
  ["saved", "", undefined],
  ["received", "", undefined],
  ["saved", "network: no answer in 30000 ms", "no_network"],
  ["saved", "408", "no_network"],
  ["saved", "phone: StorageBroken: the database failed", "phone_fault"],
  ["saved", "Error: written by an older version", "phone_fault"],
  ["saved", "200", "other_answered"],
  ["saved", "302", "other_answered"],
  ["saved", "500 internal", "server_error"],
  ["saved", "502", "server_error"],
  ["saved", "429 too_many_requests", "server_busy"],
  ["saved", "503 busy", "server_busy"],
  ["saved", "507 storage_full", "server_full"],
  ["saved", "400 body_incomplete", "garbled"],
  ["saved", "422 content_hash_mismatch", "garbled"],
  ["saved", "460 checksum_mismatch", "garbled"],
  ["saved", "404 upload_unknown", "starting_over"],
  ["saved", "409 record_unknown", "starting_over"],
  ["saved", "410", "starting_over"],
  ["saved", "401 ticket_invalid", "login"],
  ["saved", "403 device_frozen", "device_frozen"],
  ["saved", "403 device_revoked", "device_revoked"],
  ["saved", "403 forbidden", "not_allowed"],
  ["saved", "422 manifest_invalid", "refused"],
  ["quarantined", "422 manifest_invalid", "refused"],
  ["quarantined", "403 not_owner", "not_owner"],
  ["damaged", "damaged", "photo_damaged"],
];

for (const [state, said, expected] of table) {
  test(`${state} with "${said}" is ${expected}`, () => {
    assert.equal(troubleOf({ state, last_error: said }), expected);
  });
}

test("evidence is called lost only where it is, and everything else has a way on", () => {
  const lost = Object.entries(TROUBLES)
    .filter(([, { evidence }]) => evidence === "photo_lost" || evidence === "not_kept")
    .map(([code]) => code);
  assert.deepEqual(lost, ["photo_damaged", "phone_full", "phone_broken"]);
});
