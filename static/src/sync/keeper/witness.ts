/**
 * This phone as a witness: it keeps the newest signed note of the server's log and checks that each later one
 * contains it (docs/protocol.md §6). A log that was rewritten is told to people and to the server itself.
 */
import { judgeCheckpoint, readCheckpoint } from "../../domain/checkpoint";
import { type Hash, proofFrom } from "../../domain/merkle";
import type { Credentials } from "../../store/keys";
import { keepCheckpoint, raiseAlarm } from "../../store/noting";
import type { KeeperTools } from "./main";

/** Judges the note in an answer against the one that the request carried. */
export async function judge(
  { store, signatures, subtle, clock, changed }: KeeperTools,
  owner: Credentials,
  sent: string | undefined,
  answer: unknown,
): Promise<void> {
  const { checkpoint: note, consistency } = answer as {
    checkpoint?: unknown;
    consistency?: unknown;
  };
  const offered = typeof note === "string" ? readCheckpoint(note) : undefined;
  if (offered === undefined || typeof note !== "string") return;
  // Without the server's signature these are not its words, and prove nothing against it.
  if (!(await signatures.signsCheckpoint(offered, owner.server_key))) return;
  const kept = sent === undefined ? undefined : readCheckpoint(sent);
  if (sent !== undefined && kept !== undefined) {
    const hash: Hash = async (bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes));
    if (
      (await judgeCheckpoint(kept, offered, proofFrom(consistency) ?? [], hash)) === "rewritten"
    ) {
      await raiseAlarm(store.database, { kept: sent, offered: note, raised_ms: clock.wall() });
      changed();
      return;
    }
  }
  // An empty log promises nothing, and no proof begins with it.
  if (offered.size > 0) await keepCheckpoint(store.database, note, offered);
}
