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
      const said = text === "" ? {} : JSON.parse(text);
      if (said === null || typeof said !== "object") throw new Error("no document");
      return { ok: reply.ok, status, body: said };
    } catch (trouble) {
      if (status) return { ok: false, status, body: complained(status) };
      console.warn(`DigitalRiver.js cannot reach ${origin}: ${trouble.message}`);
      const message = "Please check your network connection.";
      return { ok: false, status, body: failure("no_network", "no_network", message) };
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

// Whose sheets are open: an element's, a Drop-in's. They close with their owner.
const openSheets = new Map();
const gone = new WeakSet();

/** Close what *owner* has open: that is cancelled; so is all to come, if for good. */
function closeSheets(owner, forGood) {
  if (forGood) gone.add(owner);
  for (const leave of [...(openSheets.get(owner) || [])]) leave();
}

/**
 * A sheet over the page, with buttons; the name of the one that closed it comes back,
 * or "cancel" for Escape. `answer(name, dialog)` may keep it open by returning false.
 * With its `owner` it is closed by `closeSheets`.
 */
function sheet({ locale, title, body, actions, answer, owner }) {
  return new Promise((resolve, reject) => {
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
        close: () => {
          // Browsers let a page keep Escape from closing once, and not twice.
          if (over || left || dialog.open) return;
          if (busy) reopen();
          else choose("cancel");
        },
      },
    }, form);
    let busy = false;
    let left = false;
    let over = false;
    // A page that shows something else may have thrown the sheet out with the rest.
    const watch = new MutationObserver(() => dialog.isConnected || leave());
    const siblings = openSheets.get(owner) || new Set();

    async function choose(name) {
      if (busy || over) return;
      busy = true;
      buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
      let stays = false;
      try {
        stays = answer && (await answer(name, dialog)) === false;
      } catch (trouble) {
        end();
        reject(trouble);
        return;
      }
      buttons.forEach((button) => button.removeAttribute("aria-disabled"));
      busy = false;
      if (stays && left && name !== "cancel") {
        choose("cancel");
      } else if (stays && !left) {
        reopen();
      } else {
        end();
        resolve(name);
      }
    }

    function reopen() {
      if (dialog.isConnected && !dialog.open) dialog.showModal();
    }

    function vanish() {
      watch.disconnect();
      dialog.close();
      dialog.remove();
      if (before && before.isConnected && before.focus) before.focus();
    }

    function leave() {
      if (left || over) return;
      left = true;
      vanish();
      choose("cancel");
    }

    function end() {
      over = true;
      siblings.delete(leave);
      if (siblings.size === 0) openSheets.delete(owner);
      if (!left) vanish();
    }

    siblings.add(leave);
    openSheets.set(owner, siblings);
    if (gone.has(owner)) {
      leave();
      return;
    }
    document.body.append(dialog);
    watch.observe(document, { childList: true, subtree: true });
    dialog.showModal();
    const first = dialog.querySelector("[autofocus], input, select") || buttons[0];
    if (first) first.focus();
  });
}

// ---- the customer's part ----

// What customers are being asked just now, by subject.
const running = new Map();

/** What *act* answers, once for all who ask it of one subject at the same time. */
function together(river, subject, act) {
  const key = JSON.stringify([river.key, subject]);
  if (!running.has(key)) {
    running.set(key, act().finally(() => running.delete(key)));
  }
  return running.get(key);
}

/**
 * Ask the customer of 3D Secure for the password, if that is owed.
 *
 * @param subject {sessionId?, sourceId?, secret?, paying?}
 * @param owner Whose sheet it is: the question leaves with it.
 * @returns {passed, error}: passed is true or false, null when nothing is owed; the
 * error is why the question could not be asked, and then nothing was passed.
 */
async function challenge(river, subject, owner = river) {
  const { connection, locale } = river;
  const where = "/v1/mockdr/challenge";
  const asked = await connection.call("GET", where, { query: subject });
  if (!asked.ok) {
    return { passed: false, error: complained(asked.status, asked.body) };
  }
  if (!asked.body.owed) return { passed: null };
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
  let error;
  await sheet({
    locale,
    owner,
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
      const body = { ...who, ...tried };
      const reply = await connection.call("POST", where, { body });
      result = reply.ok ? reply.body.result : "failed";
      // Somebody else may have answered for the customer: then the state decides.
      if (!reply.ok && reply.status !== 409) {
        error = complained(reply.status, reply.body);
      }
      if (result !== "wrong") return true;
      note.textContent = say(locale, "challenge_wrong", { left: reply.body.left });
      input.setAttribute("aria-invalid", "true");
      input.value = "";
      input.focus();
      return false;
    },
  });
  return { passed: result === "passed", error };
}

