/**
 * Checkpoints of the server's log, of which each phone keeps the newest: a server that rewrites its log
 * contradicts what phones hold (docs/protocol.md §6). Signed notes as C2SP tlog-checkpoint describes them.
 */
import { type Hash, provesConsistency, same } from "./merkle";
import type { Bytes } from "./model";

const ORIGIN = "wuzhi-patrol";
const KEY_HASH_LENGTH = 4;

export interface Checkpoint {
  size: number;
  root: Bytes;
  epoch: number;
  time_ms: number;
  /** The text that is signed, as bytes. */
  signed: Bytes;
  /** Ed25519 signatures under our log's name; one of them is by the server's key, or the note is forged. */
  signatures: Bytes[];
}

/**
 * What the newest checkpoint says beside the one that the phone sent with its request:
 * `consistent` nothing new · `grew` the same log with more leaves: keep it ·
 * `other_epoch` the server was restored from a backup: keep it, after reconciling by /status ·
 * `rewritten` the log was changed or cut: keep the old one and raise the alarm.
 */
export type Judgement = "consistent" | "grew" | "other_epoch" | "rewritten";

const NUMBER = "(0|[1-9][0-9]{0,15})";
const BODY = new RegExp(
  `^${ORIGIN}\\n${NUMBER}\\n([A-Za-z0-9+/]{43}=)\\nepoch ${NUMBER}\\ntime ${NUMBER}\\n(?:[^\\n]+\\n)*$`,
);
const SIGNATURE = new RegExp(`^— ${ORIGIN} ([A-Za-z0-9+/]{91}=)$`);

/**
 * The checkpoint of a note; undefined when the text is none of this log. Says nothing about the signature.
 * Lines that later versions add and signatures of other witnesses are skipped, as C2SP asks.
 */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const blank = note.lastIndexOf("\n\n");
  if (blank < 0 || !note.endsWith("\n")) return undefined;
  const text = note.slice(0, blank + 1);
  const [, size, root, epoch, time] = BODY.exec(text) ?? [];
  const rootBytes = fromBase64(root);
  const numbers = [Number(size), Number(epoch), Number(time)];
  if (rootBytes === undefined || !numbers.every(Number.isSafeInteger)) return undefined;
  const signatures = signaturesOf(note.slice(blank + 2, -1));
  if (signatures === undefined) return undefined;
  return {
    size: Number(size),
    root: rootBytes,
    epoch: Number(epoch),
    time_ms: Number(time),
    signed: new TextEncoder().encode(text) as Bytes,
    signatures,
  };
}

/**
 * Compares what the server offers with what the phone held when it asked; `proof` came with the offer.
 * Compare with the checkpoint that the request carried: another tab may have kept a newer one meanwhile.
 */
export async function judgeCheckpoint(
  kept: Checkpoint,
  offered: Checkpoint,
  proof: readonly Bytes[],
  hash: Hash,
): Promise<Judgement> {
  if (offered.epoch > kept.epoch) return "other_epoch";
  if (offered.epoch < kept.epoch || offered.size < kept.size) return "rewritten";
  if (offered.size === kept.size) {
    return same(offered.root, kept.root) ? "consistent" : "rewritten";
  }
  const growth = {
    from: kept.size,
    to: offered.size,
    fromRoot: kept.root,
    toRoot: offered.root,
  };
  return (await provesConsistency(growth, proof, hash)) ? "grew" : "rewritten";
}

function signaturesOf(lines: string): Bytes[] | undefined {
  const found: Bytes[] = [];
  for (const line of lines.split("\n")) {
    const encoded = SIGNATURE.exec(line)?.[1];
    if (encoded === undefined) continue;
    const bytes = fromBase64(encoded);
    if (bytes === undefined) return undefined;
    found.push(bytes.slice(KEY_HASH_LENGTH));
  }
  return found;
}

/** Bytes of standard base64 with padding; undefined for anything else. */
function fromBase64(text: string | undefined): Bytes | undefined {
  if (text === undefined) return undefined;
  const binary = atob(text);
  // Bits after the end that nothing reads would make two texts of one value.
  if (btoa(binary) !== text) return undefined;
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
