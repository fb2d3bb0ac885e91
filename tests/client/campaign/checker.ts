/**
 * The judge: reads the rows on the phone and the bytes on the server past all code under test, and compares them
 * with what officers were promised. It decides by hashes, receipts and presence alone.
 */
import { hashOf } from "./crypto";
import type { Officers, Promised } from "./officer";
import type { Phone } from "./phone";
import type { Sealed } from "./records";
import { issuedName } from "./server";
import { rowsOf } from "./storage";
import type { Surroundings } from "./surroundings";
import type { Receipt } from "./wire";

export interface OpRow {
  op_key: string;
  kind: "rev" | "photo" | "fact";
  state: string;
  sha256: string;
  seq: number;
  bytes: ArrayBuffer;
  photo_id: string;
  fact_id?: string;
  inspection_id: string;
  rev: number;
  size: number;
  person_id: string;
  purged_ms?: number;
}

interface ReceiptRow {
  key: string;
  receipt: Receipt;
}

export const opsOn = (phone: Phone): OpRow[] =>
  rowsOf<OpRow>(phone.factory, "evidence", "ops").map(([, op]) => op);

const receiptsOn = (phone: Phone) =>
  new Map(
    rowsOf<ReceiptRow>(phone.factory, "evidence", "receipts").map(([, row]) => [row.key, row]),
  );

export function keyOf(op: OpRow): string {
  if (op.kind === "fact") return `facts/${op.fact_id}`;
  if (op.kind === "photo") return `photos/${op.photo_id}`;
  return `inspections/${op.inspection_id}/revs/${op.rev}`;
}

/** The bytes of a photo as they lie on the phone; undefined without any. */
export function photoBytesOn(phone: Phone, photoId: string): Uint8Array | undefined {
  const chunks = rowsOf<ArrayBuffer>(phone.factory, "evidence", "chunks").filter(
    ([key]) => (key as [string, number])[0] === photoId,
  );
  return chunks.length === 0
    ? undefined
    : Buffer.concat(chunks.map(([, value]) => new Uint8Array(value)));
}

/** What must hold at every moment: no screen may say more than is so, and nothing goes that a restore could need. */
export function checkTruth(around: Surroundings, phone: Phone): void {
  const receipts = receiptsOn(phone);
  const chunks = rowsOf(phone.factory, "evidence", "chunks").map(([key]) => key as [string]);
  const kept = new Set(chunks.map(([photo]) => photo));
  if (!around.server.tampered && alarmOn(phone)) around.violate("untrue", "a false alarm");
  for (const op of opsOn(phone)) {
    if (op.kind === "photo" && !kept.has(op.photo_id)) checkGone(around, phone, op);
    if (op.state === "received") checkReceived(around, op, receipts.get(keyOf(op)));
    if (op.state === "quarantined" && !around.server.poison.has(keyOf(op))) {
      around.violate("untrue", `${op.op_key} is quarantined though nobody refused it`);
    }
  }
  for (const request of around.server.faux.splice(0)) around.violate("untrue", request);
}

export function alarmOn(phone: Phone): unknown {
  const found = rowsOf(phone.factory, "evidence", "meta").find(([key]) => String(key) === "alarm");
  return found?.[1];
}

/** Bytes that are no longer on the phone are in the backup that a restore would bring back. */
function checkGone(around: Surroundings, phone: Phone, op: OpRow): void {
  if (phone.damaged.has(op.photo_id)) return;
  if (op.purged_ms === undefined) around.violate("lost", `${op.op_key} vanished from the phone`);
  else if (around.server.backup?.uploads.get(op.photo_id)?.receipt === undefined) {
    around.violate("lost", `${op.op_key} was purged and is in no backup`);
  }
}

function checkReceived(around: Surroundings, op: OpRow, row: ReceiptRow | undefined): void {
  const { receipt } = row ?? {};
  if (receipt?.sha256 !== op.sha256 || receipt.key !== keyOf(op)) {
    around.violate("untrue", `${op.op_key} is called received without its receipt`);
  } else if (!around.server.issued.has(issuedName(receipt))) {
    around.violate("untrue", `${op.op_key} holds a receipt that nobody gave`);
  }
}

