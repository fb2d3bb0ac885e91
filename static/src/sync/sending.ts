/**
 * Sending one op to the server: a revision or a fact in one PUT, a photo by tus from wherever the server has got to.
 * It returns what happened and changes nothing on the phone.
 */
import {
  type AnswerClass,
  classifyFailure,
  classifySealed,
  type Expected,
  receiptFor,
} from "../domain/answers";
import { hex } from "../domain/ids";
import { canonicalize, isCanonical } from "../domain/jcs";
import type { Bytes, Op, Receipt } from "../domain/model";
import { receiptKeyOf } from "../domain/revision";
import { type EvidenceStore, PhotoDamaged } from "../store/evidence";
import type { Credentials } from "../store/keys";
import type { ChunkSizer } from "./chunks";
import { base64, jsonFromBase64Url } from "./encoding";
import type { Hold } from "./lock";
import type { SignatureCheck } from "./signature";
import { type Answer, NetworkFailure, type Transport } from "./transport";

export type Outcome =
  | { class: "ok" | "conflict"; receipt: Receipt; canonical: string }
  | {
      class: Exclude<AnswerClass, "ok" | "conflict">;
      /** What the server said, shortly: "422 manifest_invalid". */
      said: string;
      status: number;
      code: string;
      retryAfter: string | null;
    }
  | { class: "network" | "fault"; said: string }
  | { class: "damaged" }
  /** Another tab sends by now. */
  | { class: "yielded" };

/** Answers to HEAD that say "not now" or "not you", so that asking again by POST would be wrong. */
const WAITING_STATUS = [401, 408, 423, 425, 429];

export interface SendPorts {
  store: Pick<EvidenceStore, "op" | "readPhoto" | "readPhotoSlice" | "reopen">;
  transport: Transport;
  subtle: SubtleCrypto;
  signatures: SignatureCheck;
  chunks: ChunkSizer;
  /** Monotonic milliseconds. */
  mono(): number;
  /** Asked before each request: whether it is still this tab that sends. */
  hold: Hold;
  /** Bytes of this op that the server has. */
  progress(op: Op, bytes: number): void;
}

/** Checks the local bytes first: what is damaged here must never be blamed on the server. */
export async function sendOp(ports: SendPorts, listed: Op, owner: Credentials): Promise<Outcome> {
  try {
    const op = await intact(ports, listed);
    if (op === undefined) return { class: "damaged" };
    if (!(await ports.hold())) return { class: "yielded" };
    return op.kind === "photo"
      ? await sendPhoto(ports, op, owner)
      : await sendSealed(ports, op, owner);
  } catch (error) {
    if (error instanceof NetworkFailure) return { class: "network", said: error.message };
    // Whatever else went wrong is written on this op and tried again: it must not stop the others.
    return { class: "fault", said: String(error) };
  }
}

/** The op with bytes that are whole. A read may glitch (sync.md A6): a fresh connection is asked before giving up. */
async function intact(ports: SendPorts, op: Op): Promise<Op | undefined> {
  if (await isIntact(ports, op)) return op;
  ports.store.reopen();
  const again = await ports.store.op(op.op_key);
  return again !== undefined && (await isIntact(ports, again)) ? again : undefined;
}

async function isIntact({ store, subtle }: SendPorts, op: Op): Promise<boolean> {
  try {
    const bytes =
      op.kind === "photo" ? await store.readPhoto(op.photo_id) : new Uint8Array(op.bytes);
    const digest = await subtle.digest("SHA-256", bytes);
    return bytes.length === op.size && hex(new Uint8Array(digest)) === op.sha256;
  } catch (error) {
    if (error instanceof PhotoDamaged) return false;
    throw error;
  }
}

async function sendSealed(ports: SendPorts, op: Op, owner: Credentials): Promise<Outcome> {
  const { transport } = ports;
  const put = op.kind === "fact" ? transport.putFact : transport.putRevision;
  const answer = await put(op, owner.ticket);
  const body = answer.json as { receipt?: unknown } | null | undefined;
  const receipt = await trusted(ports, receiptFor(body?.receipt, expectedOf(op)), owner);
  const kind = classifySealed(answer, receipt);
  if ((kind === "ok" || kind === "conflict") && receipt) return received(kind, receipt);
  return failure(answer);
}

