/** What the model server holds: sealed bytes by natural key, heads, photos, tickets; copied whole for a backup. */
import { hashOf } from "./crypto";
import { type Receipt, signed } from "./wire";

export interface Sealed {
  bytes: Uint8Array;
  receipt: Receipt;
}

export interface Head {
  rev: number;
  sha256: string;
  returned: boolean;
}

export interface Upload {
  size: number;
  sha256: string;
  kept: Uint8Array;
  receipt?: Receipt;
}

export interface Photo {
  id: string;
  sha256: string;
  size: number;
}

export interface Ticket {
  person: string;
  revoked: boolean;
}

interface Manifest {
  officers: string[];
  photos: Photo[];
  corrects?: { rev: number; sha256: string };
}

export class Records {
  sealed = new Map<string, Sealed>();
  heads = new Map<string, Head>();
  uploads = new Map<string, Upload>();
  /** Photos that a revision names. */
  expected = new Map<string, Photo>();
  tickets = new Map<string, Ticket>();
  /** One leaf for each thing taken in. */
  leaves: string[] = [];

  /** Everything as it is now; entries are replaced and never changed, so a copy of the maps is enough. */
  copy(): Records {
    const made = new Records();
    made.sealed = new Map(this.sealed);
    made.heads = new Map(this.heads);
    made.uploads = new Map(this.uploads);
    made.expected = new Map(this.expected);
    made.tickets = new Map(this.tickets);
    made.leaves = [...this.leaves];
    return made;
  }

  /** A new receipt, with the leaf it stands for. */
  receipt(about: Record<string, unknown>, epoch: number, received_ms: number): Receipt {
    const log_index = this.leaves.length;
    const made = signed({ v: 1, alg: "Ed25519", ...about, epoch, log_index, received_ms });
    this.leaves.push(`${made.key} ${made.sha256}`);
    return made;
  }

  /** Whether the revision is the next one of its record; then it is the head. */
  accept(id: string, rev: number, bytes: Uint8Array, ifMatch: string | undefined): boolean {
    const head = this.heads.get(id);
    const { photos, corrects } = manifestIn(bytes);
    for (const photo of photos) this.expected.set(photo.id, photo);
    const isNext =
      head === undefined
        ? rev === 1
        : rev === head.rev + 1 &&
          head.returned &&
          corrects?.rev === head.rev &&
          corrects.sha256 === head.sha256 &&
          ifMatch === `"${head.sha256}"`;
    if (isNext) this.heads.set(id, { rev, sha256: hashOf(bytes), returned: false });
    return isNext;
  }
}

export function manifestIn(bytes: Uint8Array): Manifest {
  return JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
}
