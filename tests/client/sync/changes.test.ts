/** The pull: page after page, beginning again, and never anybody else's rows. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openCache } from "../../../static/src/store/cache";
import { pullChanges } from "../../../static/src/sync/changes";
import { createTransport } from "../../../static/src/sync/transport";
import { ModelServer } from "./model-server";

async function start(returns = 3) {
  const server = new ModelServer();
  for (let n = 1; n <= returns; n++) {
    server.records.putRevision(`inspections/i${n}/revs/1`, Buffer.from(`{"n":${n}}`), null);
    server.records.returnHead(`i${n}`);
  }
  const cache = await openCache({ indexedDB: new IDBFactory() });
  const transport = createTransport({ fetch: server.fetch, timeoutMs: 5_000 });
  const pull = () => pullChanges({ transport, cache }, "12");
  const ids = async () => (await cache.changes("12")).map(({ id }) => id);
  return { server, cache, pull, ids };
}

test("everything on the first pull, then only what is new", async () => {
  const { server, cache, pull, ids } = await start();
  server.pageSize = 2;
  const first = await pull();
  assert.deepEqual([first.complete, first.rows, first.needsSession], [true, 3, false]);
  assert.deepEqual(await ids(), ["i1", "i2", "i3"]);
  const asked = server.seen.filter(({ path }) => path.endsWith("/changes"));
  assert.deepEqual(
    asked.map(({ query }) => query.get("since")),
    [null, "1.2"],
  );
  assert.equal(asked[0]?.query.get("scope"), "zones,law,roster,decisions,returns");
  assert.equal(asked[0]?.headers.get("Authorization"), null);
  server.records.approveHead("i1");
  assert.equal((await pull()).rows, 1);
  assert.equal((await cache.changes("12"))[3]?.scope, "decisions");
  assert.equal((await pull()).rows, 0);
});

test("a cursor of another epoch: beginning again, and nothing of before stays", async () => {
  const { server, cache, pull, ids } = await start();
  await pull();
  server.records.epoch = 2;
  server.records.feed.splice(0, 2);
  server.records.feed.forEach((row, index) => {
    row.seq = index + 1;
  });
  assert.equal((await pull()).complete, true);
  assert.deepEqual(await ids(), ["i3"]);
  assert.equal((await cache.feedPosition("12"))?.cursor, "2.1");
});

test("a cursor for fewer scopes says nothing about the others", async () => {
  const { cache, server, pull } = await start();
  await cache.applyChanges("12", { cursor: "1.3", more: false, changes: [] }, "zones", true);
  assert.equal((await pull()).rows, 3);
  assert.equal(server.seen.filter(({ path }) => path.endsWith("/changes")).length, 1);
});

test("without a session, or in somebody else's, nothing is asked and the banner comes", async () => {
  const { server, pull, ids } = await start();
  for (const session of [undefined, "99"]) {
    server.session = session;
    assert.deepEqual(await pull(), {
      complete: false,
      rows: 0,
      needsSession: true,
      listsChanged: false,
    });
  }
  assert.deepEqual(await ids(), []);
  assert.equal(
    server.seen.some(({ path }) => path.endsWith("/changes")),
    false,
  );
});

test("trouble on the way keeps what came and asks nobody to sign in", async () => {
  for (const trouble of ["request_lost", "portal", "crash", "cut_json", "bare_200"] as const) {
    const { server, pull, ids } = await start();
    server.pageSize = 1;
    let pages = 0;
    server.trouble = ({ path }) =>
      path.endsWith("/changes") && ++pages === 2 ? trouble : undefined;
    const report = await pull();
    assert.deepEqual([report.complete, report.needsSession], [false, false], trouble);
    assert.deepEqual(await ids(), ["i1"], trouble);
    assert.equal((await pull()).complete, true);
    assert.deepEqual(await ids(), ["i1", "i2", "i3"]);
  }
});

test("rows about lists say that copies are old", async () => {
  const { server, pull } = await start(0);
  server.records.feed.push({
    seq: 1,
    scope: "zones",
    id: "zones",
    version: 0,
    at_ms: 1,
    data: { version: "a" },
  });
  assert.equal((await pull()).listsChanged, true);
  assert.equal((await pull()).listsChanged, false);
});
