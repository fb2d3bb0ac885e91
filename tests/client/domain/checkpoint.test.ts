import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type Checkpoint,
  type Judgement,
  judgeCheckpoint,
  readCheckpoint,
} from "../../../static/src/domain/checkpoint";
import { type Hash, proofFrom } from "../../../static/src/domain/merkle";
import type { Bytes } from "../../../static/src/domain/model";
import { signatureCheck } from "../../../static/src/sync/signature";

interface Case {
  what: string;
  note: string;
}

interface Vectors {
  key: string;
  good: (Case & { size: number; root: string; epoch: number; time_ms: number })[];
  forged: Case[];
  malformed: Case[];
  judged: {
    what: string;
    kept: string;
    offered: string;
    proof: string[];
    judgement: Judgement;
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../vectors/checkpoint.json", import.meta.url), "utf8"),
) as Vectors;

const hash: Hash = async (bytes) => createHash("sha256").update(bytes).digest() as unknown as Bytes;
const check = signatureCheck(crypto.subtle);

function read(note: string): Checkpoint {
  const checkpoint = readCheckpoint(note);
  assert.ok(checkpoint);
  return checkpoint;
}

for (const { what, note, root, ...said } of vectors.good) {
  test(`good: ${what}`, async () => {
    const { root: found, signed: _signed, signatures: _signatures, ...rest } = read(note);

    assert.deepEqual(rest, said);
    assert.equal(Buffer.from(found).toString("hex"), root);
    assert.equal(await check.signsCheckpoint(read(note), vectors.key), true);
  });
}

for (const { what, note } of vectors.forged) {
  test(`forged: ${what}`, async () => {
    assert.equal(await check.signsCheckpoint(read(note), vectors.key), false);
  });
}

for (const { what, note } of vectors.malformed) {
  test(`malformed: ${what}`, () => {
    assert.equal(readCheckpoint(note), undefined);
  });
}

for (const { what, kept, offered, proof, judgement } of vectors.judged) {
  test(`judged: ${what}`, async () => {
    const hashes = proofFrom(proof) ?? assert.fail();

    assert.equal(await judgeCheckpoint(read(kept), read(offered), hashes, hash), judgement);
  });
}

test("a browser without Ed25519, or a phone without the key, leaves it to the proof", async () => {
  const unable = {
    importKey: () => Promise.reject(new DOMException("no", "NotSupportedError")),
  } as unknown as SubtleCrypto;
  const forged = read(vectors.forged[0]?.note ?? "");

  assert.equal(await signatureCheck(unable).signsCheckpoint(forged, vectors.key), true);
  assert.equal(await check.signsCheckpoint(forged, ""), true);
});
