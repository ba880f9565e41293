// The object that a shop's page talks to: every documented method, and what the
// elements and the Drop-in share.

// This script may come from anywhere; it asks the server that it came from, and nobody
// else. A page that adds the script later has no `currentScript` any more where it was
// bundled, but still its address.
const script =
  document.currentScript || document.querySelector('script[src*="DigitalRiver.js"]');
if (!script || !script.src) {
  throw new Error(
    "DigitalRiver.js does not know where it came from: load it by <script src>."
  );
}
const origin = new URL(script.src, document.baseURI).origin;

// ---- errors and words ----

/** The documented shape, with `message`, which samples of the documentation read. */
function failure(type, code, message, parameter) {
  const where = parameter === undefined ? {} : { parameter };
  const entry = { code, ...where, message };
  return { type, errors: [entry], message };
}

/** What a server said, as such an error; whatever is no such thing is trouble. */
function complained(status, body) {
  const first = body && Array.isArray(body.errors) && body.errors[0];
  if (first) return { ...body, message: first.message };
  const said = `The server at ${origin} answered with ${status} and no reason.`;
  return failure("internal_server_error", "unknown_error", said);
}

/** Whether something came of a call: its body, or else its error. */
function outcome(reply, name) {
  const error = reply.ok ? undefined : complained(reply.status, reply.body);
  return { [name]: reply.ok ? reply.body : undefined, error };
}

/** A label in the customer's language, or else in English; `{name}` is filled in. */
function say(locale, key, values = {}) {
  const words = facts.texts[key];
  if (!words) throw new Error(`There is no text ${key}.`);
  const wanted = String(locale || "en").replace("_", "-");
  const language = wanted.split("-")[0].toLowerCase();
  const near = Object.keys(words).find((one) => one.split("-")[0] === language);
  const text = words[wanted] || words[language] || words[near] || words.en;
  return text.replace(/\{(\w+)\}/g, (all, name) =>
    name in values ? String(values[name]) : all
  );
}

// ---- the server ----

/** Calls to the server with a public key; trouble is an error, never an exception. */
class Connection {
  constructor(key) {
    this.key = String(key);
    // Keys of the provider's own test systems are sent as a password.
    const bytes = String.fromCharCode(...new TextEncoder().encode(this.key));
    this.authorization = this.key.startsWith("pk_")
      ? `bearer ${this.key}`
      : `basic ${btoa(bytes)}`;
  }

  async call(method, path, { query = {}, body } = {}) {
    const address = new URL(path, origin);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null) address.searchParams.set(name, value);
    }
    const headers = { Authorization: this.authorization };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let status = 0;
    try {
      const reply = await fetch(address.href, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: "no-store",
        credentials: "omit",
      });
      ({ status } = reply);
      const text = await reply.text();
      return { ok: reply.ok, status, body: text === "" ? {} : JSON.parse(text) };
    } catch (trouble) {
      const said = status
        ? `The server at ${origin} answered with ${status} and no JSON.`
        : `The server at ${origin} cannot be reached: ${trouble.message}`;
      const body = failure("service_unavailable", "unknown_error", said);
      return { ok: false, status, body };
    }
  }
}

// ---- what is seen ----

/**
 * A node. `on` is a mapping of listeners, `style` one of properties; true and false
 * set an attribute or leave it out; all text is text.
 */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, act] of Object.entries(value)) {
        node.addEventListener(event, act);
      }
    } else if (name === "style") {
      // Through the object model, which no Content-Security-Policy forbids.
      Object.assign(node.style, value);
    } else {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

let counted = 0;

/** An id that no other node of the page has. */
function fresh(name) {
  counted += 1;
  return `DR-${name}-${counted}`;
}

/**
 * A sheet over the page, with buttons; the name of the one that closed it comes back,
 * or "cancel" for Escape. `answer(name, dialog)` may keep it open by returning false.
 */
function sheet({ locale, title, body, actions, answer }) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const named = fresh("title");
    const buttons = actions.map(({ name, label, kind = "plain" }) =>
      make("button", {
        type: kind === "primary" ? "submit" : "button",
        class: `DRDialog-button DRDialog-button--${kind}`,
        value: name,
        "data-action": name,
        on: kind === "primary" ? {} : { click: () => choose(name) },
      }, label)
    );
    const primary = actions.find(({ kind }) => kind === "primary");
    const form = make("form", {
      class: "DRDialog-form",
      novalidate: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          choose(primary ? primary.name : "cancel");
        },
      },
    },
      make("h2", { class: "DRDialog-title", id: named }, title),
      make("div", { class: "DRDialog-body" }, body),
      make("div", { class: "DRDialog-actions" }, buttons)
    );
    const dialog = make("dialog", {
      class: "DRDialog",
      lang: locale,
      "aria-labelledby": named,
      on: {
        cancel: (event) => {
          event.preventDefault();
          choose("cancel");
        },
      },
    }, form);
    let busy = false;

    async function choose(name) {
      if (busy) return;
      busy = true;
      buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
      const stays = answer && (await answer(name, dialog)) === false;
      buttons.forEach((button) => button.removeAttribute("aria-disabled"));
      busy = false;
      if (stays) return;
      dialog.close();
      dialog.remove();
      if (before && before.isConnected && before.focus) before.focus();
      resolve(name);
    }

    document.body.append(dialog);
    dialog.showModal();
    const first = dialog.querySelector("[autofocus], input, select") || buttons[0];
    if (first) first.focus();
  });
}

