/**
 * What the phone makes of an answer: the one table of docs/protocol.md §4.
 * A success is an exact status, our header, JSON (or our receipt header) and an echo of our SHA-256;
 * whatever cannot be recognised is tried again.
 */
import type { Receipt } from "./model";

export type AnswerClass = "ok" | "conflict" | "retry" | "resync" | "login" | "frozen" | "rejected";

/** The plain facts of an HTTP answer; `code` is the problem's stable code, "" without one. */
export interface AnswerFacts {
  status: number;
  isOurs: boolean;
  /** Whether the body was JSON of the right content type. */
  isJson: boolean;
  code: string;
}

/** What we sent, which the receipt must repeat. */
export interface Expected {
  kind: Receipt["kind"];
  key: string;
  sha256: string;
  size: number;
}

const RETRY_STATUS = new Set([408, 423, 425, 429, 460]);
const RETRY_CODE = new Set([
  "body_incomplete",
  "body_hash_mismatch",
  "content_hash_mismatch",
  "checksum_mismatch",
]);
const RESYNC_CODE = new Set(["record_unknown", "offset_mismatch"]);
/** Refusals of a person or a device, not of what was sent: an office can lift them. */
const FROZEN_CODE = new Set(["device_frozen", "device_revoked", "forbidden"]);

/** The class of an answer that is no success. */
export function classifyFailure(answer: AnswerFacts): Exclude<AnswerClass, "ok" | "conflict"> {
  const { status, code } = answer;
  if (!answer.isOurs || status < 400 || status >= 500) return "retry";
  if (status === 401) return "login";
  if (RETRY_STATUS.has(status) || RETRY_CODE.has(code)) return "retry";
  if (status === 404 || status === 410 || RESYNC_CODE.has(code)) return "resync";
  if (FROZEN_CODE.has(code)) return "frozen";
  // A refusal must say why in our words; a bare 4xx may be a proxy's.
  return answer.isJson && code !== "" ? "rejected" : "retry";
}

const STATUSES: Record<Receipt["kind"], readonly string[]> = {
  rev: ["accepted", "conflict_stored"],
  photo: ["stored"],
  fact: ["accepted", "conflict_stored"],
};

/** `value` as the receipt of exactly what we sent, or undefined. The signature is checked elsewhere. */
export function receiptFor(value: unknown, expected: Expected): Receipt | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const receipt = value as Partial<Record<keyof Receipt, unknown>>;
  const echoes =
    receipt.v === 1 &&
    receipt.kind === expected.kind &&
    receipt.key === expected.key &&
    receipt.sha256 === expected.sha256 &&
    (expected.kind !== "photo" || receipt.size === expected.size) &&
    STATUSES[expected.kind].includes(String(receipt.status));
  return echoes && isSigned(receipt) ? (value as Receipt) : undefined;
}

function isSigned(receipt: Partial<Record<keyof Receipt, unknown>>): boolean {
  return (
    receipt.alg === "Ed25519" &&
    typeof receipt.server_sig === "string" &&
    Number.isSafeInteger(receipt.epoch) &&
    Number.isSafeInteger(receipt.log_index) &&
    Number.isSafeInteger(receipt.received_ms)
  );
}

/** The class of the answer to PUT …/revs/{rev} and PUT /facts/{id}; `receipt` is what `receiptFor` found in its body. */
export function classifySealed(answer: AnswerFacts, receipt: Receipt | undefined): AnswerClass {
  if (!answer.isOurs || ![200, 201, 202].includes(answer.status)) return classifyFailure(answer);
  if (!answer.isJson || receipt === undefined) return "retry";
  const conflict = receipt.status === "conflict_stored";
  // 201 means accepted and 202 means stored beside another; 200 replays either.
  if (answer.status !== 200 && conflict !== (answer.status === 202)) return "retry";
  return conflict ? "conflict" : "ok";
}
