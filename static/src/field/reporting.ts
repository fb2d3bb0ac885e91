/** What an event handler does with work that may fail because the phone does not keep something: it says so. */
import { problem } from "./state";
import { storageText } from "./storage-text";

/** Answers a function that follows a piece of work to its end. */
export function useReporting(): (work: Promise<unknown>) => void {
  return (work) => {
    work.catch((error: unknown) => {
      problem.value = storageText(error);
    });
  };
}
