/** Mistakes that an outbox could make. Each is put into the real source, and the schedules must find it. */

export interface Mutant {
  name: string;
  changes: { file: string; find: string; put: string }[];
}

const one = (name: string, file: string, find: string, put: string): Mutant => ({
  name,
  changes: [{ file, find, put }],
});

export const MUTANTS: Mutant[] = [
  one(
    "delete_first",
    "sync/drain.ts",
    "    const outcome = await sendOp(ports.sending, op, owner);",
    `    await ports.store.update(op.op_key, { state: "received" });
    const outcome = await sendOp(ports.sending, op, owner);`,
  ),
  one(
    "any_2xx",
    "sync/sending.ts",
    "  return failure(answer);\n}\n\nasync function sendPhoto",
    `  if (answer.status >= 200 && answer.status < 300)
    return received("ok", { key: receiptKeyOf(op), sha256: op.sha256 } as Receipt);
  return failure(answer);\n}\n\nasync function sendPhoto`,
  ),
  one(
    "hol",
    "sync/drain.ts",
    "if (!isGoing(pass)) break;",
    "if (!isGoing(pass) || pass.failed > 0) break;",
  ),
  one(
    "401_rejects",
    "domain/answers.ts",
    'if (status === 401) return "login";',
    'if (status === 401) return "rejected";',
  ),
  one(
    "drop_after_n",
    "store/queue.ts",
    "    await ops.put({ ...op, ...patch });",
    "    if ((patch.tries ?? 0) >= 5) await ops.delete(opKey);\n    else await ops.put({ ...op, ...patch });",
  ),
  one(
    "no_lease",
    "store/lease.ts",
    'return left > 0 && left <= LEASE_MS ? "held" : "lapsed";',
    'return left > -Infinity ? "held" : "lapsed";',
  ),
  one(
    "no_lock",
    "sync/lock.ts",
    "if (ports.locks === undefined) return leased(ports, false, work);",
    "if (ports.locks !== undefined) return leased(ports, true, work);",
  ),
  one(
    "no_checksum",
    "sync/sending.ts",
    "    return bytes.length === op.size && hex(new Uint8Array(digest)) === op.sha256;",
    "    return bytes.length === op.size && digest !== undefined;",
  ),
  one(
    "no_echo",
    "domain/answers.ts",
    "    receipt.key === expected.key &&\n    receipt.sha256 === expected.sha256 &&",
    "",
  ),
  one("no_signature", "sync/signature.ts", "return !(await supported);", "return true;"),
  one(
    "no_parent",
    "sync/drain.ts",
    '  return (await store.op(parentKey))?.state === "received";',
    "  return (await store.op(parentKey)) !== undefined;",
  ),
  one("no_chain_check", "store/chain.ts", "  if (now.sha256 !== last.sha256) return false;", ""),
  one(
    "no_holes",
    "sync/drain.ts",
    "if (pass.holes) await bestEffort(pass, () => declareHoles(ports));",
    "",
  ),
  one("not_strict", "store/connection.ts", '{ durability: "strict" }', '{ durability: "relaxed" }'),
  one(
    "far_due_time",
    "domain/backoff.ts",
    "return nextMs <= nowMs || nextMs - nowMs > LONGEST_RETRY_AFTER_MS;",
    "return nextMs <= nowMs;",
  ),
  one("draft_kept", "store/sealing.ts", "    await meta.delete(rowKey);\n", ""),
  one(
    "no_epoch",
    "sync/keeper/reconcile.ts",
    "const isNewEpoch = person.epoch !== visit.hello.epoch;",
    "const isNewEpoch = person.epoch === undefined;",
  ),
  {
    name: "time_purge",
    changes: [
      {
        file: "store/purging.ts",
        find: "  if (!isBackedUp(kept?.receipt, log) || !isBackedUp(record?.receipt, log)) return undefined;\n",
        put: "",
      },
      {
        file: "sync/keeper/purge.ts",
        find: "    if (!confirmed?.has(photo.op_key) || !confirmed.has(revision.op_key)) continue;\n",
        put: "",
      },
    ],
  },
  {
    name: "purge_across_epochs",
    changes: [
      // What a restore lost is found by asking, and would hide the rest.
      {
        file: "sync/keeper/reconcile.ts",
        find: "const isNewEpoch = person.epoch !== visit.hello.epoch;",
        put: "const isNewEpoch = person.epoch === undefined;",
      },
      {
        file: "domain/backup.ts",
        find: "receipt.epoch === log.epoch && ",
        put: "",
      },
      {
        file: "sync/keeper/purge.ts",
        find: "    if (!confirmed?.has(photo.op_key) || !confirmed.has(revision.op_key)) continue;\n",
        put: "",
      },
    ],
  },
  one(
    "silent_witness",
    "sync/keeper/witness.ts",
    "      await raiseAlarm(store.database, { kept: sent, offered: note, raised_ms: clock.wall() });\n",
    "",
  ),
  one(
    "suspicious_witness",
    "domain/checkpoint.ts",
    'if (offered.epoch > kept.epoch) return "other_epoch";',
    "",
  ),
  one(
    "damaged_for_good",
    "store/evidence.ts",
    "      await requeueWhole(evidence, tools.subtle);\n",
    "",
  ),
  {
    name: "forgotten_tap",
    changes: [
      {
        file: "sync/scheduler.ts",
        find: "this.#owesForce = owed && report.busy;",
        put: "this.#owesForce = false;",
      },
      // Each hides what the other does: a frozen tab is waited for before each pass.
      {
        file: "sync/lock.ts",
        find: "        return leased(ports, lock !== null, work);",
        put: "        busySince = undefined;\n        return leased(ports, lock !== null, work);",
      },
    ],
  },
];
