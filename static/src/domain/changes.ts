/**
 * What the server tells a phone of its own accord (docs/protocol.md §3.5): one page of the feed, checked, and the
 * two kinds of rows that a person reads. Rows of scopes we do not know are kept and mean nothing here.
 */

export interface ChangeRow {
  seq: number;
  scope: string;
  id: string;
  version: number;
  at_ms: number;
  /** Withdrawn: no longer so. A return that was answered keeps its words as history. */
  deleted?: boolean;
  data?: unknown;
}

export interface ChangesPage {
  cursor: string;
  more: boolean;
  changes: ChangeRow[];
}

/** A record came back from the desk; `version` of its row is `rev`. */
export interface Returned {
  inspection_id: string;
  number: string;
  rev: number;
  sha256: string;
  reasons: string[];
  text: string;
  at_ms: number;
  /** Name of the reviewer. */
  by: string;
  /** Answered by a correction, or taken back by the desk. */
  past: boolean;
}

export interface Decided {
  inspection_id: string;
  number: string;
  rev: number;
  sha256: string;
  decision: string;
  at_ms: number;
  by: string;
}

/** The page in an answer, or undefined when it is not wholly one: half a page must not move the cursor. */
export function pageIn(value: unknown): ChangesPage | undefined {
  const page = (value ?? {}) as Partial<Record<keyof ChangesPage, unknown>>;
  if (typeof page.cursor !== "string" || !Array.isArray(page.changes)) return undefined;
  if (!page.changes.every(isRow)) return undefined;
  return { cursor: page.cursor, more: page.more === true, changes: page.changes };
}

function isRow(value: unknown): value is ChangeRow {
  const row = (value ?? {}) as Partial<Record<keyof ChangeRow, unknown>>;
  return (
    typeof row.scope === "string" &&
    typeof row.id === "string" &&
    [row.seq, row.version, row.at_ms].every(Number.isSafeInteger)
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function common(row: ChangeRow) {
  const data = (row.data ?? {}) as Record<string, unknown>;
  return {
    inspection_id: row.id,
    number: text(data.number),
    rev: row.version,
    sha256: text(data.sha256),
    at_ms: row.at_ms,
    by: text(data.by),
  };
}

/** All returns among the rows, by inspection, the latest revision first. */
export function returnsIn(rows: ChangeRow[]): Map<string, Returned[]> {
  return byInspection(rows, "returns", (row) => {
    const data = (row.data ?? {}) as { reasons?: unknown; text?: unknown };
    const reasons = Array.isArray(data.reasons) ? data.reasons.map(String) : [];
    return { ...common(row), reasons, text: text(data.text), past: row.deleted === true };
  });
}

/** All decisions among the rows, by inspection, the latest revision first. */
export function decisionsIn(rows: ChangeRow[]): Map<string, Decided[]> {
  return byInspection(rows, "decisions", (row) => {
    const { decision } = (row.data ?? {}) as { decision?: unknown };
    return { ...common(row), decision: text(decision) };
  });
}

function byInspection<T extends { rev: number }>(
  rows: ChangeRow[],
  scope: string,
  read: (row: ChangeRow) => T,
): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    if (row.scope !== scope || row.data === undefined) continue;
    found.set(
      row.id,
      [...(found.get(row.id) ?? []), read(row)].sort((a, b) => b.rev - a.rev),
    );
  }
  return found;
}