// ---- the customer's part ----

/**
 * Ask the customer of 3D Secure for the password, if that is owed.
 *
 * @param subject {sessionId?, sourceId?, secret?, paying?}
 * @returns true when it was passed, false when it was not, null when nothing is owed.
 */
async function challenge(river, subject) {
  const { connection, locale } = river;
  const asked = await connection.call("GET", "/v1/mockdr/challenge", { query: subject });
  if (!asked.ok || !asked.body.owed) return null;
  const field = fresh("password");
  const told = fresh("told");
  const input = make("input", {
    id: field,
    class: "DRDialog-input",
    type: "password",
    autocomplete: "off",
    "aria-describedby": told,
    autofocus: true,
  });
  const note = make("p", { id: told, class: "DRDialog-note", role: "status" });
  let result = "failed";
  await sheet({
    locale,
    title: say(locale, "challenge_title"),
    body: [
      make("p", {}, say(locale, "challenge_text")),
      make("label", { for: field, class: "DRDialog-label" }, say(locale, "password")),
      input,
      note,
      make("p", { class: "DRDialog-hint" }, say(locale, "challenge_hint")),
    ],
    actions: [
      { name: "submit", label: say(locale, "submit"), kind: "primary" },
      { name: "cancel", label: say(locale, "cancel") },
    ],
    answer: async (name) => {
      const tried = name === "submit" ? { password: input.value } : { cancel: true };
      const { paying, ...who } = subject;
      const reply = await connection.call("POST", "/v1/mockdr/challenge", {
        body: { ...who, ...tried },
      });
      result = reply.ok ? reply.body.result : "failed";
      if (result !== "wrong") return true;
      note.textContent = say(locale, "challenge_wrong", { left: reply.body.left });
      input.setAttribute("aria-invalid", "true");
      input.value = "";
      input.focus();
      return false;
    },
  });
  return result === "passed";
}

/** Approve, cancel or pay as the customer: {source, error}. */
async function customerDoes(river, sourceId, clientSecret, decision) {
  const reply = await river.connection.call("POST", "/v1/mockdr/decide", {
    body: { sourceId, secret: clientSecret, decision },
  });
  if (!reply.ok) return outcome(reply, "source");
  return { source: reply.body.source, error: undefined };
}

// ---- the object ----

/** Whether *value* is one of our elements: they know what they contribute. */
function isElement(value) {
  return Boolean(value) && typeof value.contribution === "function";
}

class DigitalRiver {
  constructor(key, { locale } = {}) {
    if (typeof key !== "string" || key === "") {
      throw new Error("Please provide your public key: new DigitalRiver('pk_test_…').");
    }
    this.key = key;
    this.locale = locale || "en-US";
    this.connection = new Connection(key);
    this.version = facts.version;
  }

  createElement(type, options = {}) {
    return makeElement(this, type, options);
  }

  createDropin(configuration) {
    return makeDropin(this, configuration);
  }

  createDropIn(configuration) {
    return this.createDropin(configuration);
  }

  paymentRequest(data) {
    return makePaymentRequest(this, data);
  }
}

DigitalRiver.version = facts.version;

// Some pages leave out `new`.
window.DigitalRiver = new Proxy(DigitalRiver, {
  apply: (constructor, self, given) => new constructor(...given),
});
