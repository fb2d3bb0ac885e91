/** What officers do on a phone, through the store as the screens use it; and the ledger of what they were promised. */
import type { Draft } from "../../../static/src/domain/model";
import { clockBlock } from "../../../static/src/domain/revision";
import { hashOf } from "./crypto";
import type { Phone } from "./phone";
import { noise } from "./random";
import type { Tab } from "./tab";

const SIZES = [1, 700, 3_000, 20_000, 49_152, 49_153, 70_000, 140_000, 270_000];

export interface PhotoMade {
  id: string;
  sha256: string;
  size: number;
  /** Its bytes are noise of this seed. */
  seed: number;
}

/** A record that the phone said it had saved. */
export interface Promised {
  phone: Phone;
  /** Of the phone: what was wiped is lost, and nobody promised otherwise. */
  life: number;
  person: string;
  id: string;
  rev: number;
  note: string;
  photos: string[];
}

export class Officers {
  readonly promised: Promised[] = [];
  readonly made = new Map<string, PhotoMade>();
  readonly suggestions: { phone: Phone; life: number; id: string }[] = [];
  /** What officers said in their notes, each once. */
  #notes = 0;

  /** Takes photos and saves; whatever fails is left for the next time, as a person would. */
  async record(tab: Tab, person: string, photos: number): Promise<void> {
    const { store, phone } = tab;
    const begun = await store.draft(person);
    const owner = { person_id: person, inspection_id: begun?.inspection_id ?? phone.newId() };
    for (let n = 0; n < photos; n++) await this.#shoot(tab, owner);
    const draft = await store.draft(person);
    await this.#seal(tab, {
      ...owner,
      type: "zone_rule_breach",
      outcome: "persuaded_corrected",
      photos: draft?.photos ?? [],
      note: this.#note(),
    });
  }

  /** Corrects a record of this phone that the desk sent back. */
  async correct(tab: Tab, known: Promised, photos: number): Promise<void> {
    const { store } = tab;
    const ops = await store.inspectionOps(known.id);
    const last = ops.filter((op) => op.kind === "rev").pop();
    if (last === undefined) return;
    const blank: Draft = {
      inspection_id: known.id,
      person_id: known.person,
      photos: [],
      type: "zone_rule_breach",
      outcome: "persuaded_corrected",
      note: this.#note(),
      corrects: { rev: last.rev, sha256: last.sha256 },
      struck: [],
    };
    for (let n = 0; n < photos; n++) await this.#shoot(tab, blank);
    await this.#seal(tab, await store.correction(blank));
  }

  async suggest(tab: Tab, person: string): Promise<void> {
    const id = tab.phone.newId();
    await tab.store.sealFact({
      id,
      person_id: person,
      device_id: (await tab.keys.device()).device_id,
      body: { kind: "suggestion", text: this.#note() },
      rev: 0,
      ...now(tab),
    });
    this.suggestions.push({ phone: tab.phone, life: tab.phone.life, id });
  }

  #note(): string {
    this.#notes += 1;
    return `note ${this.#notes}`;
  }

  async #shoot(tab: Tab, owner: { person_id: string; inspection_id: string }): Promise<void> {
    const { around } = tab.phone;
    const seed = this.made.size + 1;
    const bytes = noise(around.random.pick(SIZES), seed);
    const id = tab.phone.newId();
    const about = { id, mime: "image/jpeg", captured_ms: around.world.now, mono_ms: 10 };
    this.made.set(id, { id, sha256: hashOf(bytes), size: bytes.length, seed });
    const photo = { ...about, method: "viewfinder" as const };
    await tab.store.keepPhoto(owner, photo, bytes, new ArrayBuffer(0));
  }

  async #seal(tab: Tab, draft: Draft): Promise<void> {
    const sealed = await tab.store.seal({
      draft,
      device_id: (await tab.keys.device()).device_id,
      officers: [draft.person_id],
      law_version: "a".repeat(64),
      verdict: { engine: 1, zones_version: "b".repeat(64), place: "unknown" },
      app: "0.1.0",
      ...now(tab),
    });
    this.promised.push({
      phone: tab.phone,
      life: tab.phone.life,
      person: draft.person_id,
      id: sealed.id,
      rev: sealed.rev,
      // What the store says it sealed: another tab may have been first.
      note: sealed.note,
      photos: sealed.photos.map((photo) => photo.id),
    });
    if (!tab.dead) tab.scheduler.saved();
  }
}

function now(tab: Tab) {
  const sealed_ms = tab.phone.around.world.now + tab.phone.skew;
  const at = { wall_ms: sealed_ms, mono_ms: 10, boot_id: "boot" };
  return { clock: clockBlock(at), sealed_ms };
}