/** Approve, cancel or pay as the customer: {source, error}. */
async function customerDoes(river, sourceId, clientSecret, decision) {
  const reply = await river.connection.call("POST", "/v1/mockdr/decide", {
    body: { sourceId, secret: clientSecret, decision },
  });
  if (!reply.ok) return either(undefined, complained(reply.status, reply.body));
  return either(reply.body.source, undefined);
}

// ---- sources ----

const noParameter = (name) =>
  failure("bad_request", "missing_parameter", "A parameter is missing.", name);

/** Whether *value* is one of our elements: they know what they contribute. */
function isElement(value) {
  return Boolean(value) && typeof value.contribution === "function";
}

/** What a method answers that has either a source or an error. */
function either(source, error) {
  // Samples of the flows read the source's state off the result itself.
  const also = source ? { id: source.id, state: source.state } : {};
  return { ...also, source, error };
}

/** The owner as the server reads it: samples have numbers for postal codes. */
function written(owner) {
  if (!owner || !owner.address) return owner;
  const address = { ...owner.address };
  for (const name of Object.keys(address)) {
    if (typeof address[name] === "number") address[name] = String(address[name]);
  }
  return { ...owner, address };
}

/** What a bank is told of the browser; the source shows it again. */
function browserInfo() {
  return {
    userAgent: navigator.userAgent,
    language: navigator.language,
    colorDepth: screen.colorDepth,
    screenHeight: screen.height,
    screenWidth: screen.width,
    timeZoneOffset: new Date().getTimezoneOffset(),
    javaEnabled: false,
    referrer: document.referrer || location.origin,
  };
}

const sourcePath = (id, act = "") =>
  `/payments/sources/${encodeURIComponent(id)}${act}`;

/** Only the part after the id is sent: the whole of it opens the source as well. */
function secretOf(sourceId, clientSecret) {
  const whole = String(clientSecret);
  return whole.startsWith(`${sourceId}_`) ? whole.slice(sourceId.length + 1) : whole;
}

/**
 * Make a source of *data* and of what *element* has; the bank may ask its question, in
 * a sheet of the *owner*.
 */
async function createSource(river, element, data, owner) {
  const body = { browserInfo: browserInfo(), ...data };
  if (element !== undefined) {
    const given = await element.contribution();
    if (given.error) return either(undefined, given.error);
    body.type = body.type || given.type;
    body[body.type] = { ...body[body.type], ...given.values };
  }
  if (body.owner) body.owner = written(body.owner);
  const made = await river.connection.call("POST", "/payments/sources", { body });
  if (!made.ok) return either(undefined, complained(made.status, made.body));
  let source = made.body;
  if (source.state === "requires_action") {
    const secret = secretOf(source.id, source.clientSecret);
    // The source knows its session; the customer may owe nothing to that.
    const { error } = await challenge(river, { sourceId: source.id, secret }, owner);
    if (error) return either(undefined, error);
    const now = await retrieveSource(river, source.id, source.clientSecret);
    if (now.error) return now;
    source = now.source;
  }
  if (source.state === "failed") {
    const message = "The source could not be created.";
    return either(undefined, failure("bad_request", "unknown_error", message));
  }
  return either(source, undefined);
}

async function retrieveSource(river, sourceId, clientSecret) {
  const query = { secret: secretOf(sourceId, clientSecret) };
  const reply = await river.connection.call("GET", sourcePath(sourceId), { query });
  if (!reply.ok) return either(undefined, complained(reply.status, reply.body));
  return either(reply.body, undefined);
}

async function updateSource(river, element, data) {
  const { id, clientSecret, ...changes } = data || {};
  const missing = !id ? "id" : "clientSecret";
  if (!id || !clientSecret) return either(undefined, noParameter(missing));
  if (element !== undefined) {
    if (!isElement(element) || element.type !== "cardexpiration") {
      const message = "An element type of cardexpiration must be provided.";
      const error = failure("bad_request", "invalid_element_type", message);
      return either(undefined, error);
    }
    const given = await element.contribution(true);
    if (given.error) return either(undefined, given.error);
    changes.creditCard = { ...changes.creditCard, ...given.values };
  }
  if (changes.owner) changes.owner = written(changes.owner);
  const query = { secret: secretOf(id, clientSecret) };
  const call = { query, body: changes };
  const reply = await river.connection.call("POST", sourcePath(id), call);
  if (!reply.ok) return either(undefined, complained(reply.status, reply.body));
  return either(reply.body, undefined);
}

