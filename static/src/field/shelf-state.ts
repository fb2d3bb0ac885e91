/** Keeps the shelf's rows in step with the evidence store and with what is being sent. */
import { batch } from "@preact/signals";
import type { Op, Receipt } from "../domain/model";
import { receiptKeyOf } from "../domain/revision";
import { gettext } from "../ui/i18n";
import { rowsOf, suggestionsOf, waiting } from "./records";
import type { Services } from "./services";
import {
  burst,
  frozen,
  needsLogin,
  othersWaiting,
  person,
  records,
  standing,
  suggestions,
} from "./state";
import { nextBurst } from "./strip";
import { spoken } from "./toast";

const receipts = new Map<string, Receipt>();

/** So many are read one by one; more of them all at once. */
const FEW = 20;

/** Brings the receipts up to date; those of an earlier epoch are replaced once the server was asked. */
async function readReceipts({ evidence }: Services, ops: Op[], epoch = 0): Promise<void> {
  const missing = ops
    .filter((op) => op.state === "received")
    .map(receiptKeyOf)
    .filter((key) => (receipts.get(key)?.epoch ?? -1) < epoch);
  const found =
    missing.length > FEW
      ? await evidence.receipts()
      : await Promise.all(missing.map((key) => evidence.receipt(key)));
  for (const kept of found) if (kept) receipts.set(kept.key, kept.receipt);
}

let running = false;

/** Told by the scheduler's drain: uploading runs or has ended. */
export function setRunning(now: boolean): void {
  running = now;
}

function showRun(before: number, after: number): void {
  const next = nextBurst(burst.value, before, after, running);
  if (burst.value > 0 && after === 0) spoken.value = gettext("Everything is with the server.");
  burst.value = next;
}

async function read(services: Services): Promise<void> {
  const who = person.value;
  if (!who) {
    records.value = [];
    suggestions.value = [];
    standing.value = undefined;
    burst.value = 0;
    return;
  }
  const { evidence, outbox } = services;
  const [ops, others, stands] = await Promise.all([
    evidence.ops(who.id),
    evidence.countsOfOthers(who.id),
    evidence.standing(who.id),
  ]);
  await readReceipts(services, ops, stands.server?.epoch);
  if (person.value?.id !== who.id) return;
  batch(() => {
    const before = waiting(records.value);
    records.value = rowsOf(ops, outbox.progress, receipts, stands.server);
    standing.value = stands;
    suggestions.value = suggestionsOf(ops);
    othersWaiting.value = others;
    needsLogin.value = outbox.needsLogin(who.id);
    frozen.value = outbox.isFrozen(who.id);
    showRun(before, waiting(records.value));
  });
}

let current: Promise<void> | undefined;
let again: Promise<void> | undefined;

/** Reads anew; calls during a reading share one more reading after it. */
export function refreshRecords(services: Services): Promise<void> {
  if (!current) {
    current = read(services).finally(() => {
      current = undefined;
    });
    return current;
  }
  again ??= current
    .catch(() => undefined) // whoever asked for that reading was told
    .then(() => {
      again = undefined;
      return refreshRecords(services);
    });
  return again;
}
