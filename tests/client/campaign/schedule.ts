/** One schedule: a seed's faults and steps, then a quiet end in which everything must arrive. */
import { checkTruth, opsOn } from "./checker";
import { quietPart } from "./ending";
import { Officers } from "./officer";
import { Phone } from "./phone";
import { STEPS, type Stage, signInAll, WEIGHTS } from "./steps";
import { Surroundings, type Violation } from "./surroundings";
import { Restless } from "./world";

export interface Outcome {
  violations: Violation[];
  injected: Map<string, number>;
  requests: number;
  /** Sealed on the phone at the end. */
  items: number;
  /** Records that an officer was told were saved. */
  promised: number;
  /** Photos that left the phone because a backup has them. */
  purged: number;
  tasks: number;
}

const ALWAYS = new Set(["record", "tap", "wait", "open_tab", "sign_in", "thaw", "room"]);

export async function runSchedule(seed: number): Promise<Outcome> {
  const around = new Surroundings(seed);
  const stage: Stage = { around, phone: new Phone(around), officers: new Officers() };
  try {
    await stage.phone.open();
    await signInAll(stage);
    await faultyPart(stage);
    await quietPart(stage);
  } catch (error) {
    if (!(error instanceof Restless)) throw error;
    around.violate("stuck", `it never comes to rest: ${error.message}`);
  }
  return {
    violations: around.violations,
    injected: around.injected,
    requests: around.requests,
    items: opsOn(stage.phone).length,
    purged: opsOn(stage.phone).filter((op) => op.purged_ms !== undefined).length,
    promised: stage.officers.promised.length,
    tasks: around.world.tasks,
  };
}

async function faultyPart(stage: Stage): Promise<void> {
  const { around, phone } = stage;
  const { random, world } = around;
  const kinds = Object.keys(WEIGHTS).filter((kind) => ALWAYS.has(kind) || random.chance(0.6));
  const total = kinds.reduce((sum, kind) => sum + (WEIGHTS[kind] ?? 0), 0);
  const steps = random.between(12, 32);
  for (let step = 0; step < steps; step++) {
    if (phone.alive().length === 0) await phone.open();
    const kind = drawn(random.next() * total, kinds);
    await STEPS[kind]?.(stage);
    // Often in the middle of what the step has begun.
    if (random.chance(0.5)) await world.advance(random.between(1, 2_000));
    else await world.settle();
    checkTruth(around, phone);
    if (around.violations.length > 0) return;
  }
}

function drawn(at: number, kinds: string[]): string {
  let left = at;
  for (const kind of kinds) {
    left -= WEIGHTS[kind] ?? 0;
    if (left < 0) return kind;
  }
  return "wait";
}
