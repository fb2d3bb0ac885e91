/** Modules that scripts/build.mjs makes from app/translations. */
declare module "catalogue:*" {
  const catalogue: Readonly<Record<string, string>>;
  export default catalogue;
}

/** Version of the app, from pyproject.toml at build time. */
declare const APP_VERSION: string;
