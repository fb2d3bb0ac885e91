/** Signing in once online: session, enrolment of this phone, ticket; and the copies of zones, law and roster. */
import type { SignedInPerson } from "../domain/model";
import type { CacheStore, Scope } from "../store/cache";
import type { KeyStore } from "../store/keys";
import { type Answer, NetworkFailure, type Transport } from "./transport";

export interface Refusal {
  code: string;
  detail: string;
  next: string;
}

export type SignInResult = { ok: SignedInPerson } | { refused: Refusal } | { offline: true };

export interface SignInPorts {
  transport: Pick<Transport, "signIn" | "enrol">;
  keys: Pick<KeyStore, "device" | "publicKey" | "keepCredentials" | "setCurrent">;
  /** What the desk calls this phone. */
  label: string;
}

/** After this the phone works offline as that person; nothing is kept unless all of it went well. */
export async function signIn(
  { transport, keys, label }: SignInPorts,
  username: string,
  password: string,
): Promise<SignInResult> {
  try {
    const session = await transport.signIn(username, password);
    if (!isMade(session)) return failureOf(session);
    const { device_id } = await keys.device();
    const enrolled = await transport.enrol(device_id, label, await keys.publicKey());
    if (!isMade(enrolled)) return failureOf(enrolled);
    const { person, ticket, ticket_expires_ms, server_key } = enrolled.json as Enrolment;
    await keys.keepCredentials({ person, ticket, ticket_expires_ms, server_key });
    await keys.setCurrent(person.id);
    return { ok: person };
  } catch (error) {
    if (error instanceof NetworkFailure) return { offline: true };
    throw error;
  }
}

interface Enrolment {
  person: SignedInPerson;
  ticket: string;
  ticket_expires_ms: number;
  server_key: string;
}

function isMade(answer: Answer): boolean {
  return answer.status === 201 && answer.isOurs && answer.isJson;
}

/** A refusal in the server's words; whatever is not that counts as no connection. */
function failureOf(answer: Answer): SignInResult {
  if (!answer.isOurs || answer.code === "") return { offline: true };
  const { detail = "", next = "" } = answer.json as Partial<Refusal>;
  return { refused: { code: answer.code, detail, next } };
}

const SCOPES: readonly Scope[] = ["zones", "law", "roster", "roads"];

export interface RefreshPorts {
  transport: Pick<Transport, "snapshot">;
  cache: Pick<CacheStore, "snapshot" | "keepSnapshot">;
}

export interface RefreshReport {
  updated: Scope[];
  /** The server asks to sign in before it hands out copies; the old ones stay in use. */
  needsSession: boolean;
}

/** Fetches what changed; whatever fails leaves the copy that is there. */
export async function refreshSnapshots(
  { transport, cache }: RefreshPorts,
  personId: string,
): Promise<RefreshReport> {
  const report: RefreshReport = { updated: [], needsSession: false };
  try {
    for (const scope of SCOPES) {
      const known = await cache.snapshot(scope, personId);
      const answer = await transport.snapshot(scope, known?.etag);
      if (answer.isOurs && answer.status === 401) report.needsSession = true;
      if (!answer.isOurs || answer.status !== 200 || !answer.isJson) continue;
      await cache.keepSnapshot(scope, personId, answer.headers("ETag") ?? "", answer.json);
      report.updated.push(scope);
    }
  } catch (error) {
    // Offline, or a database that does not keep a copy: the next refresh brings it.
    if (!(error instanceof NetworkFailure)) throw error;
  }
  return report;
}
