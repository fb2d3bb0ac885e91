/** Requests and answers as the model server sees them, and the receipts it signs. */
import { digestOf, signatureOf } from "./crypto";

export interface Request {
  method: string;
  /** Below `/api/v1`. */
  path: string;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: Uint8Array;
  /** Of the body as it was sent; a cut one is shorter. */
  length: number;
  /** Changed on its way: what it says is nobody's. */
  altered?: true;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Receipt {
  kind: string;
  key: string;
  sha256: string;
  epoch: number;
  log_index: number;
  [member: string]: unknown;
}

export function ours(status: number, json?: unknown, headers: Record<string, string> = {}): Reply {
  const all = { "x-wz-api": "1", ...headers };
  if (json === undefined) return { status, headers: all, body: "" };
  return {
    status,
    headers: { "content-type": "application/json", ...all },
    body: JSON.stringify(json),
  };
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Reply {
  const about = { type: "about:blank", title: code, status, detail: code, code, next: code };
  return ours(status, about, { "content-type": "application/problem+json", ...headers });
}

/** Canonical text of flat objects of ASCII strings and integers. */
export function canonical(value: Record<string, unknown>): string {
  return JSON.stringify(value, Object.keys(value).sort());
}

export function signed(about: Record<string, unknown>): Receipt {
  const message = new TextEncoder().encode(canonical(about));
  const server_sig = signatureOf(message).toString("base64url");
  return { ...about, server_sig } as unknown as Receipt;
}

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

export function checksumOf(bytes: Uint8Array): string {
  return `sha256 ${base64Of(digestOf(bytes))}`;
}

export function metadataOf(request: Request): Record<string, string> {
  const pairs = (request.headers["upload-metadata"] ?? "")
    .split(",")
    .map((pair) => pair.split(" "));
  return Object.fromEntries(
    pairs.map(([name = "", value = ""]) => [name, Buffer.from(value, "base64").toString()]),
  );
}

export function jsonIn(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    // Not JSON: the server says so.
    return undefined;
  }
}
