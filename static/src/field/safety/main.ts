/**
 * What the app does not need to start: screens that are opened rarely, and the keeper. One part, so that what they share
 * with the rest is cut out once (field/lazy.tsx and field/keeper-part.ts load it).
 */
import en from "catalogue:en/safety";
import zh from "catalogue:zh_CN/safety";
import { installCatalogue } from "../../ui/i18n";

installCatalogue("zh_CN", zh);
installCatalogue("en", en);

export { createKeeper } from "../../sync/keeper/main";
export { MapScreen } from "../map";
export { SelfTest } from "./self-test";