/** Everything that lies sealed on the phone is on the server, byte for byte; the injected damage is told. */
export function checkDelivered(around: Surroundings, phone: Phone): void {
  const ops = opsOn(phone);
  const holes = new Set(ops.filter((op) => op.kind === "fact").map((op) => op.photo_id));
  for (const op of ops) {
    if (op.state === "damaged" && op.kind === "photo" && phone.damaged.has(op.photo_id)) {
      if (!holes.has(op.photo_id)) around.violate("lost", `${op.op_key}: the hole was never told`);
      continue;
    }
    if (op.state !== "received") around.violate("stuck", `${op.op_key} is still ${op.state}`);
    if (op.kind === "photo") checkPhoto(around, op);
    else checkSealed(around, op);
  }
  checkChain(around, ops);
}

function checkSealed(around: Surroundings, op: OpRow): void {
  const there = around.server.records.sealed.get(`${keyOf(op)} ${op.sha256}`);
  if (there === undefined) around.violate("lost", `${op.op_key} is not on the server`);
  else if (!Buffer.from(there.bytes).equals(Buffer.from(op.bytes))) {
    around.violate("mismatched", op.op_key);
  }
}

function checkPhoto(around: Surroundings, op: OpRow): void {
  const there = around.server.records.uploads.get(op.photo_id);
  if (there?.receipt === undefined) around.violate("lost", `${op.op_key} is not on the server`);
  else if (hashOf(there.kept) !== op.sha256) around.violate("mismatched", op.op_key);
}

/** Sealed things of one device are numbered 1, 2, 3 … and each names the one before. */
function checkChain(around: Surroundings, ops: OpRow[]): void {
  const links = ops.filter((op) => op.kind !== "photo").sort((a, b) => a.seq - b.seq);
  let before = "0".repeat(64);
  for (const [index, link] of links.entries()) {
    const { prev, seq } = JSON.parse(Buffer.from(link.bytes).toString()) as OpRow & {
      prev: string;
    };
    if (seq !== index + 1 || prev !== before) {
      around.violate("gaps", `link ${index + 1} of the phone is ${seq}`);
    }
    before = link.sha256;
  }
}

/** What officers were told was saved is on the server, once, as they made it. */
export function checkPromises(around: Surroundings, officers: Officers): void {
  for (const one of officers.promised) {
    if (one.phone.life === one.life) checkPromise(around, officers, one);
  }
  for (const { id, phone, life } of officers.suggestions) {
    if (phone.life === life) checkOnce(around, `facts/${id} `);
  }
}

function checkPromise(around: Surroundings, officers: Officers, one: Promised): void {
  const name = `inspections/${one.id}/revs/${one.rev} `;
  const [copy] = checkOnce(around, name);
  if (copy && noteIn(copy.bytes) !== one.note) around.violate("mismatched", name);
  for (const id of one.photos) {
    if (one.phone.damaged.has(id)) continue;
    const there = around.server.records.uploads.get(id);
    if (there?.receipt === undefined) around.violate("lost", `photo ${id} was promised`);
    else if (hashOf(there.kept) !== officers.made.get(id)?.sha256) {
      around.violate("mismatched", `photo ${id}`);
    }
  }
}

function checkOnce(around: Surroundings, name: string): Sealed[] {
  const copies = [...around.server.records.sealed].filter(([each]) => each.startsWith(name));
  if (copies.length === 0) around.violate("lost", `${name}was promised`);
  if (copies.length > 1) around.violate("duplicated", `${name}is there ${copies.length} times`);
  return copies.map(([, copy]) => copy);
}

function noteIn(bytes: Uint8Array): string {
  return (JSON.parse(Buffer.from(bytes).toString()) as { note: string }).note;
}
