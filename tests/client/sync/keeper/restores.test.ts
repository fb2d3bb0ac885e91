/**
 * The keeper's promise, for any mix of faults, backups and restores: whatever the phone let go of, and whatever the
 * server lost, is on the server byte for byte in the end. A failing seed is printed by fast-check and replays the run.
 */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { noise, sealed, sha256 } from "../../store/sample";
import type { Trouble } from "../model-server";
import { Phone } from "../phone";

const TROUBLES: Trouble[] = [
  "request_lost",
  "response_lost",
  "portal",
  "cut_json",
  "wrong_signature",
  "crash",
  "busy",
  "full",
  "cut_body",
  "login",
];

/** What happens before a pass. */
const EVENTS = ["nothing", "backup", "restore", "week", "day", "save", "short"] as const;

interface Run {
  events: (typeof EVENTS)[number][];
  troubles: (Trouble | undefined)[];
  tabs: number;
}

const run: fc.Arbitrary<Run> = fc.record({
  events: fc.array(fc.constantFrom(...EVENTS), { minLength: 4, maxLength: 14 }),
  troubles: fc.array(fc.option(fc.constantFrom(...TROUBLES), { nil: undefined, freq: 2 }), {
    maxLength: 60,
  }),
  tabs: fc.integer({ min: 1, max: 2 }),
});

const SIZES = [20, 60_000];

async function happen(phone: Phone, event: Run["events"][number], index: number): Promise<void> {
  const { keeping } = phone.server;
  if (event === "backup") keeping.backUp();
  if (event === "restore") keeping.restore();
  if (event === "save") await sealed(phone.store, `i${index}`, SIZES);
  if (event === "short") phone.storage = { free_bytes: 1 };
  const days = event === "week" ? 7 : Number(event === "day");
  phone.server.now += days * 86_400_000;
  phone.wall += days * 86_400_000 + 400_000;
  phone.mono += 3_600_000;
}

async function play({ events, troubles, tabs }: Run): Promise<{ phone: Phone; saved: string[] }> {
  const phone = await Phone.start();
  await sealed(phone.store, "first", SIZES);
  const boxes = Array.from({ length: tabs }, () => phone.kept());
  phone.server.trouble = (_seen, index) => troubles[index];
  for (const [index, event] of events.entries()) {
    await happen(phone, event, index);
    await Promise.all(boxes.map((box) => box.drain({ force: index % 3 === 0 })));
  }
  phone.server.trouble = () => undefined;
  for (let round = 0; round < 6; round++) {
    await happen(phone, "nothing", 0);
    await phone.kept().drain({ force: true });
  }
  const made = events.flatMap((event, index) => (event === "save" ? [`i${index}`] : []));
  return { phone, saved: ["first", ...made] };
}

test("any mix of faults, backups and restores: nothing is lost", async () => {
  let purged = 0;
  const property = fc.asyncProperty(run, async (sample) => {
    const { phone, saved } = await play(sample);
    const ops = await phone.store.ops("12");
    assert.deepEqual(new Set(ops.map(({ state }) => state)), new Set(["received"]));
    purged += ops.filter((op) => op.purged_ms !== undefined).length;
    assert.equal(phone.server.revisions.size, saved.length);
    for (const id of saved) {
      for (const [index, size] of SIZES.entries()) {
        const kept = phone.server.uploads.get(`${id}-p${index}`)?.kept ?? new Uint8Array();
        assert.equal(sha256(kept), sha256(noise(size, index + 1)), `${id}-p${index}`);
      }
    }
    assert.equal((await phone.store.standing("12")).alarm, undefined);
  });
  const runs = Number(process.env.WZ_RUNS ?? 25);
  await fc.assert(property, { numRuns: runs, interruptAfterTimeLimit: runs * 1_000 });
  assert.ok(purged > 0, "no run purged anything");
});