async function sendPhoto(ports: SendPorts, op: Op, owner: Credentials): Promise<Outcome> {
  // Nothing went wrong with it so far: it is most likely unknown, and POST answers where it stands if it is not.
  if (op.last_error !== "") {
    const head = await ports.transport.headUpload(op, owner.ticket);
    if (head.status === 200 && head.isOurs) return advance(ports, op, owner, head);
    if (!mayCreate(head)) return failure(head);
  }
  const created = await sendChunk(ports, op, 0, ports.chunks.first(op.size), (body, checksum) =>
    ports.transport.createUpload(op, owner.ticket, body, checksum),
  );
  return created.status === 201 && created.isOurs
    ? advance(ports, op, owner, created)
    : failure(created);
}

/** Unknown uploads are created. A HEAD answer has no body, so a refusal is asked again by POST, which says why. */
function mayCreate(head: Answer): boolean {
  const isRefusal = head.isOurs && head.status >= 400 && head.status < 500;
  return isRefusal && !WAITING_STATUS.includes(head.status);
}

/** Sends chunk after chunk from the offset in `answer` until the whole photo is there. */
async function advance(
  ports: SendPorts,
  op: Op,
  owner: Credentials,
  answer: Answer,
): Promise<Outcome> {
  let last = answer;
  for (let offset = offsetIn(last); offset !== undefined; offset = offsetIn(last)) {
    if (offset > op.size) break;
    ports.progress(op, offset);
    if (offset === op.size) return finish(ports, op, owner, last);
    if (!(await ports.hold())) return { class: "yielded" };
    const from = offset;
    const end = Math.min(op.size, from + ports.chunks.size());
    last = await sendChunk(ports, op, from, end, (body, checksum) =>
      ports.transport.patchUpload(op, owner.ticket, from, body, checksum),
    );
    if (last.status !== 204 || !last.isOurs || offsetIn(last) !== end) break;
  }
  return failure(last);
}

async function finish(
  ports: SendPorts,
  op: Op,
  owner: Credentials,
  last: Answer,
): Promise<Outcome> {
  const claimed = jsonFromBase64Url(last.headers("X-WZ-Receipt"));
  const receipt = await trusted(ports, receiptFor(claimed, expectedOf(op)), owner);
  return receipt ? received("ok", receipt) : failure(last);
}

/** Reads one slice, sends it with its checksum, and learns from how long that took. */
async function sendChunk(
  ports: SendPorts,
  op: Op,
  start: number,
  end: number,
  send: (body: Bytes, checksum: string) => Promise<Answer>,
): Promise<Answer> {
  const body = await ports.store.readPhotoSlice(op.photo_id, start, end);
  const digest = new Uint8Array(await ports.subtle.digest("SHA-256", body));
  const began = ports.mono();
  try {
    const answer = await send(body, base64(digest));
    if (answer.isOurs && answer.status < 300) ports.chunks.took(body.length, ports.mono() - began);
    return answer;
  } catch (error) {
    ports.chunks.lost();
    throw error;
  }
}

function offsetIn(answer: Answer): number | undefined {
  const header = answer.headers("Upload-Offset") ?? "";
  return /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

function expectedOf(op: Op): Expected {
  return { kind: op.kind, key: receiptKeyOf(op), sha256: op.sha256, size: op.size };
}

/** The receipt, unless its signature is wrong or it is not of a shape that anybody could have signed. */
async function trusted(
  { signatures }: SendPorts,
  receipt: Receipt | undefined,
  owner: Credentials,
): Promise<Receipt | undefined> {
  if (receipt === undefined || !isCanonical(receipt)) return undefined;
  return (await signatures.isGood(receipt, owner.server_key)) ? receipt : undefined;
}

function received(kind: "ok" | "conflict", receipt: Receipt): Outcome {
  return { class: kind, receipt, canonical: canonicalize(receipt) };
}

function failure(answer: Answer): Outcome {
  return {
    class: classifyFailure(answer),
    said: `${answer.status} ${answer.code}`.trim(),
    status: answer.status,
    code: answer.code,
    retryAfter: answer.headers("Retry-After"),
  };
}
