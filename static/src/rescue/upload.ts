/**
 * Sends what has no receipt with each officer's own ticket: PUT for what is sealed, tus for photos. It changes nothing
 * on the phone; the app asks again when it works again, and is told what the server has by then.
 */
import { bytesOf, type Item, keyOf, type Owner, sha256 } from "./database";

export interface UploadPorts {
  evidence: IDBDatabase;
  fetch: typeof fetch;
  progress(done: number, of: number): void;
}

/** How one item ended: with the server, or the answer that it gave instead. */
export interface Sent {
  key: string;
  received: boolean;
  said: string;
}

const API = "/api/v1";
const CHUNK = 256 * 1024;

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

async function call(
  { fetch }: UploadPorts,
  owner: Owner,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const answer = await fetch(API + path, {
    method,
    headers: { Authorization: `Bearer ${owner.ticket}`, ...headers },
    credentials: "omit",
    redirect: "error",
    cache: "no-store",
    ...(body && { body }),
  });
  if (answer.headers.get("X-WZ-Api") !== "1") throw new TypeError("not our server");
  return answer;
}

/** The server's receipt counts only when it repeats what was sent. */
function echoes(receipt: unknown, item: Item): boolean {
  const { key, sha256: hash } = (receipt ?? {}) as { key?: unknown; sha256?: unknown };
  return key === keyOf(item) && hash === item.sha256;
}

async function codeOf(answer: Response): Promise<string> {
  const text = await answer.text();
  const code = /"code": ?"(\w+)"/.exec(text)?.[1] ?? "";
  return `${answer.status} ${code}`.trim();
}

async function sendSealed(
  ports: UploadPorts,
  owner: Owner,
  item: Item,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "Content-SHA256": item.sha256,
  };
  const { corrects } = JSON.parse(new TextDecoder().decode(bytes)) as {
    corrects?: { sha256: string };
  };
  if (item.sig !== undefined) headers["X-Sig"] = item.sig;
  if (corrects) headers["If-Match"] = `"${corrects.sha256}"`;
  const answer = await call(ports, owner, "PUT", `/${keyOf(item)}`, headers, bytes);
  if (answer.status > 202) return codeOf(answer);
  const { receipt } = (await answer.json()) as { receipt?: unknown };
  return echoes(receipt, item) ? "" : `${answer.status}`;
}

function receiptIn(answer: Response): unknown {
  const header = answer.headers.get("X-WZ-Receipt") ?? "";
  if (header === "") return undefined;
  return JSON.parse(atob(header.replace(/-/g, "+").replace(/_/g, "/")));
}

function creation(item: Item): Record<string, string> {
  const { photo_id, inspection_id, sha256: hash, mime } = item;
  const metadata = Object.entries({ photo_id, inspection_id, sha256: hash, mime })
    .map(([name, value]) => `${name} ${btoa(value)}`)
    .join(",");
  return { "Upload-Length": String(item.size), "Upload-Metadata": metadata };
}

async function sendPhoto(
  ports: UploadPorts,
  owner: Owner,
  item: Item,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const tus = { "Tus-Resumable": "1.0.0" };
  const part = async (method: string, path: string, from: number, more: Record<string, string>) => {
    const body = bytes.slice(from, from + CHUNK);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    const headers = {
      ...tus,
      "Content-Type": "application/offset+octet-stream",
      "Upload-Checksum": `sha256 ${base64(digest)}`,
      ...more,
    };
    return call(ports, owner, method, path, headers, body);
  };
  const path = `/uploads/${item.photo_id}`;
  let answer = await call(ports, owner, "HEAD", path, tus);
  if (answer.status !== 200) answer = await part("POST", "/uploads", 0, creation(item));
  for (;;) {
    if (answer.status > 204) return codeOf(answer);
    if (echoes(receiptIn(answer), item)) return "";
    const offset = Number(answer.headers.get("Upload-Offset") ?? item.size);
    // Everything is there and no receipt came: what was said last is all there is to tell.
    if (!(offset < item.size)) return `${answer.status}`;
    answer = await part("PATCH", path, offset, { "Upload-Offset": String(offset) });
  }
}

async function sendItem(ports: UploadPorts, owner: Owner, item: Item): Promise<string> {
  const bytes = await bytesOf(ports.evidence, item);
  if (bytes.length !== item.size || (await sha256(bytes)) !== item.sha256) return "damaged";
  const send = item.kind === "photo" ? sendPhoto : sendSealed;
  return send(ports, owner, item, bytes);
}

/** Each item once; a refused one stops no other. Without any answer it stops: there is no network. */
export async function uploadItems(
  ports: UploadPorts,
  owners: Map<string, Owner>,
  items: Item[],
): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const [index, item] of items.entries()) {
    ports.progress(index, items.length);
    const owner = owners.get(item.person_id);
    const said = owner ? await sendItem(ports, owner, item) : "no ticket";
    sent.push({ key: keyOf(item), received: said === "", said });
  }
  return sent;
}
