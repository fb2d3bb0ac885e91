/**
 * Everything that lies on the phone as ZIP files of the layout that the server's rescue intake and the desk take
 * (docs/protocol.md, "Rescue"): exact sealed bytes, photos, and a list of them with their hashes.
 */
import { bytesOf, type Held, type Item, keyOf, photoBytes, sha256 } from "./database";
import { MOST_BYTES, MOST_FILES, type Sink, ZipWriter } from "./zip";

export interface ExportItem {
  key: string;
  sha256: string;
  size: number;
  path: string;
  person: string;
  /** The phone's signature of the bytes, where it made one. */
  sig?: string;
}

export interface Exported {
  /** Sealed items with their hashes right. */
  items: number;
  /** Kept with the server and no longer on the phone. */
  gone: number;
  /** Keys of those whose bytes on the phone are not what was sealed; what is left of them is in the file. */
  damaged: string[];
  drafts: number;
  files: number;
}

export interface ExportPorts {
  evidence: IDBDatabase;
  held: Held;
  device: string;
  app: string;
  now: Date;
  /** Opens the next file, numbered from 1. */
  open(number: number): Sink & { close(): void | Promise<void> };
  progress(done: number, of: number): void;
}

function pathOf(item: Item): string {
  if (item.kind === "photo") return `photos/${item.photo_id}.bin`;
  if (item.kind === "fact") return `facts/${item.fact_id}.json`;
  return `revs/${item.inspection_id}-${item.rev}.json`;
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** One file after the other, each whole by itself. */
class Parts {
  #zip: ZipWriter | undefined;
  #sink: ReturnType<ExportPorts["open"]> | undefined;
  #items: ExportItem[] = [];
  count = 0;

  constructor(private readonly ports: ExportPorts) {}

  async add(path: string, bytes: Uint8Array<ArrayBuffer>, item?: ExportItem): Promise<void> {
    const full =
      this.#zip && (this.#zip.bytes + bytes.length > MOST_BYTES || this.#zip.files >= MOST_FILES);
    if (full) await this.end();
    if (!this.#zip || !this.#sink) {
      this.count += 1;
      this.#sink = this.ports.open(this.count);
      this.#zip = new ZipWriter(this.#sink, this.ports.now);
    }
    await this.#zip.add(path, bytes);
    if (item) this.#items.push(item);
  }

  async end(): Promise<void> {
    if (!this.#zip || !this.#sink) return;
    const { device, app, now } = this.ports;
    const exported_ms = now.getTime();
    const list = { fmt: 1, device, exported_ms, app, items: this.#items };
    await this.#zip.add("rescue.json", json(list));
    await this.#zip.end();
    await this.#sink.close();
    this.#zip = undefined;
    this.#sink = undefined;
    this.#items = [];
  }
}

async function addItem(ports: ExportPorts, parts: Parts, item: Item, done: Exported) {
  const bytes = await bytesOf(ports.evidence, item);
  const key = keyOf(item);
  if (bytes.length === 0 && item.state === "received") {
    done.gone += 1;
    return;
  }
  const path = pathOf(item);
  if (bytes.length !== item.size || (await sha256(bytes)) !== item.sha256) {
    done.damaged.push(key);
    if (bytes.length > 0) await parts.add(`damaged/${path}`, bytes);
    return;
  }
  const { sha256: hash, size, person_id: person, sig } = item;
  const signed = sig === undefined ? {} : { sig: sig.replace("ES256 ", "") };
  await parts.add(path, bytes, { key, sha256: hash, size, path, person, ...signed });
  done.items += 1;
}

/** What is not sealed yet: no server takes it by itself, but nobody should lose a photo for that. */
async function addDrafts({ evidence, held }: ExportPorts, parts: Parts, done: Exported) {
  for (const { person_id, photo } of held.drafts) {
    const bytes = await photoBytes(evidence, photo.id);
    if (bytes.length > 0) await parts.add(`drafts/${person_id}/${photo.id}.bin`, bytes);
    done.drafts += 1;
  }
  for (const entered of held.entered) {
    const path = `drafts/${entered.person_id}/${entered.inspection_id}.json`;
    await parts.add(path, json(entered));
  }
}

/** `items` are those of `held` that somebody wants; drafts always go along. */
export async function exportItems(ports: ExportPorts, items: Item[]): Promise<Exported> {
  const done: Exported = { items: 0, gone: 0, damaged: [], drafts: 0, files: 0 };
  const parts = new Parts(ports);
  for (const [index, item] of items.entries()) {
    ports.progress(index, items.length);
    await addItem(ports, parts, item, done);
  }
  await addDrafts(ports, parts, done);
  await parts.end();
  done.files = parts.count;
  return done;
}
