/**
 * Who uses this phone and with which upload ticket. A database of its own, so that a value the browser cannot
 * bring back (sync.md A10) never takes evidence with it.
 */
import type { DBSchema } from "idb";
import type { SignedInPerson } from "../domain/model";
import { Connection } from "./connection";
import { randomId } from "./evidence";
import { makeSigningKey, type PublicJwk, type SigningKey, within } from "./signing";

export interface Credentials {
  person: SignedInPerson;
  ticket: string;
  ticket_expires_ms: number;
  /** Raw Ed25519 public key of the server, base64url. */
  server_key: string;
}

export interface Pair {
  /** "" for a lone patrol. */
  second_id: string;
  /** China's calendar day of the choice, "2026-11-23". */
  day: string;
}

export interface KeyStore {
  /** The identity of this installation, made at the first call. */
  device(): Promise<{ device_id: string }>;
  credentials(personId: string): Promise<Credentials | undefined>;
  /** Of everybody who ever signed in on this phone. */
  everyone(): Promise<Credentials[]>;
  keepCredentials(credentials: Credentials): Promise<void>;
  /** The key this phone signs with; undefined before its first enrolment, and where none can be kept. */
  signingKey(): Promise<CryptoKey | undefined>;
  /** The public half, made with the other at the first call; undefined where the browser keeps no key. */
  publicKey(): Promise<PublicJwk | undefined>;
  /** Who works with the phone now. */
  current(): Promise<SignedInPerson | undefined>;
  /** `undefined` signs out on this phone; the tickets stay, so that waiting evidence still drains. */
  setCurrent(personId: string | undefined): Promise<void>;
  /** The second officer chosen last; undefined when never chosen. */
  pair(personId: string): Promise<Pair | undefined>;
  keepPair(personId: string, pair: Pair): Promise<void>;
  close(): void;
}

/** Signing in waits no longer than this for a key. */
const KEY_LIMIT_MS = 5_000;

type KeyValue = Credentials | { device_id: string } | { person_id: string } | Pair | SigningKey;

interface KeysSchema extends DBSchema {
  keys: { key: string[]; value: KeyValue };
}

export interface KeysOptions {
  name?: string;
  indexedDB?: IDBFactory;
  newId?: () => string;
  subtle?: SubtleCrypto;
}

export async function openKeys(options: KeysOptions = {}): Promise<KeyStore> {
  const connection = new Connection<KeysSchema>({
    name: options.name ?? "keys",
    indexedDB: options.indexedDB ?? globalThis.indexedDB,
    create: (database) => void database.createObjectStore("keys"),
  });
  await connection.ready();
  const subtle = options.subtle ?? globalThis.crypto.subtle;
  return keysOn(connection, subtle, options.newId ?? randomId);
}

function keysOn(
  connection: Connection<KeysSchema>,
  subtle: SubtleCrypto,
  newId: () => string,
): KeyStore {
  const get = <T extends KeyValue>(...key: string[]) =>
    connection.read(["keys"], (tx) => tx.objectStore("keys").get(key)) as Promise<T | undefined>;
  const put = async (value: KeyValue, ...key: string[]) => {
    await connection.write(["keys"], (tx) => tx.objectStore("keys").put(value, key));
  };
  return {
    device: () => deviceOf(connection, newId),
    credentials: (personId) => get<Credentials>("credentials", personId),
    everyone: () =>
      connection.read(["keys"], (tx) =>
        tx.objectStore("keys").getAll(IDBKeyRange.bound(["credentials"], ["credentials", []])),
      ) as Promise<Credentials[]>,
    keepCredentials: (credentials) => put(credentials, "credentials", credentials.person.id),
    signingKey: async () => (await get<SigningKey>("signing"))?.private_key,
    publicKey: () => within(publicKeyOf(connection, subtle), KEY_LIMIT_MS, undefined),
    async current() {
      const now = await get<{ person_id: string }>("current");
      return now && (await get<Credentials>("credentials", now.person_id))?.person;
    },
    async setCurrent(personId) {
      if (personId !== undefined) return put({ person_id: personId }, "current");
      await connection.write(["keys"], (tx) => tx.objectStore("keys").delete(["current"]));
    },
    pair: (personId) => get<Pair>("pair", personId),
    keepPair: (personId, pair) => put(pair, "pair", personId),
    close: () => connection.close(),
  };
}

function deviceOf(
  connection: Connection<KeysSchema>,
  newId: () => string,
): Promise<{ device_id: string }> {
  // Read and made in one transaction: two tabs at the first start must agree.
  return connection.write(["keys"], async (tx) => {
    const keys = tx.objectStore("keys");
    const known = (await keys.get(["device"])) as { device_id: string } | undefined;
    if (known !== undefined) return known;
    const made = { device_id: newId() };
    await keys.put(made, ["device"]);
    return made;
  });
}

async function publicKeyOf(
  connection: Connection<KeysSchema>,
  subtle: SubtleCrypto,
): Promise<PublicJwk | undefined> {
  try {
    const made = await makeSigningKey(subtle);
    return await connection.write(["keys"], async (tx) => {
      const keys = tx.objectStore("keys");
      const known = (await keys.get(["signing"])) as SigningKey | null | undefined;
      if (known) return known.public_key;
      await keys.put(made, ["signing"]);
      return made.public_key;
    });
  } catch {
    // Some phones keep no key (sync.md F2), for reasons of their own: what is sealed there says "no_key".
    return undefined;
  }
}
