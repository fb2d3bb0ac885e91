/** The one status line over every screen: what it says, from what is true. Pure. */

export interface Situation {
  browserOnline: boolean;
  serverReached: boolean;
  needsLogin: boolean;
  frozen: boolean;
  /** The server's log contradicts itself, or the office froze or revoked this phone. */
  notice: "alarm" | "frozen" | "revoked" | undefined;
  /** Records that wait for longer than a day. */
  overdue: number;
  /** How many more photos fit where room is short; undefined where it is not. */
  photosLeft: number | undefined;
  /** What the phone's storage refused while sending, in words; "" when nothing. */
  storage: string;
  sessionExpired: boolean;
  /** Records of this person waiting for a receipt. */
  waiting: number;
  /** Records in this run of uploading; 0 when nothing runs. */
  burst: number;
}

export type Strip =
  | { kind: "storage"; text: string }
  | { kind: "alarm" | "device_frozen" | "device_revoked" }
  | { kind: "overdue"; overdue: number }
  | { kind: "space"; photos: number }
  | { kind: "login"; waiting: number }
  | { kind: "frozen"; waiting: number }
  | { kind: "session" }
  | { kind: "offline"; waiting: number }
  | { kind: "unreachable"; waiting: number }
  | { kind: "sending"; at: number; of: number }
  | { kind: "waiting"; waiting: number };

function troubles({ needsLogin, frozen, waiting }: Situation): Strip | undefined {
  if (needsLogin && waiting > 0) return { kind: "login", waiting };
  return frozen ? { kind: "frozen", waiting } : undefined;
}

const NOTICES = {
  alarm: "alarm",
  frozen: "device_frozen",
  revoked: "device_revoked",
} as const;

/** What concerns evidence that is at stake, network or not. */
function grave({ storage, notice, overdue, needsLogin }: Situation): Strip | undefined {
  if (storage !== "") return { kind: "storage", text: storage };
  if (notice) return { kind: NOTICES[notice] };
  // Whoever only has to sign in is told so, in its place below.
  return overdue > 0 && !needsLogin ? { kind: "overdue", overdue } : undefined;
}

/** What to show, the most important first; undefined when all is sent and well. */
export function stripOf(now: Situation): Strip | undefined {
  const { waiting, burst, photosLeft } = now;
  const first = grave(now);
  if (first) return first;
  if (!now.browserOnline) return { kind: "offline", waiting };
  const trouble = troubles(now);
  if (trouble) return trouble;
  if (burst > 0 && waiting > 0) return { kind: "sending", at: burst - waiting + 1, of: burst };
  if (!now.serverReached) return { kind: "unreachable", waiting };
  if (now.sessionExpired) return { kind: "session" };
  if (photosLeft !== undefined) return { kind: "space", photos: photosLeft };
  return waiting > 0 ? { kind: "waiting", waiting } : undefined;
}

/** Size of the run of uploading after a change: grows with new records, ends when nothing waits or runs. */
export function nextBurst(burst: number, before: number, after: number, running: boolean): number {
  if (!running || after === 0) return 0;
  if (burst === 0) return after;
  return burst + Math.max(0, after - before);
}
