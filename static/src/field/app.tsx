/** Which screen is on: signing in comes before the partner, and both before the tabs. */
import { useEffect } from "preact/hooks";
import { gettext } from "../ui/i18n";
import { Capture } from "./capture";
import { Frame } from "./frame";
import { Lazy } from "./lazy";
import { Me } from "./me";
import { Partner } from "./partner";
import { type Route, route } from "./routes";
import { type Services, ServicesProvider } from "./services";
import { Shelf } from "./shelf";
import { SignIn } from "./sign-in";
import { pair, person } from "./state";

function Opened({ here }: { here: Route }) {
  switch (here.name) {
    case "map":
      return <Lazy show={({ MapScreen }) => <MapScreen />} />;
    case "record":
      return <Lazy show={({ RecordDetail }) => <RecordDetail {...here} />} />;
    case "correct":
      return <Lazy show={({ Correct }) => <Correct {...here} />} />;
    case "safety":
      return <Lazy show={({ ShiftSafety }) => <ShiftSafety />} />;
    case "shelf":
      return <Shelf />;
    case "me":
      return <Me />;
    default:
      return <Capture />;
  }
}

function Screen() {
  const here = route.value;
  if (here.name === "self-test") {
    return <Lazy show={({ SelfTest }) => <SelfTest />} />;
  }
  if (!person.value || here.name === "sign-in") return <SignIn />;
  if (here.name === "safety") return <Opened here={here} />;
  if (pair.value === undefined || here.name === "partner") return <Partner />;
  return <Opened here={here} />;
}

export function App({ services }: { services: Services }) {
  const title = gettext("Wuzhi City Patrol");
  useEffect(() => {
    document.title = title;
  }, [title]);
  const tabs = person.value !== undefined && pair.value !== undefined;
  return (
    <ServicesProvider value={services}>
      <Frame tabs={tabs && route.value.name !== "sign-in"}>
        <Screen />
      </Frame>
    </ServicesProvider>
  );
}

/** In place of the app when this browser, in this mode, keeps nothing. */
export function Trouble({ again }: { again(): void }) {
  return (
    <div class="trouble" role="alert">
      <h1>{gettext("This browser keeps no records")}</h1>
      <p>
        {gettext(
          "A private window cannot be used to record evidence, and some built-in browsers keep nothing. Open this page in the phone's own browser.",
        )}
      </p>
      <button type="button" class="button button-primary" onClick={again}>
        {gettext("Try again")}
      </button>
      <a class="button" href="/f/rescue.html">
        {gettext("Export records (rescue page)")}
      </a>
      <Lazy quiet show={({ SelfTest }) => <SelfTest />} />
    </div>
  );
}