/** The bank's question before a saved card pays: {status}. */
async function authenticateSource(river, element, data) {
  const body = { returnUrl: location.href, ...data };
  for (const name of ["sessionId", "sourceId", "sourceClientSecret"]) {
    if (!body[name]) return { status: "failed", error: noParameter(name) };
  }
  if (isElement(element)) {
    const given = await element.contribution(true);
    if (given.error) return { status: "failed", error: given.error };
    body.cvv = given.values.cvv;
  }
  const { sessionId, sourceId, sourceClientSecret } = body;
  const secret = secretOf(sourceId, sourceClientSecret);
  const subject = { sessionId, sourceId, secret, paying: true };
  return together(river, subject, async () => {
    const { passed, error } = await challenge(river, subject);
    if (error) return { status: "failed", error };
    const path = sourcePath(sourceId, "/authenticate");
    const reply = await river.connection.call("POST", path, { body });
    if (!reply.ok) {
      return { status: "failed", error: complained(reply.status, reply.body) };
    }
    return { status: passed === false ? "failed" : reply.body.status };
  });
}

/** What an order answered that it still needs; then the order is tried again. */
async function handleNextAction(river, nextAction) {
  const { action } = nextAction || {};
  const data = (nextAction || {}).data || {};
  if (action === "redirect" && data.redirectUrl) {
    location.assign(data.redirectUrl);
    return { status: "pending_redirect" };
  }
  if (action !== "sca_required" || !data.sessionId) {
    const message = `There is no such next action: ${JSON.stringify(nextAction)}.`;
    const error = failure("bad_request", "invalid_parameter", message, "action");
    return { status: "failed", error };
  }
  const subject = { sessionId: data.sessionId };
  const { passed, error } = await together(river, subject, () =>
    challenge(river, subject)
  );
  if (error) return { status: "failed", error };
  return { status: passed === false ? "failed" : "complete" };
}

// ---- what the law wants to be shown ----

const knownLanguages = new Set(facts.languages);
const knownCountries = new Set(facts.countries);

/** Who sells, in which language and where, or the documented complaint. */
function complianceOf(asked) {
  const { language, country, businessEntityCode } = asked || {};
  const given = String(language || "").replace("_", "-");
  const [spoken, region] = given.split("-");
  const entity = new Map(Object.entries(facts.entities)).get(businessEntityCode);
  const where = String(country || "").toUpperCase();
  const missing = [
    entity ? null : "businessEntityCode",
    knownCountries.has(where) ? null : "country",
    knownLanguages.has(spoken.toLowerCase()) ? null : "language",
  ].filter(Boolean);
  if (missing.length) {
    const said = missing.map((name) => `${name} is missing or unsupported`);
    throw new Error(said.join(", "));
  }
  const locale = `${spoken.toLowerCase()}_${(region || where).toUpperCase()}`;
  return { id: businessEntityCode, name: entity.name, country: where, given, locale };
}

/**
 * The disclosures as data: `{key: {text, url}}`, and who sells as `businessEntity`.
 * In a text `{termsOfSale}` and the like stand for links to the others.
 */
function disclosures(asked) {
  const { id, name, country, given, locale } = complianceOf(asked);
  const found = { businessEntity: { name, id } };
  const seller = encodeURIComponent(`eCommerceProvider.${name}`);
  for (const [key, { page = "", countries }] of Object.entries(facts.disclosures)) {
    if (countries && !countries.includes(country)) continue;
    // The names of some end with a full stop, and so do the sentences.
    const sentence = say(given, `disclosure_${key}`, { entity: name });
    const words = sentence.replace("..", ".");
    // The links are names; whatever is a sentence says that nobody is bound by it.
    const said = page && !words.includes("{");
    const text = said ? words : `${words} ${say(given, "sample_text")}`;
    const [path, fragment] = page.split("#");
    const url = `${origin}/store/defaults/${locale}/${path}/${seller}`;
    found[key] = page ? { text, url: fragment ? `${url}#${fragment}` : url } : { text };
  }
  return found;
}

