/**
 * What went wrong, for people: one stable code per class of error, whether the evidence is safe, and the next
 * step. The screens have a text for each code; docs/protocol.md §4 names the answers behind them.
 */
import type { Op } from "./model";

/**
 * Where the evidence is: `on_phone` kept here and sent again by itself · `on_server` received ·
 * `photo_lost` this photo's bytes are gone from the phone · `not_kept` what was just entered is not on the disk
 */
export type Whereabouts = "on_phone" | "on_server" | "photo_lost" | "not_kept";

export type NextStep =
  | "wait"
  | "check_network"
  | "sign_in"
  | "call_office"
  | "export"
  | "retake"
  | "free_space"
  | "reopen";

export interface Advice {
  evidence: Whereabouts;
  next: NextStep;
}

export const TROUBLES = {
  /** No answer came: no network, a time-out, a connection that broke. */
  no_network: { evidence: "on_phone", next: "wait" },
  /** Something between us and the server answered in its place, such as a Wi-Fi sign-in page. */
  other_answered: { evidence: "on_phone", next: "check_network" },
  server_error: { evidence: "on_phone", next: "wait" },
  /** 429 and 503: it said when to come again. */
  server_busy: { evidence: "on_phone", next: "wait" },
  /** 507: its disk is full; records still arrive, photos wait. */
  server_full: { evidence: "on_phone", next: "wait" },
  /** What arrived was not what was sent; it is sent again. */
  garbled: { evidence: "on_phone", next: "wait" },
  /** The server stands elsewhere than the phone thought; the upload starts over from there. */
  starting_over: { evidence: "on_phone", next: "wait" },
  /** The upload ticket is missing, expired or refused. */
  login: { evidence: "on_phone", next: "sign_in" },
  /** The phone was reported lost; evidence is still taken, nothing is shown. */
  device_frozen: { evidence: "on_phone", next: "call_office" },
  /** The phone may send nothing more; a rescue file brings its evidence to the office. */
  device_revoked: { evidence: "on_phone", next: "export" },
  not_allowed: { evidence: "on_phone", next: "call_office" },
  /** Made under another identity of this phone: its own ticket cannot send it. */
  not_owner: { evidence: "on_phone", next: "export" },
  /** The server refused it three times, always for the same reason. */
  refused: { evidence: "on_phone", next: "export" },
  photo_damaged: { evidence: "photo_lost", next: "retake" },
  /** The phone's storage failed while sending. */
  phone_fault: { evidence: "on_phone", next: "reopen" },
  /** Saving was refused: the phone is full. */
  phone_full: { evidence: "not_kept", next: "free_space" },
  /** Saving failed: the phone's storage does not answer. */
  phone_broken: { evidence: "not_kept", next: "reopen" },
  /** The server's log contradicts what this phone knew of it. */
  log_rewritten: { evidence: "on_server", next: "call_office" },
  /** The server was restored from a backup; what it lacks is sent again. */
  server_restored: { evidence: "on_phone", next: "wait" },
} as const satisfies Record<string, Advice>;

export type Trouble = keyof typeof TROUBLES;

const BY_CODE: Partial<Record<string, Trouble>> = {
  device_frozen: "device_frozen",
  device_revoked: "device_revoked",
  forbidden: "not_allowed",
  not_owner: "not_owner",
  body_incomplete: "garbled",
  body_hash_mismatch: "garbled",
  content_hash_mismatch: "garbled",
  checksum_mismatch: "garbled",
  record_unknown: "starting_over",
  offset_mismatch: "starting_over",
};

const BY_STATUS: Partial<Record<number, Trouble>> = {
  401: "login",
  404: "starting_over",
  408: "no_network",
  410: "starting_over",
  429: "server_busy",
  460: "garbled",
  503: "server_busy",
  507: "server_full",
};

/** Why this op has no receipt; undefined when nothing has gone wrong with it. */
export function troubleOf(op: Pick<Op, "state" | "last_error">): Trouble | undefined {
  if (op.state === "received" || op.last_error === "") return undefined;
  if (op.state === "damaged") return "photo_damaged";
  const [first = "", code = ""] = op.last_error.split(" ");
  const known = BY_CODE[code];
  if (op.state === "quarantined") return known ?? "refused";
  if (first === "network:") return "no_network";
  if (first === "phone:") return "phone_fault";
  const status = Number(first);
  if (!(status >= 100)) return "phone_fault";
  return known ?? BY_STATUS[status] ?? byRange(status);
}

function byRange(status: number): Trouble {
  if (status >= 500) return "server_error";
  // Our server says no such thing to evidence; what it refuses comes again until it is set aside.
  return status < 400 ? "other_answered" : "refused";
}
