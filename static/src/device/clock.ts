/** The phone's two clocks, in whole milliseconds, and ids made with them. */
import { uuid7 } from "../domain/ids";

export interface Clock {
  /** Wall clock; a person may set it to anything. */
  wall(): number;
  /** Monotonic within this page. */
  mono(): number;
  /** Names the page whose monotonic clock it is: values of two pages cannot be compared. */
  boot_id: string;
}

export function systemClock(): Clock {
  return {
    wall: () => Date.now(),
    mono: () => Math.round(performance.now()),
    boot_id: newId(),
  };
}

export function newId(): string {
  return uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}
