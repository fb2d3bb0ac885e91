/** Signing in, once and with a network; afterwards the phone works without one. */
import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../ui/i18n";
import { waiting } from "./records";
import { go } from "./routes";
import { useServices } from "./services";
import { enter } from "./session";
import { person, records } from "./state";

interface Fault {
  text: string;
  /** The field it is about; none when it is about both or neither. */
  field?: "username" | "password";
}

function emptyFaults(username: string, password: string): Fault[] {
  const faults: Fault[] = [];
  if (username === "") faults.push({ text: gettext("Enter your user name"), field: "username" });
  if (password === "") faults.push({ text: gettext("Enter your password"), field: "password" });
  return faults;
}

function Summary({ faults }: { faults: Fault[] }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [faults]);
  return (
    <div ref={box} class="panel panel-danger summary" role="alert" tabIndex={-1}>
      <h2>{gettext("There is a problem")}</h2>
      {faults.map(({ text, field }) =>
        field ? (
          <button key={text} type="button" onClick={() => document.getElementById(field)?.focus()}>
            {text}
          </button>
        ) : (
          <p key={text}>{text}</p>
        ),
      )}
    </div>
  );
}

function faultOf(field: Fault["field"], faults: Fault[]): string | undefined {
  return faults.find((fault) => fault.field === field)?.text;
}

function FieldError({ id, text }: { id: string; text: string | undefined }) {
  return text ? (
    <p id={id} class="error">
      {text}
    </p>
  ) : null;
}

function UserName({ fault }: { fault: string | undefined }) {
  return (
    <div class="field">
      <label for="username">{gettext("User name")}</label>
      <FieldError id="username-error" text={fault} />
      <input
        id="username"
        name="username"
        class="input"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={fault !== undefined}
        aria-describedby={fault && "username-error"}
        data-testid="sign-in-username"
      />
    </div>
  );
}

function Password({ fault }: { fault: string | undefined }) {
  const [shown, setShown] = useState(false);
  return (
    <div class="field">
      <label for="password">{gettext("Password")}</label>
      <FieldError id="password-error" text={fault} />
      <div class="password">
        <input
          id="password"
          name="password"
          class="input"
          type={(shown ? "text" : "password") as "password"}
          autocomplete="current-password"
          aria-invalid={fault !== undefined}
          aria-describedby={fault && "password-error"}
          data-testid="sign-in-password"
        />
        <button
          type="button"
          class="button"
          aria-pressed={shown}
          data-testid="sign-in-show"
          onClick={() => setShown(!shown)}
        >
          {shown ? gettext("Hide") : gettext("Show")}
        </button>
      </div>
    </div>
  );
}

function useSigningIn() {
  const services = useServices();
  const [faults, setFaults] = useState<Fault[]>([]);
  const [busy, setBusy] = useState(false);
  const send = async (username: string, password: string): Promise<void> => {
    setBusy(true);
    const result = await enter(services, username, password).finally(() => setBusy(false));
    if ("ok" in result) go("capture");
    else if ("offline" in result) {
      const text = gettext("The server does not answer. Check the network, then tap again.");
      setFaults([{ text }]);
    } else {
      const { detail, next } = result.refused;
      setFaults([{ text: [detail, next].filter(Boolean).join(" ") }]);
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const username = String(form.get("username")).trim();
    const password = String(form.get("password"));
    const empty = emptyFaults(username, password);
    setFaults(empty);
    if (empty.length === 0) void send(username, password);
  };
  return { faults, busy, submit };
}

function Brand() {
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]")?.href;
  return (
    <div class="brand">
      {icon && <img src={icon} alt="" />}
      <h1>{gettext("Wuzhi City Patrol")}</h1>
    </div>
  );
}

export function SignIn() {
  const { faults, busy, submit } = useSigningIn();
  const unsent = waiting(records.value);
  useEffect(() => {
    const title = gettext("Wuzhi City Patrol");
    document.title = faults.length > 0 ? gettext("Error: %(title)s", { title }) : title;
  }, [faults]);
  return (
    <form class="form" noValidate onSubmit={submit}>
      <Brand />
      {faults.length > 0 && <Summary faults={faults} />}
      <p class="hint">
        {person.value && unsent > 0
          ? gettext("%(count)s records stay on this phone and upload after you sign in.", {
              count: unsent,
            })
          : gettext("Sign in once with a network. After that the app works without one.")}
      </p>
      <UserName fault={faultOf("username", faults)} />
      <Password fault={faultOf("password", faults)} />
      <button type="submit" class="button button-primary" data-testid="sign-in-submit">
        {busy ? gettext("Signing in…") : gettext("Sign in")}
      </button>
      <a class="button button-plain" href="/activate">
        {gettext("First time, or a new code? Choose a password")}
      </a>
      <a class="button button-plain" href="#self-test" data-testid="self-test-open">
        {gettext("Is this phone fit for work? Self-test")}
      </a>
      {person.value && (
        <button type="button" class="button" onClick={() => go("capture")}>
          {gettext("Later")}
        </button>
      )}
    </form>
  );
}
