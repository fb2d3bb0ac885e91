/** Runs before the first paint, so that nobody is blinded by a white page at night. Its own small file: the CSP allows no inline script. */
import { localKept, readPreferences, show } from "./preferences";

show(document.documentElement, readPreferences(localKept()), Date.now());