/** A disclosure's text as text and links, for who builds nodes of it. */
function disclosureNodes(found, key) {
  const { url } = found.resellerDisclosure;
  const linked = { ...found, seller: { text: found.businessEntity.name, url } };
  return found[key].text.split(/(\{\w+\})/).map((part) => {
    const name = part.slice(1, -1);
    if (!part.startsWith("{") || !linked[name]) return part;
    // What pages style by: the names that the documentation's sample prints.
    const named = { termsOfSale: "termsAndConditions", seller: "resellerDisclosure" };
    const shown = { href: linked[name].url, target: "_blank", rel: "noopener" };
    const attributes = { ...shown, class: `dr_${named[name] || name}` };
    return make("a", attributes, linked[name].text);
  });
}

const Compliance = {
  /** `getDetails({language, country, businessEntityCode})`, or the older way. */
  getDetails(asked, older) {
    const [language, country] = String(older || "").split(/[-_]/);
    const positional = typeof asked === "string";
    const wanted = positional
      ? { businessEntityCode: asked, language: older, country }
      : asked;
    if (positional && !country && facts.entities[asked]) {
      wanted.country = facts.entities[asked].country;
      wanted.language = language;
    }
    const found = disclosures(wanted);
    const disclosure = { businessEntity: found.businessEntity };
    for (const key of Object.keys(found).filter((one) => one !== "businessEntity")) {
      const { url } = found[key];
      // Pages put this text into their own HTML.
      const { innerHTML: localizedText } = make("p", {}, disclosureNodes(found, key));
      const shown = { localizedText };
      disclosure[key] = url ? { ...shown, url } : shown;
    }
    // Samples print what is inside, programs read `disclosure`: both are there.
    return { ...disclosure, disclosure };
  },
};

// ---- the object ----

class DigitalRiver {
  constructor(key, options) {
    if (typeof key !== "string" || key === "") {
      const sample = "new DigitalRiver('pk_test_…')";
      throw new Error(`Please provide your public key: ${sample}.`);
    }
    this.key = key;
    this.locale = (options || {}).locale || "en-US";
    this.connection = new Connection(key);
    this.version = facts.version;
    this.Compliance = Compliance;
  }

  createSource(...given) {
    const [element, data] = given.length > 1 ? given : [undefined, ...given];
    if (isElement(element)) return createSource(this, element, data);
    if (isElement(data)) return createSource(this, data, {});
    if (element === undefined || element === null) {
      return createSource(this, undefined, data);
    }
    const message = "The first of two arguments must be an element.";
    const error = failure("bad_request", "invalid_element_type", message);
    return Promise.resolve(either(undefined, error));
  }

  createStoredPaymentSource(...given) {
    const data = isElement(given[given.length - 1]) ? {} : given.pop();
    return this.createSource(...given, { ...data, futureUse: true });
  }

  createCreditCardSource(sessionClientSecret, element, data) {
    if (!sessionClientSecret) {
      return Promise.resolve(either(undefined, noParameter("sessionClientSecret")));
    }
    const [sessionId] = String(sessionClientSecret).split("_");
    return this.createSource(element, { type: "creditCard", sessionId, ...data });
  }

  retrieveSource(sourceId, sourceClientSecret) {
    if (!sourceId) throw new Error("You must provide a sourceId");
    if (!sourceClientSecret) throw new Error("You must provide a sourceClientSecret");
    return retrieveSource(this, sourceId, sourceClientSecret);
  }

  updateSource(...given) {
    const [element, data] = given.length > 1 ? given : [undefined, ...given];
    return updateSource(this, element, data);
  }

  authenticateSource(...given) {
    const [element, data] = given.length > 1 ? given : [undefined, ...given];
    return authenticateSource(this, element, data);
  }

  handleNextAction(nextAction) {
    return handleNextAction(this, nextAction);
  }

  async retrieveAvailablePaymentMethods(filters) {
    const path = "/payments/payment-methods";
    const query = filters || {};
    const reply = await this.connection.call("GET", path, { query });
    return reply.ok ? reply.body : { error: complained(reply.status, reply.body) };
  }

  async retrieveOnlineBankingBanks(country, currency) {
    const query = { country, currency };
    const path = "/payments/online-banking/banks";
    const reply = await this.connection.call("GET", path, { query });
    return reply.ok ? reply.body : [];
  }

  async retrieveKonbiniStores() {
    return facts.konbiniStores.map((store) => ({ ...store }));
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
DigitalRiver.Compliance = Compliance;

// Some pages leave out `new`.
window.DigitalRiver = new Proxy(DigitalRiver, {
  apply: (constructor, self, given) => new constructor(...given),
});
