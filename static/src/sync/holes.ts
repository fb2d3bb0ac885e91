/**
 * A photo whose bytes the phone has lost can never be delivered. The server is told, once per photo, so that
 * its record can be decided upon with the hole noted and nobody waits for it (docs/protocol.md §3.6).
 */
import { clockBlock } from "../domain/revision";
import type { EvidenceStore } from "../store/evidence";

export interface HolePorts {
  store: Pick<EvidenceStore, "undeclaredHoles" | "sealFact" | "serverClock">;
  clock: { wall(): number; mono(): number; boot_id: string };
  newId(): string;
}

const REASON = "the bytes kept on the phone are damaged";

export async function declareHoles({ store, clock, newId }: HolePorts): Promise<void> {
  for (const {
    person_id,
    device_id,
    inspection_id,
    photo_id,
    rev,
  } of await store.undeclaredHoles()) {
    const sealed_ms = clock.wall();
    const now = { wall_ms: sealed_ms, mono_ms: clock.mono(), boot_id: clock.boot_id };
    await store.sealFact({
      id: newId(),
      person_id,
      device_id,
      body: { kind: "photo_unavailable", inspection_id, photo_id, reason: REASON },
      rev,
      clock: clockBlock(now, await store.serverClock()),
      sealed_ms,
    });
  }
}
