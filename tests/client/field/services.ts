/** The services of the officer app for tests: real databases, and everything outside them as told. */
import { IDBFactory } from "fake-indexeddb";
import { newId, systemClock } from "../../../static/src/device/clock";
import type { Fix } from "../../../static/src/domain/model";
import { nextDraft } from "../../../static/src/field/drafts";
import type { Services } from "../../../static/src/field/services";
import {
  draft,
  keeping,
  pair,
  person,
  problem,
  records,
  room,
} from "../../../static/src/field/state";
import { openEvidence } from "../../../static/src/store/evidence";
import { openKeys } from "../../../static/src/store/keys";

Object.assign(globalThis, { APP_VERSION: "0.0.0-test" });

/** Officer 12 with partner 15 before an empty draft. */
export async function signedIn(
  fixAt: (ms: number) => Fix | undefined = () => undefined,
): Promise<Services> {
  const indexedDB = new IDBFactory();
  const services = {
    evidence: await openEvidence({ indexedDB }),
    keys: await openKeys({ indexedDB }),
    clock: systemClock(),
    newId,
    locator: { fixAt },
    outbox: { progress: new Map(), needsLogin: () => false, isFrozen: () => false },
    scheduler: { saved: () => undefined },
  } as unknown as Services;
  const who = { id: "12", name: "A", role: "officer", certified: true };
  person.value = { ...who, squadron: { id: "1", name: "S" } };
  pair.value = "15";
  draft.value = nextDraft(services, "12");
  records.value = [];
  room.value = { is: "unknown", photos: undefined };
  keeping.value = 0;
  problem.value = "";
  return services;
}

/** A file that passes for a photo without a browser's help. */
export function heic(): File {
  return new File([Uint8Array.from([0, 0, 0, 24]), "ftypheic", new Uint8Array(5_000)], "a.heic");
}

/** A promise and how to end it. */
export function gate(): { open(): void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}
