/**
 * What the server told this phone by its change feed, per person, with the cursor it was told up to. A page and
 * its cursor are one transaction: a kill in between neither loses a row nor takes one twice.
 */
import type { ChangeRow, ChangesPage } from "../domain/changes";
import type { CacheSchema } from "./cache";
import type { Connection, WriteTx } from "./connection";

/** How far the feed was read, and for which scopes: a cursor says nothing about others. */
export interface FeedPosition {
  cursor: string;
  scopes: string;
}

export interface ChangeStore {
  changes(personId: string): Promise<ChangeRow[]>;
  feedPosition(personId: string): Promise<FeedPosition | undefined>;
  /** Keeps a page; with `fresh`, in place of everything that was told before. */
  applyChanges(personId: string, page: ChangesPage, scopes: string, fresh: boolean): Promise<void>;
  /** At sign-out: all of it comes again after the next sign-in. */
  forgetChanges(personId: string): Promise<void>;
}

const positionKey = (personId: string) => ["cursor", personId];

function rowKey(personId: string, { scope, id, version }: ChangeRow): string[] {
  return ["change", personId, scope, id, String(version)];
}

function rowsOf(personId: string): IDBKeyRange {
  return IDBKeyRange.bound(["change", personId], ["change", personId, []]);
}

export function changesOn(connection: Connection<CacheSchema>): ChangeStore {
  return {
    async changes(personId) {
      const rows = await connection.read(["snapshots"], (tx) =>
        tx.objectStore("snapshots").getAll(rowsOf(personId)),
      );
      return (rows as ChangeRow[]).sort((a, b) => a.seq - b.seq);
    },
    async feedPosition(personId) {
      const found = await connection.read(["snapshots"], (tx) =>
        tx.objectStore("snapshots").get(positionKey(personId)),
      );
      return found as FeedPosition | undefined;
    },
    async applyChanges(personId, page, scopes, fresh) {
      await connection.write(["snapshots"], async (tx) => {
        const store = tx.objectStore("snapshots");
        if (fresh) await store.delete(rowsOf(personId));
        for (const row of page.changes) await applyRow(tx, personId, row);
        await store.put({ cursor: page.cursor, scopes }, positionKey(personId));
      });
    },
    async forgetChanges(personId) {
      await connection.write(["snapshots"], async (tx) => {
        await tx.objectStore("snapshots").delete(rowsOf(personId));
        await tx.objectStore("snapshots").delete(positionKey(personId));
      });
    },
  };
}

async function applyRow(tx: WriteTx<CacheSchema>, personId: string, row: ChangeRow): Promise<void> {
  const store = tx.objectStore("snapshots");
  const key = rowKey(personId, row);
  if (row.deleted !== true) {
    await store.put(row, key);
    return;
  }
  const before = (await store.get(key)) as ChangeRow | undefined;
  // An answered return leaves the returned shelf; its words still explain the correction.
  if (row.scope === "returns" && before) await store.put({ ...before, deleted: true }, key);
  else await store.delete(key);
}
