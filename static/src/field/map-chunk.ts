/** Loads the map's script and style sheet when it is opened for the first time; both lie on the phone already. */

type MapModule = Pick<typeof import("../ui/map/main"), "openMap">;

let loading: Promise<MapModule> | undefined;

function styleSheet(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error(`no style sheet at ${address}`));
    };
    document.head.append(link);
  });
}

async function load(): Promise<MapModule> {
  // The page names them, for their names change with their content (templates/shell/field.html).
  const { mapScript = "", mapStyle = "" } = document.documentElement.dataset;
  const [module] = await Promise.all([
    import(mapScript) as Promise<MapModule>,
    styleSheet(mapStyle),
  ]);
  return module;
}

/** Rejects when it cannot be had; the next call tries again. */
export function loadMap(): Promise<MapModule> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
