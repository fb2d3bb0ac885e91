/** Facts that are no revision: sealed into the device's chain as one op each. */
import { buildFact, type FactInput, type SealedFact } from "../domain/facts";
import type { Op } from "../domain/model";
import { factOpKey } from "../domain/revision";
import { appendToChain, type Sealed, type SealTools } from "./chain";
import type { Evidence, EvidenceWrite } from "./schema";
import { FRESH } from "./sealing";

/** See `EvidenceStore.sealFact`. */
export async function sealFact(
  evidence: Evidence,
  tools: SealTools,
  input: FactInput,
): Promise<void> {
  await appendToChain(evidence, tools, {
    device_id: input.device_id,
    build: (last) => buildFact(input, last),
    isDone: (tx) => isKnown(tx, input),
    put: async (tx, sealed) => void (await tx.objectStore("ops").add(opOf(input, sealed))),
  });
}

/** The same fact, or for a photo that is lost, one that says so already. */
async function isKnown(tx: EvidenceWrite, { id, body }: FactInput): Promise<boolean> {
  const ops = tx.objectStore("ops");
  if (await ops.getKey(factOpKey(id))) return true;
  if (body.kind !== "photo_unavailable") return false;
  const lane = await ops.index("by_inspection").getAll(body.inspection_id);
  return lane.some((op) => op.kind === "fact" && op.photo_id === body.photo_id);
}

/** See `EvidenceStore.undeclaredHoles`. */
export async function undeclaredHoles(evidence: Evidence): Promise<Op[]> {
  const ops = await evidence.read(["ops"], (tx) => tx.objectStore("ops").getAll());
  const declared = new Set(ops.filter((op) => op.kind === "fact").map((op) => op.photo_id));
  return ops.filter(
    (op) => op.kind === "photo" && op.state === "damaged" && !declared.has(op.photo_id),
  );
}

function opOf(input: FactInput, { value, bytes, sha256, signature }: Sealed<SealedFact>): Op {
  const { body } = input;
  const isHole = body.kind === "photo_unavailable";
  return {
    ...FRESH,
    ...signature,
    op_key: factOpKey(input.id),
    kind: "fact",
    fact_id: input.id,
    person_id: input.person_id,
    device_id: input.device_id,
    inspection_id: isHole ? body.inspection_id : "",
    photo_id: isHole ? body.photo_id : "",
    rev: input.rev,
    bytes: bytes.buffer,
    sha256,
    size: bytes.length,
    mime: "application/json",
    seq: value.seq,
    position: 0,
    thumbnail: new ArrayBuffer(0),
  };
}
