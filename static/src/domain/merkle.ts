/**
 * Merkle proofs of RFC 9162 §2.1: whether a leaf is in the server's log, and whether a log has only grown.
 * Sizes are plain numbers and may exceed 32 bits, so nothing here uses bit operators.
 * `app/audit/merkle.py` makes the proofs.
 */
import type { Bytes } from "./model";

/** SHA-256; handed in, since hashing is the browser's. */
export type Hash = (bytes: Bytes) => Promise<Bytes>;

export interface Inclusion {
  leafHash: Bytes;
  index: number;
  size: number;
  root: Bytes;
}

export interface Growth {
  from: number;
  to: number;
  fromRoot: Bytes;
  toRoot: Bytes;
}

/** A place in the tree while a proof is followed upwards, and the last place on the same level. */
interface Place {
  at: number;
  last: number;
}

/** The hashes of a proof as they travel; undefined for anything else. */
export function proofFrom(value: unknown): Bytes[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const hashes = value.map(fromHex);
  return hashes.every((hash) => hash !== undefined) ? hashes : undefined;
}

/** Whether the leaf with this hash is number `index` under the root (§2.1.3.2). */
export async function provesInclusion(
  { leafHash, index, size, root }: Inclusion,
  proof: readonly Bytes[],
  hash: Hash,
): Promise<boolean> {
  if (!(index >= 0 && index < size)) return false;
  let place: Place = { at: index, last: size - 1 };
  let made = leafHash;
  for (const sibling of proof) {
    if (place.last === 0) return false;
    if (isRight(place)) {
      made = await nodeHash(sibling, made, hash);
      place = upToARightChild(place);
    } else {
      made = await nodeHash(made, sibling, hash);
    }
    place = up(place);
  }
  return place.last === 0 && same(made, root);
}

/** Whether the log with the new root begins with every leaf of the old one (§2.1.4.2). */
export async function provesConsistency(
  growth: Growth,
  proof: readonly Bytes[],
  hash: Hash,
): Promise<boolean> {
  const { from, to, fromRoot, toRoot } = growth;
  if (!(from >= 1 && from <= to)) return false;
  if (from === to) return proof.length === 0 && same(fromRoot, toRoot);
  let place: Place = { at: from - 1, last: to - 1 };
  while (place.at % 2 === 1) place = up(place);
  // Where the old tree is complete, its root begins the proof and is known here.
  const [first, ...siblings] = place.at === 0 ? [fromRoot, ...proof] : proof;
  if (first === undefined) return false;
  let [madeOld, madeNew] = [first, first];
  for (const sibling of siblings) {
    if (place.last === 0) return false;
    if (isRight(place)) {
      madeOld = await nodeHash(sibling, madeOld, hash);
      madeNew = await nodeHash(sibling, madeNew, hash);
      place = upToARightChild(place);
    } else {
      madeNew = await nodeHash(madeNew, sibling, hash);
    }
    place = up(place);
  }
  return place.last === 0 && same(madeOld, fromRoot) && same(madeNew, toRoot);
}

export function same(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function isRight({ at, last }: Place): boolean {
  return at % 2 === 1 || at === last;
}

function up({ at, last }: Place): Place {
  return { at: Math.floor(at / 2), last: Math.floor(last / 2) };
}

/** Skips the levels on which the node at the right edge has no sibling. */
function upToARightChild(place: Place): Place {
  let above = place;
  while (above.at !== 0 && above.at % 2 === 0) above = up(above);
  return above;
}

function nodeHash(left: Bytes, right: Bytes, hash: Hash): Promise<Bytes> {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return hash(bytes);
}

function fromHex(text: unknown): Bytes | undefined {
  if (typeof text !== "string" || !/^[0-9a-f]{64}$/.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
