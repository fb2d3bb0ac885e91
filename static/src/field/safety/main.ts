/** Screens that are opened rarely, in a part of their own with their own texts (field/lazy.tsx loads it). */
import en from "catalogue:en/safety";
import zh from "catalogue:zh_CN/safety";
import { installCatalogue } from "../../ui/i18n";

installCatalogue("zh_CN", zh);
installCatalogue("en", en);

export { SelfTest } from "./self-test";
