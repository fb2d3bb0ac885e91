/** Databases of released versions: they open, show everything, and give it to the server and to a rescue file. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openExisting, readHeld } from "../../../static/src/rescue/database";
import { exportItems } from "../../../static/src/rescue/export";
import { openEvidence } from "../../../static/src/store/evidence";
import { readByPython } from "../rescue/zip-reader";
import { assertSame, Phone } from "../sync/phone";
import { browserWith, type Dump, dumpOf } from "./dump";
import { inspection, photo, SUGGESTION } from "./golden";
import { DEVICE, OFFICER, sha256 } from "./sample";

const NAME = "evidence";
const dump = JSON.parse(
  readFileSync(new URL("../../vectors/evidence-v1.json", import.meta.url), "utf8"),
) as Dump;

const opened = async () => openEvidence({ name: NAME, indexedDB: await browserWith(dump, NAME) });

test("the schema of today is the one that was released", async () => {
  const indexedDB = new IDBFactory();
  (await openEvidence({ name: NAME, indexedDB })).close();
  const now = await dumpOf(indexedDB, NAME);
  const shape = ({ version, stores }: Dump) => [
    version,
    Object.entries(stores).map(([name, { keyPath, indexes }]) => [name, keyPath, indexes]),
  ];
  assert.deepEqual(shape(now), shape(dump));
});

test("drafts, corrections and states are found again", async () => {
  const store = await opened();
  const draft = await store.draft(OFFICER);
  assert.deepEqual([draft?.note, draft?.photos.length], ["not sealed yet", 1]);
  assert.deepEqual(await store.corrections(OFFICER), [inspection(1)]);
  const states = (await store.ops(OFFICER)).map((op) => `${op.op_key} ${op.state}`);
  assert.deepEqual(states, [
    `rev:${inspection(1)}/1 received`,
    `photo:${photo(1, 0)} received`,
    `rev:${inspection(2)}/1 saved`,
    `photo:${photo(2, 0)} saved`,
    `photo:${photo(2, 1)} saved`,
    `rev:${inspection(3)}/1 quarantined`,
    `fact:${SUGGESTION} saved`,
  ]);
  assert.equal((await store.receipt(`photos/${photo(1, 0)}`))?.receipt.log_index, 2);
});

test("everything that waits is delivered as it was sealed", async () => {
  const phone = await Phone.start(await opened());
  await phone.outbox.drain({ force: true });
  const states = Object.values(await phone.states());
  assert.deepEqual(new Set(states), new Set(["received"]));
  for (const key of [2, 3, 4].map((n) => `inspections/${inspection(n)}/revs/1`)) {
    const [found] = [...phone.server.revisions].filter(([name]) => name.startsWith(`${key} `));
    assert.ok(found?.[0].endsWith(sha256(found[1].bytes)), key);
  }
  assert.deepEqual([...phone.server.uploads.keys()].sort(), [
    photo(2, 0),
    photo(2, 1),
    photo(4, 0),
  ]);
  await assertSame(phone);
});

test("everything sealed goes into a rescue file, byte for byte, for its owner", async () => {
  const evidence = await openExisting(NAME, await browserWith(dump, NAME));
  assert.ok(evidence);
  const held = await readHeld(evidence);
  const pieces: Uint8Array[] = [];
  const done = await exportItems(
    {
      evidence,
      held,
      device: DEVICE,
      app: "0.1.0",
      now: new Date(1_790_000_000_000),
      open: () => ({ write: (bytes) => void pieces.push(bytes), close: () => undefined }),
      progress: () => undefined,
    },
    held.items,
  );
  assert.deepEqual([done.items, done.damaged, done.drafts, done.gone], [9, [], 2, 0]);
  const files = Object.entries(readByPython(Buffer.concat(pieces)));
  const hashes = new Map(files.map(([path, [hash]]) => [path, hash]));
  const store = await opened();
  for (const op of [...(await store.ops(OFFICER)), ...(await store.ops("15"))]) {
    const paths = {
      rev: `revs/${op.inspection_id}-${op.rev}.json`,
      photo: `photos/${op.photo_id}.bin`,
      fact: `facts/${op.fact_id}.json`,
    };
    assert.equal(hashes.get(paths[op.kind]), op.sha256, op.op_key);
  }
  assert.equal([...hashes.keys()].filter((path) => path.startsWith("drafts/")).length, 4);
});
