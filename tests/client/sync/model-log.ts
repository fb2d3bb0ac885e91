/** The model server's log: RFC 9162 as it is defined, recursively, and notes signed with the model's key. */
import { createHash } from "node:crypto";
import { signedText } from "./model-answers";

const hash = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** The largest power of two below n. */
const split = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1);

export class ModelLog {
  leaves: Uint8Array[] = [];

  /** Number of the new leaf. */
  add(about: string): number {
    this.leaves.push(hash(Uint8Array.of(0), Buffer.from(about)));
    return this.leaves.length - 1;
  }

  note(epoch: number, size = this.leaves.length): string {
    const root = treeHash(this.leaves.slice(0, size)).toString("base64");
    const text = `wuzhi-patrol\n${size}\n${root}\nepoch ${epoch}\ntime 1790000000000\n`;
    return `${text}\n— wuzhi-patrol ${signedText(text)}\n`;
  }

  /** RFC 9162 §2.1.4.1. */
  consistency(from: number, to = this.leaves.length): string[] {
    if (from === 0 || from === to) return [];
    return subproof(from, this.leaves.slice(0, to), true).map((each) => each.toString("hex"));
  }
}

function treeHash(leaves: Uint8Array[]): Buffer {
  if (leaves.length === 0) return hash();
  const [first] = leaves;
  if (leaves.length === 1 && first) return Buffer.from(first);
  const k = split(leaves.length);
  return hash(Uint8Array.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

function subproof(m: number, leaves: Uint8Array[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [treeHash(leaves)];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m <= k
    ? [...subproof(m, left, whole), treeHash(right)]
    : [...subproof(m - k, right, false), treeHash(left)];
}
