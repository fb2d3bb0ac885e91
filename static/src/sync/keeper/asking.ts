/** Asks what the server has of some items (docs/protocol.md §3.8), and takes its word into the database. */
import { receiptFor } from "../../domain/answers";
import { isBackedUp } from "../../domain/backup";
import { canonicalize, isCanonical } from "../../domain/jcs";
import { applyVerdicts, type HeldItem, type Verdict } from "../../store/held";
import type { Credentials } from "../../store/keys";
import type { KeeperTools, Visit } from "./main";

const MOST = 500;
const LACKING = new Set(["unknown", "partial", "different"]);

interface Told {
  key?: unknown;
  state?: unknown;
  receipt?: unknown;
}

/** Keys of the ops that the server has below its backup horizon; undefined when not all was answered. */
export async function ask(
  tools: KeeperTools,
  owner: Credentials,
  items: readonly HeldItem[],
  visit: Visit,
): Promise<Set<string> | undefined> {
  const confirmed = new Set<string>();
  for (let start = 0; start < items.length; start += MOST) {
    if (!(await visit.hold())) return undefined;
    const verdicts = await verdictsOn(tools, owner, items.slice(start, start + MOST), visit);
    if (verdicts === undefined) return undefined;
    await applyVerdicts(tools.store.database, verdicts);
    for (const verdict of verdicts) {
      if (verdict.receipt === undefined) tools.changed();
      else if (verdict.confirmed_epoch !== undefined) confirmed.add(verdict.item.op_key);
    }
  }
  return confirmed;
}

async function verdictsOn(
  tools: KeeperTools,
  owner: Credentials,
  part: readonly HeldItem[],
  visit: Visit,
): Promise<Verdict[] | undefined> {
  const answers = await answersTo(tools, owner, part);
  if (answers === undefined) return undefined;
  const verdicts: Verdict[] = [];
  for (const [index, item] of part.entries()) {
    const verdict = await verdictOn(tools, owner, item, answers[index], visit);
    if (verdict === undefined) return undefined;
    verdicts.push(verdict);
  }
  return verdicts;
}

async function answersTo(
  { transport }: KeeperTools,
  owner: Credentials,
  part: readonly HeldItem[],
): Promise<Told[] | undefined> {
  const question = part.map(({ key, sha256 }) => ({ key, sha256 }));
  const answer = await transport.status(owner.ticket, question);
  if (answer.status !== 200 || !answer.isOurs) return undefined;
  const { items } = (answer.json ?? {}) as { items?: unknown };
  if (!Array.isArray(items) || items.length !== part.length) return undefined;
  const inOrder = items.every((told: Told | null, index) => told?.key === part[index]?.key);
  return inOrder ? (items as Told[]) : undefined;
}

/** Undefined for an answer that says nothing: no state that we know, or a receipt that is not the server's. */
async function verdictOn(
  { signatures }: KeeperTools,
  owner: Credentials,
  item: HeldItem,
  told: Told | undefined,
  { hello }: Visit,
): Promise<Verdict | undefined> {
  if (LACKING.has(String(told?.state))) return { item, receipt: undefined };
  const receipt = receiptFor(told?.receipt, item);
  if (told?.state !== "stored" || receipt === undefined || !isCanonical(receipt)) return undefined;
  if (!(await signatures.isGood(receipt, owner.server_key))) return undefined;
  const confirmed_epoch = isBackedUp(receipt, hello) ? hello.epoch : undefined;
  return { item, receipt, canonical: canonicalize(receipt), confirmed_epoch };
}
