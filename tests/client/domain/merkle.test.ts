import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type Hash,
  proofFrom,
  provesConsistency,
  provesInclusion,
} from "../../../static/src/domain/merkle";
import type { Bytes } from "../../../static/src/domain/model";

interface InclusionCase {
  index: number;
  size: number;
  leaf_hash: string;
  proof: string[];
  root: string;
}

interface ConsistencyCase {
  from: number;
  to: number;
  proof: string[];
  from_root: string;
  to_root: string;
}

const vectors = JSON.parse(
  readFileSync(new URL("../../vectors/merkle.json", import.meta.url), "utf8"),
) as { inclusion: InclusionCase[]; consistency: ConsistencyCase[] };

const hash: Hash = async (bytes) => createHash("sha256").update(bytes).digest() as unknown as Bytes;

function bytes(digits: string): Bytes {
  return Uint8Array.from(Buffer.from(digits, "hex"));
}

function includes(known: InclusionCase): Promise<boolean> {
  const { index, size, root, leaf_hash } = known;
  const claim = { index, size, root: bytes(root), leafHash: bytes(leaf_hash) };
  return provesInclusion(claim, known.proof.map(bytes), hash);
}

function grows(known: ConsistencyCase): Promise<boolean> {
  const { from, to, from_root, to_root } = known;
  const claim = { from, to, fromRoot: bytes(from_root), toRoot: bytes(to_root) };
  return provesConsistency(claim, known.proof.map(bytes), hash);
}

/** The same digits with one bit turned. */
function flipped(digits: string, bit: number): string {
  const changed = bytes(digits);
  const at = bit % changed.length;
  changed[at] = (changed[at] ?? 0) ^ (1 << (bit % 8));
  return Buffer.from(changed).toString("hex");
}

/** The proof with one bit turned, one hash gone, one too many, and its first two swapped. */
function touched(proof: string[], luck: number): string[][] {
  const at = luck % proof.length;
  const wrong = [[...proof, "00".repeat(32)]];
  if (proof.length > 0) {
    wrong.push(proof.map((each, index) => (index === at ? flipped(each, luck) : each)));
    wrong.push(proof.filter((_, index) => index !== at));
  }
  const [first = "", second = "", ...rest] = proof;
  if (proof.length > 1 && first !== second) wrong.push([second, first, ...rest]);
  return wrong;
}

test("every proof of the vectors holds, of trees beyond 32 bits too", async () => {
  for (const known of vectors.inclusion) assert.ok(await includes(known), JSON.stringify(known));
  for (const known of vectors.consistency) assert.ok(await grows(known), JSON.stringify(known));
  assert.ok(vectors.inclusion.some(({ size }) => size > 2 ** 32));
  assert.ok(vectors.consistency.some(({ to }) => to > 2 ** 32));
});

test("a touched inclusion proof proves nothing", async () => {
  for (const [luck, known] of vectors.inclusion.entries()) {
    assert.ok(!(await includes({ ...known, root: flipped(known.root, luck) })));
    assert.ok(!(await includes({ ...known, leaf_hash: flipped(known.leaf_hash, luck) })));
    for (const proof of touched(known.proof, luck)) {
      assert.ok(!(await includes({ ...known, proof })), JSON.stringify({ ...known, proof }));
    }
  }
});

test("a touched consistency proof proves nothing", async () => {
  for (const [luck, known] of vectors.consistency.entries()) {
    assert.ok(!(await grows({ ...known, from_root: flipped(known.from_root, luck) })));
    assert.ok(!(await grows({ ...known, to_root: flipped(known.to_root, luck) })));
    for (const proof of touched(known.proof, luck)) {
      assert.ok(!(await grows({ ...known, proof })), JSON.stringify({ ...known, proof }));
    }
  }
});

test("no leaf beyond the tree is in it, and no log shrinks or grows from nothing", async () => {
  const [leaf] = vectors.inclusion;
  const [growth] = vectors.consistency;
  assert.ok(leaf && growth);
  for (const index of [-1, leaf.size, Number.NaN]) assert.ok(!(await includes({ ...leaf, index })));
  for (const from of [0, -1, growth.to + 1, Number.NaN]) {
    assert.ok(!(await grows({ ...growth, from })));
  }
});

test("a proof on the wire is a list of hashes and nothing else", () => {
  const one = "ab".repeat(32);
  assert.deepEqual(proofFrom([one]), [bytes(one)]);
  assert.deepEqual(proofFrom([]), []);
  for (const wrong of [undefined, null, {}, one, [one.slice(2)], [one.toUpperCase()], [1], [""]]) {
    assert.equal(proofFrom(wrong), undefined, JSON.stringify(wrong));
  }
});
