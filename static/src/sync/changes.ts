/**
 * The pull: what the desk decided, and which lists are new. It needs a session, and nothing that is sent needs it.
 * Page after page is kept with its cursor; a cursor the server no longer knows means beginning again.
 */
import { type ChangeRow, pageIn } from "../domain/changes";
import type { SignedInPerson } from "../domain/model";
import type { CacheStore } from "../store/cache";
import { type Answer, NetworkFailure, type Transport } from "./transport";

export interface PullPorts {
  transport: Pick<Transport, "me" | "changes">;
  cache: Pick<CacheStore, "feedPosition" | "applyChanges">;
}

export interface PullReport {
  /** The feed was read to its end. */
  complete: boolean;
  /** Rows that were kept. */
  rows: number;
  /** The server asks to sign in, or knows this browser as somebody else. */
  needsSession: boolean;
  /** A list (zones, law, roster) is newer than our copy. */
  listsChanged: boolean;
}

const LISTS = new Set(["zones", "law", "roster"]);
const SCOPES = ["zones", "law", "roster", "decisions", "returns"];

/** A server that never comes to an end must not keep a phone awake. */
const MOST_PAGES = 200;

export async function pullChanges(ports: PullPorts, personId: string): Promise<PullReport> {
  const report = { complete: false, rows: 0, needsSession: false, listsChanged: false };
  try {
    if (await isOurSession(ports, personId, report)) await pullPages(ports, personId, report);
  } catch (error) {
    // Offline: the next pull goes on from the cursor that is kept.
    if (!(error instanceof NetworkFailure)) throw error;
  }
  return report;
}

/** Rows of another person's session would be lost to both: the cursor is one person's. */
async function isOurSession(
  { transport }: PullPorts,
  personId: string,
  report: PullReport,
): Promise<boolean> {
  const answer = await transport.me();
  if (!answer.isOurs) return false;
  const { person } = (answer.json ?? {}) as { person?: Partial<SignedInPerson> };
  const isKnown = answer.status === 200 && person?.id !== undefined;
  report.needsSession = answer.status === 401 || (isKnown && person.id !== personId);
  return isKnown && person.id === personId;
}

async function pullPages(ports: PullPorts, personId: string, report: PullReport): Promise<void> {
  const scopes = SCOPES.join(",");
  const known = await ports.cache.feedPosition(personId);
  let since = known?.scopes === scopes ? known.cursor : undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await ports.transport.changes(since, SCOPES);
    if (isGone(answer) && since !== undefined) {
      since = undefined;
      continue;
    }
    const found = answer.isOurs && answer.status === 200 ? pageIn(answer.json) : undefined;
    if (found === undefined) {
      report.needsSession = answer.isOurs && answer.status === 401;
      return;
    }
    await ports.cache.applyChanges(personId, found, scopes, since === undefined);
    note(report, found.changes);
    if (!found.more) {
      report.complete = true;
      return;
    }
    since = found.cursor;
  }
}

function isGone(answer: Answer): boolean {
  return answer.isOurs && answer.status === 410;
}

function note(report: PullReport, rows: ChangeRow[]): void {
  report.rows += rows.length;
  report.listsChanged ||= rows.some(({ scope }) => LISTS.has(scope));
}
