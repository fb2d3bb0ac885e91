/** What the model server answers with: its headers, problems and signatures, and how a bad network spoils them. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { canonicalBytes } from "../../../static/src/domain/jcs";
import type { Trouble } from "./model-network";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const other = generateKeyPairSync("ed25519");

export const SERVER_KEY = publicKey.export({ format: "jwk" }).x ?? "";

export const digest = (bytes: Uint8Array, form: "hex" | "base64" = "hex") =>
  createHash("sha256").update(bytes).digest(form);

export function signed(about: Record<string, unknown>, key = privateKey): Record<string, unknown> {
  const server_sig = sign(null, canonicalBytes(about), key).toString("base64url");
  return { ...about, server_sig };
}

/** Four bytes that name the key, and its signature, as a signed note carries them. */
export function signedText(text: string, key = privateKey): string {
  return Buffer.concat([Buffer.alloc(4, 7), sign(null, Buffer.from(text), key)]).toString("base64");
}

export function spoilt(receipt: Record<string, unknown>, trouble: Trouble | undefined) {
  if (trouble === "wrong_echo") return { ...receipt, sha256: "f".repeat(64) };
  if (trouble === "unsigned_by_us") return { ...receipt, alg: "none" };
  if (trouble !== "wrong_signature") return receipt;
  const { server_sig: _, ...unsigned } = receipt;
  return signed(unsigned, other.privateKey);
}

export function ours(
  status: number,
  json?: unknown,
  headers: Record<string, string> = {},
): Response {
  const all = { "X-WZ-Api": "1", "Cache-Control": "no-store", ...headers };
  if (json === undefined) return new Response(null, { status, headers: all });
  const type = { "Content-Type": "application/json" };
  return new Response(JSON.stringify(json), { status, headers: { ...type, ...all } });
}

export function problem(method: string, status: number, code: string, headers = {}): Response {
  if (method === "HEAD") return ours(status, undefined, headers);
  const type = { "Content-Type": "application/problem+json" };
  return ours(status, { type: "about:blank", status, code }, { ...type, ...headers });
}

export async function cut(response: Response): Promise<Response> {
  const text = await response.text();
  const { status, headers } = response;
  return new Response(text === "" ? null : text.slice(0, -5), { status, headers });
}

export function bodyOf(body: BodyInit | null | undefined): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (Object.prototype.toString.call(body) !== "[object Uint8Array]") {
    throw new Error("a body must be a Uint8Array (sync.md A5)");
  }
  return new Uint8Array(body as Uint8Array);
}

export function metadataOf(headers: Headers): Map<string, string> {
  const pairs = (headers.get("Upload-Metadata") ?? "").split(",").filter((each) => each !== "");
  return new Map(
    pairs.map((pair) => {
      const [name = "", value = ""] = pair.split(" ");
      return [name, Buffer.from(value, "base64").toString()];
    }),
  );
}

export function photoNamed(headers: Headers): string {
  return `/api/v1/uploads/${metadataOf(headers).get("photo_id")}`;
}

export function wrongChecksum(headers: Headers, body: Uint8Array): boolean {
  return headers.get("Upload-Checksum") !== `sha256 ${digest(body, "base64")}`;
}
