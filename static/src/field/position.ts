/** The phone's position as signals, while capturing or after "locate me". Nothing else in the app asks for it. */
import type { Services } from "./services";
import { position, positionProblem } from "./state";

/** Starts reading; answers how to stop. Called by the capture screen and the map. */
export function watchPosition({ locator }: Services): () => void {
  const forgetFix = locator.onFix((fix) => {
    position.value = fix;
    positionProblem.value = undefined;
  });
  const forgetProblem = locator.onProblem((why) => {
    positionProblem.value = why;
  });
  locator.start();
  return () => {
    forgetFix();
    forgetProblem();
    locator.stop();
  };
}
