/** The model server's log as phones see it: a Merkle tree of RFC 9162 and signed notes of C2SP tlog-checkpoint. */
import { digestOf, signatureOf } from "./crypto";

type Hash = Uint8Array<ArrayBuffer>;

const leafOf = (leaf: string): Hash => digestOf(Buffer.from(`\0${leaf}`));
const nodeOf = (left: Hash, right: Hash): Hash =>
  digestOf(Buffer.concat([Uint8Array.of(1), left, right]));

/** The largest power of two below `size`. */
function split(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

export function rootOf(leaves: readonly string[]): Hash {
  const [only] = leaves;
  if (only === undefined) return digestOf(new Uint8Array());
  if (leaves.length === 1) return leafOf(only);
  const half = split(leaves.length);
  return nodeOf(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

/** That the log had grown from its first `from` leaves (§2.1.4.1). */
export function growthProof(leaves: readonly string[], from: number): string[] {
  if (from < 1 || from >= leaves.length) return [];
  return part(leaves, from, true).map((hash) => Buffer.from(hash).toString("hex"));
}

function part(leaves: readonly string[], from: number, whole: boolean): Hash[] {
  if (from === leaves.length) return whole ? [] : [rootOf(leaves)];
  const half = split(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return from <= half
    ? [...part(left, from, whole), rootOf(right)]
    : [...part(right, from - half, false), rootOf(left)];
}

/** The newest signed note; "" before the first leaf. */
export function noteOf(leaves: readonly string[], epoch: number, time: number): string {
  if (leaves.length === 0) return "";
  const root = Buffer.from(rootOf(leaves)).toString("base64");
  const text = `wuzhi-patrol\n${leaves.length}\n${root}\nepoch ${epoch}\ntime ${time}\n`;
  const signature = Buffer.concat([Buffer.from("wzp0"), signatureOf(Buffer.from(text))]);
  return `${text}\n— wuzhi-patrol ${signature.toString("base64")}\n`;
}

/** Size and epoch of a note that a phone sends back. */
export function sizeIn(note: unknown): { size: number; epoch: number } | undefined {
  const found = /^wuzhi-patrol\n(\d+)\n.*\nepoch (\d+)\n/.exec(String(note));
  return found ? { size: Number(found[1]), epoch: Number(found[2]) } : undefined;
}
