/** Real requests, each with the fault that the seed draws for it, and what they cost. */
import type { Random } from "./random";

const FAULTS = [
  "drop",
  "cut_request",
  "cut_answer",
  "lose_answer",
  "twice",
  "ghost",
  "flip",
  "portal",
  "redirect",
  "bare_200",
  "status_401",
  "status_429",
  "status_500",
  "status_503",
  "status_507",
];

/** What a bad connection does and nobody else. */
const CUTS = ["drop", "cut_request", "cut_answer", "lose_answer"];

/** A request that carried bytes of a photo. */
export interface Part {
  photo: string;
  from: number;
  size: number;
  /** Whether an answer came. */
  answered: boolean;
}

export interface Traffic {
  faulty: boolean;
  requests: number;
  parts: Part[];
}

export interface Conditions {
  /** Whether the server may be killed. */
  kills: boolean;
  /** Connections break often, and nothing else happens. */
  cuts: boolean;
}

export function faultyFetch(random: Random, traffic: Traffic, how: Conditions): typeof fetch {
  const kinds = how.cuts ? CUTS : FAULTS.filter(() => random.chance(0.4));
  const rate = how.cuts ? 0.5 : random.pick([0.2, 0.4, 0.7]);
  const draw = (): string | undefined => {
    if (!traffic.faulty) return undefined;
    if (!how.cuts && random.chance(0.004)) return "stall";
    if (how.kills && random.chance(0.05)) return `kill=${random.next().toFixed(3)}`;
    return kinds.length > 0 && random.chance(rate)
      ? `${random.pick(kinds)}=${random.next().toFixed(4)}`
      : undefined;
  };
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    const part = partOf(String(input), headers, init?.body);
    const fault = draw();
    if (fault !== undefined) headers.set("X-Fault", fault);
    traffic.requests += 1;
    if (part !== undefined) traffic.parts.push(part);
    const answer = await fetch(input, { ...init, headers });
    if (part !== undefined) part.answered = true;
    return answer;
  };
}

function partOf(url: string, headers: Headers, body: unknown): Part | undefined {
  if (!url.includes("/uploads") || !(body instanceof Uint8Array)) return undefined;
  const named = /photo_id (\S+?)(,|$)/.exec(headers.get("Upload-Metadata") ?? "")?.[1];
  const photo = named ? Buffer.from(named, "base64").toString() : (url.split("/").pop() ?? "");
  const from = Number(headers.get("Upload-Offset") ?? 0);
  return { photo, from, size: body.length, answered: false };
}
