import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { Choices, Dialog, Field, Form, Mark } from "../ui/parts";
import { me, signIn, signOut } from "./account";
import { t } from "./texts";

/** Password first; the second factor only when the broker asks for it. */
function LoginForm({ email: known }: { readonly email?: string }): JSX.Element {
  const [email, setEmail] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [totp, setTotp] = useState<string>();
  const submit = async (): Promise<void> => {
    try {
      await signIn({ email, password, ...(totp === undefined ? {} : { totp: totp.replace(/\s/g, "") }) });
    } catch (error) {
      if (totp !== undefined || !(error instanceof Problem) || error.code !== "totp_required") throw error;
      setTotp("");
    }
  };
  return (
    <Form label={t("signIn")} submit={submit}>
      {known === undefined ? (
        <Field label={t("email")} type="email" value={email} set={setEmail} input={{ required: true, autocomplete: "username", maxLength: 254 }} />
      ) : (
        <p class="quiet">{known}</p>
      )}
      <Field label={t("password")} type="password" value={password} set={setPassword} input={{ required: true, autocomplete: "current-password", maxLength: 256 }} />
      {totp !== undefined && (
        <Field
          label={t("totp")}
          value={totp}
          set={setTotp}
          input={{ required: true, inputMode: "numeric", autocomplete: "one-time-code", pattern: "[0-9 ]{6,7}", autofocus: true }}
        />
      )}
    </Form>
  );
}

export function SignIn(): JSX.Element {
  return (
    <main class="narrow">
      <div class="row">
        <span class="grow">
          <Mark />
        </span>
        <Choices />
      </div>
      <div class="sheet stack">
        <h1>{t("signInTitle")}</h1>
        <LoginForm />
      </div>
      <p>
        <a href="/join">{t("joinInstead")}</a>
      </p>
    </main>
  );
}

/** Over what runs, which goes on meanwhile. */
export function SignInAgain(): JSX.Element {
  return (
    <Dialog title={t("expiredTitle")}>
      <p>{t("expiredIntro")}</p>
      <LoginForm email={me.value?.email ?? ""} />
      <button type="button" class="button quiet" onClick={() => void signOut()}>
        {t("signOut")}
      </button>
    </Dialog>
  );
}
