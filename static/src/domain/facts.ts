/** Facts that are no revision (docs/protocol.md §3.6): sealed into the same chain, sent in the same lanes. */
import type { ClockBlock } from "./model";
import type { ChainLink } from "./revision";

export type FactBody =
  /** A hole: the phone lost the photo's bytes; the record can be decided upon without it. */
  | { kind: "photo_unavailable"; inspection_id: string; photo_id: string; reason: string }
  | { kind: "suggestion"; text: string };

/** Everything about a fact but its place in the chain. */
export interface FactInput {
  id: string;
  person_id: string;
  device_id: string;
  body: FactBody;
  /** The revision a fact about a record waits for; 0 for a fact about none. */
  rev: number;
  clock: ClockBlock;
  sealed_ms: number;
}

export type SealedFact = FactBody & {
  fmt: 1;
  id: string;
  device: string;
  seq: number;
  prev: string;
  person: string;
  sealed_ms: number;
  clock: ClockBlock;
};

/** Longest text of a suggestion, in characters; the server takes more. */
export const LONGEST_SUGGESTION = 2000;

export function buildFact(input: FactInput, last: ChainLink): SealedFact {
  return {
    fmt: 1,
    ...input.body,
    id: input.id,
    device: input.device_id,
    seq: last.seq + 1,
    prev: last.sha256,
    person: input.person_id,
    sealed_ms: input.sealed_ms,
    clock: input.clock,
  };
}

export function factIn(bytes: ArrayBuffer): SealedFact {
  return JSON.parse(new TextDecoder().decode(bytes)) as SealedFact;
}
