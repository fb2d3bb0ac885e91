/** Puts the catalogues made at build time in place. Entry points import this once; tests need none. */
import en from "catalogue:en";
import zh from "catalogue:zh_CN";
import { installCatalogue } from "./i18n";

installCatalogue("zh_CN", zh);
installCatalogue("en", en);
