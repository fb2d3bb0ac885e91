/** The calls of docs/protocol.md §3, as they go over the wire. */
import type { Bytes, Op } from "../domain/model";
import { revisionIn } from "../domain/revision";
import type { PublicJwk } from "../store/signing";
import { base64OfText } from "./encoding";
import { type Answer, type Call, NetworkFailure, type RequestPorts, request } from "./request";

export { type Answer, NetworkFailure } from "./request";

export interface Hello {
  server_ms: number;
  epoch: number;
  backup_horizon: number;
  log_size: number;
  min_client: string;
  latest_client: string;
  /** The newest signed note of the log; "" before the first. */
  checkpoint?: string;
  /** Since the last verified backup; absent before the first. */
  backup_age_s?: number;
}

export interface TransportOptions {
  fetch: typeof fetch;
  /** Time limit of one request; 30 s unless told. */
  timeoutMs?: number;
  /** Language of the server's explanations: "zh-CN" or "en". */
  language?: () => string;
  /** Address before the paths, for tests. */
  base?: string;
}

/** Every method throws `NetworkFailure` when no answer came. */
export interface Transport {
  /** Throws `NetworkFailure` as well when somebody else answered in our server's place. */
  hello(): Promise<Hello>;
  me(): Promise<Answer>;
  signIn(username: string, password: string): Promise<Answer>;
  signOut(): Promise<Answer>;
  enrol(deviceId: string, label: string, publicKey?: PublicJwk): Promise<Answer>;
  snapshot(scope: string, etag?: string): Promise<Answer>;
  /** One page of what changed since that cursor, or from the beginning. */
  changes(since: string | undefined, scopes: readonly string[]): Promise<Answer>;
  /** What this phone still holds of the ticket's person. */
  heartbeat(ticket: string, says: unknown): Promise<Answer>;
  /** What the server has of these items, at most 500. */
  status(ticket: string, items: { key: string; sha256: string }[]): Promise<Answer>;
  putRevision(op: Op, ticket: string): Promise<Answer>;
  putFact(op: Op, ticket: string): Promise<Answer>;
  headUpload(op: Op, ticket: string): Promise<Answer>;
  /** Creates the upload with its first bytes; `checksum` is their SHA-256 in base64. */
  createUpload(op: Op, ticket: string, body: Bytes, checksum: string): Promise<Answer>;
  patchUpload(
    op: Op,
    ticket: string,
    offset: number,
    body: Bytes,
    checksum: string,
  ): Promise<Answer>;
}

const API = "/api/v1";
const TUS = { "Tus-Resumable": "1.0.0" };
const JSON_TYPE = { "Content-Type": "application/json" };

export function createTransport(options: TransportOptions): Transport {
  const ports: RequestPorts = {
    // Called as a plain function: a browser's fetch refuses any other receiver.
    fetch: (input, init) => options.fetch.call(undefined, input, init),
    timeoutMs: options.timeoutMs ?? 30_000,
    language: options.language ?? (() => "zh-CN"),
    base: options.base ?? "",
  };
  const send = (call: Call) => request(ports, call);
  return {
    async hello() {
      const answer = await send({ method: "GET", path: `${API}/hello` });
      return helloIn(answer);
    },
    ...sessionCalls(send),
    ...keepingCalls(send),
    ...sealedCalls(send),
    ...uploadCalls(send),
  };
}

type Send = (call: Call) => Promise<Answer>;

function sessionCalls(
  send: Send,
): Pick<Transport, "me" | "signIn" | "signOut" | "enrol" | "snapshot" | "changes"> {
  const post = (path: string, value: unknown) =>
    send({ method: "POST", path: API + path, headers: JSON_TYPE, body: JSON.stringify(value) });
  return {
    me: () => send({ method: "GET", path: `${API}/session` }),
    signIn: (username, password) => post("/session", { username, password }),
    signOut: () => send({ method: "DELETE", path: `${API}/session` }),
    enrol: (device_id, label, public_key) =>
      post("/devices", { device_id, label, ...(public_key && { public_key }) }),
    snapshot: (scope, etag) =>
      send({
        method: "GET",
        path: `${API}/snapshot/${scope}`,
        headers: etag ? { "If-None-Match": etag } : {},
      }),
    changes(since, scopes) {
      const query = new URLSearchParams({ scope: scopes.join(","), limit: "500" });
      if (since !== undefined) query.set("since", since);
      return send({ method: "GET", path: `${API}/changes?${query}` });
    },
  };
}

function keepingCalls(send: Send): Pick<Transport, "heartbeat" | "status"> {
  const post = (path: string, ticket: string, value: unknown) =>
    send({
      method: "POST",
      path: API + path,
      headers: JSON_TYPE,
      body: JSON.stringify(value),
      ticket,
    });
  return {
    heartbeat: (ticket, says) => post("/heartbeat", ticket, says),
    status: (ticket, items) => post("/status", ticket, { items }),
  };
}

function sealedCalls(send: Send): Pick<Transport, "putRevision" | "putFact"> {
  const put = (op: Op, ticket: string, path: string, headers: Record<string, string> = {}) =>
    send({
      method: "PUT",
      path: API + path,
      headers: {
        ...JSON_TYPE,
        "Content-SHA256": op.sha256,
        ...(op.sig !== undefined && { "X-Sig": op.sig }),
        ...headers,
      },
      body: new Uint8Array(op.bytes),
      ticket,
    });
  return {
    putRevision(op, ticket) {
      const { corrects } = op.rev > 1 ? revisionIn(op.bytes) : {};
      const headers = corrects && { "If-Match": `"${corrects.sha256}"` };
      return put(op, ticket, `/inspections/${op.inspection_id}/revs/${op.rev}`, headers);
    },
    putFact: (op, ticket) => put(op, ticket, `/facts/${op.fact_id}`),
  };
}

function uploadCalls(send: Send): Pick<Transport, "headUpload" | "createUpload" | "patchUpload"> {
  return {
    headUpload: (op, ticket) =>
      send({ method: "HEAD", path: `${API}/uploads/${op.photo_id}`, headers: TUS, ticket }),
    createUpload: (op, ticket, body, checksum) =>
      send({
        method: "POST",
        path: `${API}/uploads`,
        headers: {
          ...chunkHeaders(checksum),
          "Upload-Length": String(op.size),
          "Upload-Metadata": metadataOf(op),
        },
        body,
        ticket,
      }),
    patchUpload: (op, ticket, offset, body, checksum) =>
      send({
        method: "PATCH",
        path: `${API}/uploads/${op.photo_id}`,
        headers: { ...chunkHeaders(checksum), "Upload-Offset": String(offset) },
        body,
        ticket,
      }),
  };
}

function chunkHeaders(checksum: string): Record<string, string> {
  return {
    ...TUS,
    "Content-Type": "application/offset+octet-stream",
    "Upload-Checksum": `sha256 ${checksum}`,
  };
}

function metadataOf({ photo_id, inspection_id, sha256, mime }: Op): string {
  return Object.entries({ photo_id, inspection_id, sha256, mime })
    .map(([name, value]) => `${name} ${base64OfText(value)}`)
    .join(",");
}

function helloIn(answer: Answer): Hello {
  const hello = answer.json as Partial<Hello> | null | undefined;
  if (answer.status !== 200 || !answer.isOurs || !Number.isSafeInteger(hello?.server_ms)) {
    throw new NetworkFailure(`hello was answered by somebody else (status ${answer.status})`);
  }
  return hello as Hello;
}
