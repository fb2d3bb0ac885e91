/**
 * The shapes that cross the wire or lie in the evidence database (docs/protocol.md).
 * Times are integer milliseconds since 1970-01-01 UTC; places are WGS-84 degrees × 10⁷.
 */

/** Where the phone was, as the browser told it. `age_ms` is shutter − fix; negative when the fix came later. */
export interface Fix {
  lat_e7: number;
  lon_e7: number;
  acc_cm: number;
  fix_ms: number;
  age_ms: number;
  source: "browser";
}

export type Place = "inside" | "uncertain" | "outside" | "unknown";

/** What the zone engine answers for a place and an instant. */
export interface Verdict {
  engine: 1;
  zones_version: string;
  place: Place;
  open?: boolean;
  zone?: string;
  zone_version?: number;
  /** To the zone's edge in centimetres; negative inside. */
  distance_cm?: number;
  probability_permille?: number;
}

/** Bytes that own their buffer: what fetch, WebCrypto and IndexedDB all take. */
export type Bytes = Uint8Array<ArrayBuffer>;

export type CaptureMethod = "viewfinder" | "viewfinder_frame" | "file";

export interface SealedPhoto {
  id: string;
  sha256: string;
  size: number;
  mime: string;
  captured_ms: number;
  mono_ms: number;
  method: CaptureMethod;
  fix?: Fix;
}

export interface ClockBlock {
  wall_ms: number;
  mono_ms: number;
  boot_id: string;
  srv_offset_ms?: number;
  srv_offset_age_s?: number;
}

/** The last comparison of the phone's clock with the server's. `srv_offset_ms` is server − phone wall clock. */
export interface ServerClock {
  srv_offset_ms: number;
  wall_ms: number;
  mono_ms: number;
  boot_id: string;
}

/** A revision by number and the hash of its sealed bytes. */
export interface RevisionName {
  rev: number;
  sha256: string;
}

/** A photo that a correction strikes out: it stays named, with the officer's reason. */
export interface StruckPhoto {
  id: string;
  reason: string;
}

/** One revision of an inspection, as sealed (RFC 8785) on the phone. */
export interface SealedRevision {
  fmt: 1;
  kind: "inspection";
  id: string;
  rev: number;
  device: string;
  seq: number;
  prev: string;
  officers: string[];
  type: string;
  outcome: string;
  law_version: string;
  note: string;
  captured_ms: number;
  sealed_ms: number;
  clock: ClockBlock;
  fix?: Fix;
  verdict: Verdict;
  photos: SealedPhoto[];
  app: string;
  /** The returned revision that this one corrects; absent in the first. */
  corrects?: RevisionName;
  struck?: StruckPhoto[];
}

export interface Receipt {
  v: 1;
  kind: "rev" | "photo" | "fact";
  key: string;
  sha256: string;
  size?: number;
  status: "accepted" | "conflict_stored" | "stored";
  number?: string;
  epoch: number;
  log_index: number;
  received_ms: number;
  alg: "Ed25519";
  server_sig: string;
}

export interface Person {
  id: string;
  name: string;
  role: string;
  certified: boolean;
}

export interface SignedInPerson extends Person {
  squadron: { id: string; name: string };
}

export interface Texts {
  zh: string;
  en: string;
}

export interface ViolationType {
  code: string;
  name: Texts;
  hint: Texts;
}

export interface OutcomeOption {
  code: string;
  name: Texts;
}

export interface LawSnapshot {
  scope: "law";
  version: string;
  confirmed: boolean;
  violation_types: ViolationType[];
  outcomes: OutcomeOption[];
}

export interface RosterSnapshot {
  scope: "roster";
  version: string;
  people: Person[];
}

export type Ring = [number, number][];

export interface Zone {
  code: string;
  version: number;
  kind: "day" | "night";
  name: string;
  location_text: string;
  demo: boolean;
  capacity: number;
  goods: string;
  hours: { open: string; close: string }[];
  geometry:
    | { type: "Polygon"; coordinates: Ring[] }
    | { type: "MultiPolygon"; coordinates: Ring[][] };
}

export interface ZonesSnapshot {
  scope: "zones";
  version: string;
  zones: Zone[];
}

/** A photo whose chunks are on disk and were read back and hashed; not yet sealed. */
export interface DraftPhoto extends SealedPhoto {
  /** Small JPEG for the screen (at most 320 px); empty when the browser cannot show the format. */
  thumbnail: ArrayBuffer;
}

/**
 * What an officer has entered and not sealed yet (草稿). One for a new record per person and phone, and one per
 * returned record; in a correction `photos` are the new ones only, for those of the earlier revision are sealed.
 */
export interface Draft {
  inspection_id: string;
  person_id: string;
  photos: DraftPhoto[];
  type: string;
  outcome: string;
  note: string;
  /** Only in a correction: the revision it starts from. */
  corrects?: RevisionName;
  struck?: StruckPhoto[];
}

/** The states a person sees (design/sync.md amendment 1). */
export type OpState = "saved" | "received" | "quarantined" | "damaged";

/** One sealed fact waiting for, or holding, its receipt. `sending` is never stored. */
export interface Op {
  op_key: string;
  person_id: string;
  device_id: string;
  kind: "rev" | "photo" | "fact";
  /** Its lane; "" for a fact about no record. */
  inspection_id: string;
  rev: number;
  photo_id: string;
  /** Only of a fact. */
  fact_id?: string;
  /** Sealed bytes of a revision or a fact; empty for a photo, whose bytes are its chunks. */
  bytes: ArrayBuffer;
  sha256: string;
  size: number;
  mime: string;
  fmt: 1;
  /** Order of sealing on this device: the revision's `seq`, shared by its photos. */
  seq: number;
  /** Position of a photo in its revision; 0 for anything else. */
  position: number;
  thumbnail: ArrayBuffer;
  state: OpState;
  tries: number;
  /** Wall time before which the outbox leaves it alone. */
  next_ms: number;
  last_error: string;
  /** The last refusal ("422 manifest_invalid") and how often it came in a row; three of one kind quarantine the op. */
  refusal: string;
  refusals: number;
  /** The phone's signature of the sealed bytes, as X-Sig says it. */
  sig?: string;
  /** Why there is none: "no_key", "timeout", "slow", or the name of an error. */
  unsigned?: string;
  /** Only of a photo: when its bytes were purged from this phone; the row and the thumbnail stay. */
  purged_ms?: number;
  /** The epoch in which the server said that it has this, below its backup horizon. */
  confirmed_epoch?: number;
}
