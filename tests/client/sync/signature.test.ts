import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { canonicalBytes } from "../../../static/src/domain/jcs";
import type { Receipt } from "../../../static/src/domain/model";
import { fromBase64Url, jsonFromBase64Url } from "../../../static/src/sync/encoding";
import { signatureCheck } from "../../../static/src/sync/signature";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const KEY = publicKey.export({ format: "jwk" }).x ?? "";

const unsigned = {
  v: 1,
  kind: "rev",
  key: "inspections/i/revs/1",
  sha256: "a".repeat(64),
  status: "accepted",
  number: "WZ-2026-000001",
  epoch: 1,
  log_index: 3,
  received_ms: 1,
  alg: "Ed25519",
} as const;

const receipt: Receipt = {
  ...unsigned,
  server_sig: sign(null, canonicalBytes(unsigned), privateKey).toString("base64url"),
};

test("the server's signature is good, and any change makes it wrong", async () => {
  const check = signatureCheck(crypto.subtle);
  assert.equal(await check.isGood(receipt, KEY), true);
  assert.equal(await check.isGood({ ...receipt, log_index: 4 }, KEY), false);
  assert.equal(await check.isGood({ ...receipt, server_sig: "AAAA" }, KEY), false);
  assert.equal(await check.isGood({ ...receipt, server_sig: "not base64url!" }, KEY), false);
  assert.equal(await check.isGood(receipt, KEY.slice(2)), false);
});

test("a browser without Ed25519, or a phone without the key, leaves it to the echo", async () => {
  const unable = {
    importKey: () => Promise.reject(new DOMException("no", "NotSupportedError")),
  } as unknown as SubtleCrypto;
  const wrong = { ...receipt, log_index: 4 };
  assert.equal(await signatureCheck(unable).isGood(wrong, KEY), true);
  assert.equal(await signatureCheck(crypto.subtle).isGood(wrong, ""), true);
});

test("base64url that is none is nothing", () => {
  assert.deepEqual(fromBase64Url("_-8"), Uint8Array.of(0xff, 0xef));
  assert.equal(fromBase64Url("a"), undefined);
  // Its bytes are those of "_-8": one value has one text.
  assert.equal(fromBase64Url("_-9"), undefined);
  assert.equal(fromBase64Url("a+b="), undefined);
  assert.equal(jsonFromBase64Url(null), undefined);
  assert.equal(jsonFromBase64Url("AAAA"), undefined);
  assert.deepEqual(jsonFromBase64Url(Buffer.from('{"a":1}').toString("base64url")), { a: 1 });
});
