/** The phone's signature: on what it seals where it can be had, and never in the way. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { Op } from "../../../static/src/domain/model";
import { openEvidence } from "../../../static/src/store/evidence";
import { type KeyStore, openKeys } from "../../../static/src/store/keys";
import { deviceSigner, type PublicJwk } from "../../../static/src/store/signing";
import { DEVICE, draftOf, OFFICER, sealInput } from "./sample";

const { subtle } = globalThis.crypto;

const broken = (changes: Partial<SubtleCrypto>) =>
  ({
    digest: subtle.digest.bind(subtle),
    generateKey: subtle.generateKey.bind(subtle),
    exportKey: subtle.exportKey.bind(subtle),
    sign: subtle.sign.bind(subtle),
    ...changes,
  }) as SubtleCrypto;

const hang = () => new Promise<never>(() => undefined);

async function enrolled(indexedDB = new IDBFactory()): Promise<KeyStore> {
  const keys = await openKeys({ indexedDB });
  assert.ok(await keys.publicKey());
  return keys;
}

/** Seals a record and a fact, and answers their rows. */
async function sealedBy(sign: ReturnType<typeof deviceSigner> | undefined): Promise<Op[]> {
  const store = await openEvidence({ indexedDB: new IDBFactory(), ...(sign && { sign }) });
  await store.seal(sealInput(draftOf("i1")));
  await store.sealFact({
    id: "f1",
    person_id: OFFICER,
    device_id: DEVICE,
    body: { kind: "suggestion", text: "" },
    rev: 0,
    clock: { wall_ms: 1, mono_ms: 2, boot_id: "b" },
    sealed_ms: 1,
  });
  return store.ops(OFFICER);
}

function isSigned({ bytes, sig = "" }: Op, jwk: PublicJwk): boolean {
  const [algorithm, signature = ""] = sig.split(" ");
  assert.equal(algorithm, "ES256");
  const raw = Buffer.from(signature, "base64url");
  assert.deepEqual([raw.length, raw.toString("base64url")], [64, signature]);
  const key = createPublicKey({ key: { ...jwk }, format: "jwk" });
  return verify("sha256", new Uint8Array(bytes), { key, dsaEncoding: "ieee-p1363" }, raw);
}

test("records and facts are signed by the key that the enrolment named", async () => {
  const keys = await enrolled();
  const jwk = await keys.publicKey();
  assert.ok(jwk);
  for (const op of await sealedBy(deviceSigner(subtle, keys.signingKey))) {
    assert.equal(isSigned(op, jwk), true, op.op_key);
    assert.equal(op.unsigned, undefined);
  }
});

test("the key stays the same over enrolments, tabs and restarts, and cannot be taken out", async () => {
  const indexedDB = new IDBFactory();
  const tabs = [await openKeys({ indexedDB }), await openKeys({ indexedDB })];
  const [one, other] = await Promise.all(tabs.map((keys) => keys.publicKey()));
  assert.deepEqual(one, other);
  const later = await openKeys({ indexedDB });
  assert.deepEqual(await later.publicKey(), one);
  const key = await later.signingKey();
  assert.deepEqual([key?.extractable, key?.type, key?.usages], [false, "private", ["sign"]]);
});

const NONE: [
  string,
  () => Promise<ReturnType<typeof deviceSigner> | undefined>,
  string | undefined,
][] = [
  ["no key yet", async () => deviceSigner(subtle, async () => undefined), "no_key"],
  ["no signer at all", async () => undefined, undefined],
  [
    "a key that cannot be read back",
    async () => deviceSigner(subtle, () => Promise.reject(new DOMException("x", "DataCloneError"))),
    "DataCloneError",
  ],
  [
    "a browser that refuses to sign",
    async () => {
      const keys = await enrolled();
      const sign = () => Promise.reject(new DOMException("x", "OperationError"));
      return deviceSigner(broken({ sign }), keys.signingKey);
    },
    "OperationError",
  ],
];

for (const [what, signer, why] of NONE) {
  test(`what is sealed is kept unsigned: ${what}`, async () => {
    for (const op of await sealedBy(await signer())) {
      assert.deepEqual([op.state, op.sig, op.unsigned], ["saved", undefined, why]);
    }
  });
}

test("a browser that hangs costs one seal the limit, and the next ones nothing", async () => {
  const keys = await enrolled();
  const sign = deviceSigner(broken({ sign: hang }), keys.signingKey, 50);
  const began = performance.now();
  const ops = await sealedBy(sign);
  assert.deepEqual(
    ops.map(({ unsigned }) => unsigned),
    ["timeout", "slow"],
  );
  assert.ok(performance.now() - began < 5_000);
});

test("a browser that was slow once signs again later", async () => {
  const keys = await enrolled();
  let finish: ((value: ArrayBuffer) => void) | undefined;
  let left = 1;
  const slow = broken({
    sign: ((...args: Parameters<SubtleCrypto["sign"]>) =>
      left-- > 0
        ? new Promise<ArrayBuffer>((resolve) => {
            finish = resolve;
          })
        : subtle.sign(...args)) as SubtleCrypto["sign"],
  });
  const sign = deviceSigner(slow, keys.signingKey, 20);
  const bytes = new Uint8Array(3);
  assert.deepEqual(await sign(bytes), { unsigned: "timeout" });
  finish?.(new ArrayBuffer(64));
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok("sig" in (await sign(bytes)));
});

for (const [what, changes] of [
  ["makes none", { generateKey: () => Promise.reject(new DOMException("x", "NotSupportedError")) }],
  ["cannot say it", { exportKey: () => Promise.reject(new DOMException("x", "DataError")) }],
] as [string, Partial<SubtleCrypto>][]) {
  test(`a browser that ${what} enrols without a key`, async () => {
    const keys = await openKeys({ indexedDB: new IDBFactory(), subtle: broken(changes) });
    assert.deepEqual([await keys.publicKey(), await keys.signingKey()], [undefined, undefined]);
  });
}
