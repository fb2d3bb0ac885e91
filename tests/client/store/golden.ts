/**
 * Writes the evidence database of a phone with some of everything on it, as the code of today keeps it:
 * `node --import tsx tests/client/store/golden.ts > tests/vectors/evidence-vN.json`, once per release that
 * changed what rows hold. A dump that was committed is never written again.
 */
import "fake-indexeddb/auto";
import { fileURLToPath } from "node:url";
import { IDBFactory } from "fake-indexeddb";
import type { Draft, Receipt } from "../../../static/src/domain/model";
import { type EvidenceStore, openEvidence } from "../../../static/src/store/evidence";
import { dumpOf } from "./dump";
import { DEVICE, draftOf, NO_THUMBNAIL, newPhoto, noise, OFFICER, sealInput } from "./sample";

/** Ids as the app makes them, of the inspection `n` and of its photos. */
export const inspection = (n: number) => `01990000-0000-7000-8000-0000000000${n}0`;
export const photo = (n: number, index: number) => `01990000-0000-7000-8000-000000000f${n}${index}`;
export const SUGGESTION = "01990000-0000-7000-8000-00000000fac7";

async function shoot(store: EvidenceStore, blank: Draft, photos: [string, number][]) {
  const owner = { ...blank };
  for (const [index, [id, size]] of photos.entries()) {
    const taken = newPhoto(id, 1_790_000_000_000 + index);
    await store.keepPhoto(owner, taken, noise(size, index + 1), NO_THUMBNAIL);
  }
  const { photos: kept = [] } = (await store.draft(blank.person_id)) ?? {};
  return { ...blank, photos: blank.corrects ? (await store.correction(blank)).photos : kept };
}

async function seal(store: EvidenceStore, n: number, sizes: number[], person_id = OFFICER) {
  const blank = draftOf(inspection(n), { person_id });
  const photos = sizes.map((size, index): [string, number] => [photo(n, index), size]);
  await store.seal(sealInput(await shoot(store, blank, photos)));
}

async function receive(store: EvidenceStore, opKey: string, about: Partial<Receipt>) {
  const receipt = {
    v: 1,
    kind: "rev",
    status: "accepted",
    sha256: (await store.op(opKey))?.sha256 ?? "",
    epoch: 1,
    received_ms: 1_790_000_050_000,
    alg: "Ed25519",
    server_sig: "A".repeat(86),
    ...about,
  } as Receipt;
  await store.keepReceipt(opKey, receipt, JSON.stringify(receipt));
}

async function write(store: EvidenceStore): Promise<void> {
  // Wholly received, by a server that is gone by now.
  await seal(store, 1, [20]);
  const key = `inspections/${inspection(1)}/revs/1`;
  await receive(store, `rev:${inspection(1)}/1`, { key, log_index: 1 });
  await receive(store, `photo:${photo(1, 0)}`, {
    kind: "photo",
    key: `photos/${photo(1, 0)}`,
    size: 20,
    status: "stored",
    log_index: 2,
  });
  // Waiting: one photo of two chunks; one record that was refused; one of another officer; a fact.
  await seal(store, 2, [50_000, 30]);
  const failed = { tries: 3, next_ms: 1_790_000_090_000, last_error: "500 internal" };
  await store.update(`rev:${inspection(2)}/1`, failed);
  await seal(store, 3, []);
  const refused = { state: "quarantined", refusal: "422 manifest_invalid", refusals: 3 } as const;
  await store.update(`rev:${inspection(3)}/1`, refused);
  await seal(store, 4, [40], "15");
  await store.sealFact({
    id: SUGGESTION,
    person_id: OFFICER,
    device_id: DEVICE,
    body: { kind: "suggestion", text: "bigger buttons" },
    rev: 0,
    clock: { wall_ms: 1, mono_ms: 2, boot_id: "boot" },
    sealed_ms: 1_790_000_060_000,
  });
  await begin(store);
  await store.keepServerClock({ srv_offset_ms: 5, wall_ms: 6, mono_ms: 7, boot_id: "boot" });
}

/** Begun and not sealed: a correction with a new photo, and a new record. */
async function begin(store: EvidenceStore): Promise<void> {
  const { sha256 = "" } = (await store.op(`rev:${inspection(1)}/1`)) ?? {};
  const correction = draftOf(inspection(1), { corrects: { rev: 1, sha256 }, note: "again" });
  await store.keepDraft(await shoot(store, correction, [[photo(1, 1), 60]]));
  const record = draftOf(inspection(5), { note: "not sealed yet" });
  await store.keepDraft(await shoot(store, record, [[photo(5, 0), 70]]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const indexedDB = new IDBFactory();
  await write(await openEvidence({ indexedDB, name: "evidence" }));
  process.stdout.write(`${JSON.stringify(await dumpOf(indexedDB, "evidence"), null, 1)}\n`);
}
