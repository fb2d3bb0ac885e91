/** Everything that is not needed to take a record: one part of the app with its own texts, loaded when first opened. */
import en from "catalogue:en/later";
import zh from "catalogue:zh_CN/later";
import { installCatalogue } from "../ui/i18n";

installCatalogue("zh_CN", zh);
installCatalogue("en", en);

export { createKeeper } from "../sync/keeper/main";
export { Correct } from "./correct";
export { MapScreen } from "./map";
export { RecordDetail } from "./record";
export { SelfTest } from "./safety/self-test";
export { ShiftSafety } from "./safety/shift";
export { TroubleLine } from "./safety/trouble-notes";
