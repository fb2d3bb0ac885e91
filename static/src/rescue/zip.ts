/**
 * A ZIP of files that are stored, not packed: photos are packed already. No ZIP64: whoever calls keeps a file
 * below `MOST_BYTES` and `MOST_FILES`, and begins another one.
 */

/** What the server takes in one file, with room for the directory. */
export const MOST_BYTES = 1_000_000_000;
export const MOST_FILES = 19_000;

export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 255] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Fields of two and four bytes, little-endian, as [size, value]. */
function packed(...fields: [2 | 4, number][]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(fields.reduce((total, [size]) => total + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

/** MS-DOS time and date, as the format wants them. */
function dosTime(at: Date): [number, number] {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  const date = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  return [time, date];
}

const UTF8_NAMES = 0x0800;

export class ZipWriter {
  files = 0;
  bytes = 0;
  readonly #directory: Uint8Array<ArrayBuffer>[] = [];

  constructor(
    private readonly sink: Sink,
    private readonly at: Date,
  ) {}

  async #put(...parts: Uint8Array<ArrayBuffer>[]): Promise<void> {
    for (const part of parts) {
      await this.sink.write(part);
      this.bytes += part.length;
    }
  }

  async add(path: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
    const name = new TextEncoder().encode(path);
    const [time, date] = dosTime(this.at);
    const { length } = content;
    const common: [2 | 4, number][] = [
      [2, 20],
      [2, UTF8_NAMES],
      [2, 0],
      [2, time],
      [2, date],
      [4, crc32(content)],
      [4, length],
      [4, length],
      [2, name.length],
      [2, 0],
    ];
    const start = this.bytes;
    await this.#put(packed([4, 0x04034b50], ...common), name, content);
    const entry = packed(
      [4, 0x02014b50],
      [2, 20],
      ...common,
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, start],
    );
    this.#directory.push(entry, name);
    this.files += 1;
  }

  async end(): Promise<void> {
    const start = this.bytes;
    await this.#put(...this.#directory);
    const size = this.bytes - start;
    const { files } = this;
    await this.#put(
      packed(
        [4, 0x06054b50],
        [2, 0],
        [2, 0],
        [2, files],
        [2, files],
        [4, size],
        [4, start],
        [2, 0],
      ),
    );
  }
}
