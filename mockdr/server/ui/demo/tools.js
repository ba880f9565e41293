// What every page of the shop needs: its own server, addresses, amounts and nodes.

export const root = "/_mockdr/demo";

const asked = new URLSearchParams(location.search);

/** Whose provider it is: the same for all pages until somebody says otherwise. */
export const tenant = asked.get("tenant") || "demo";

/** What the address of this page says, for instance which checkout it is about. */
export const said = (name) => new URLSearchParams(location.search).get(name);

/** The address of a page of the shop. */
export function address(page, more = {}) {
  const where = new URL(`${root}/${page}`, location.origin);
  if (tenant !== "demo") where.searchParams.set("tenant", tenant);
  for (const [name, value] of Object.entries(more)) where.searchParams.set(name, value);
  return where.href;
}

/** A node; children are text or nodes, so nothing that comes from outside is HTML. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

/** The same work, but never twice at once: who clicks twice wants it done once. */
export function once(work) {
  let running = false;
  return async (...given) => {
    if (running) return;
    running = true;
    try {
      await work(...given);
    } finally {
      running = false;
    }
  };
}

/** An amount as people of that currency read it. */
export function money(amount, currency) {
  if (amount === undefined || amount === null || !currency) return "";
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(amount);
}

/** When something was: the time alone, or with its day where that differs. */
export const moment = (at, dated) =>
  `${dated ? `${at.slice(0, 10)} ` : ""}${at.slice(11, 19)}`;

// The token beyond loopback. It lives here and nowhere else, and is gone with the page.
let token = "";
/** Tokens are of such characters; fetch would fail for others, so none is sent. */
const possible = /^[!-~]*$/;

/** Ask the person for the token, until they give one. */
function askForToken() {
  return new Promise((resolve) => {
    const input = make("input", {
      id: "token", type: "password", autocomplete: "off", required: true,
    });
    const dialog = make("dialog", { class: "token", "aria-labelledby": "token-title" },
      make("form", {
        method: "dialog",
        onsubmit: (event) => {
          event.preventDefault();
          token = input.value.trim();
          dialog.remove();
          resolve();
        },
      },
      make("h2", { id: "token-title" }, "The control token"),
      make("p", {}, "Beyond this machine the shop needs the token that mockdr ",
        "printed at its start. The page keeps it until you leave."),
      make("label", { for: "token" }, "Token"),
      input,
      make("button", { class: "strong" }, "Go on"))
    );
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
  });
}

let asking = null;

async function heard(where, options) {
  if (!possible.test(token)) return { status: 401 };
  try {
    return await fetch(where, options);
  } catch {
    throw new Error("mockdr does not answer. Is it still running?");
  }
}

async function send(path, body, query = {}) {
  const where = new URL(path, location.origin);
  where.searchParams.set("tenant", tenant);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) where.searchParams.set(name, value);
  }
  const headers = { "X-Mockdr-Window": "1" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  const reply = await heard(where, {
    method: body === undefined ? "GET" : "POST",
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    credentials: "omit",
  });
  if (reply.status === 401) {
    asking = asking || askForToken();
    await asking;
    asking = null;
    return send(path, body, query);
  }
  if (reply.status === 204) return null;
  const document = await reply.json().catch(() => null);
  if (!document) throw new Error(`mockdr answered ${reply.status}, and not in JSON.`);
  if (!reply.ok) {
    const { message, help } = document.error;
    throw new Error(help ? `${message}: ${help}` : message);
  }
  return document;
}

/** Ask the shop's own server; it is the one that holds the secret key. */
export const shop = (name, body, query) => send(`${root}/shop/${name}`, body, query);

/** Ask mockdr itself for what no shop could: let time pass, let somebody act. */
export const control = (name, body) => send(`/_mockdr/${name}`, body);

const drawings = {
  boat: ["M8 40 L56 40 L48 52 L16 52 Z", "M32 10 L32 38 L12 38 Z",
    "M34 16 L34 38 L50 38 Z"],
  lamp: ["M26 22 L38 22 L42 54 L22 54 Z", "M25 12 L39 12 L39 20 L25 20 Z",
    "M43 12 L58 7 L58 24 L43 20 Z", "M28 6 L36 6 L38 10 L26 10 Z"],
  album: ["M8 32 a24 24 0 1 0 48 0 a24 24 0 1 0 -48 0 M25 32 a7 7 0 1 1 14 0 " +
    "a7 7 0 1 1 -14 0 Z"],
  chart: ["M6 24 q8 -10 16 0 t16 0 t16 0 l4 4 v6 q-8 8 -16 0 t-16 0 t-16 0 l-4 -4 Z",
    "M6 42 q8 -10 16 0 t16 0 t16 0 l4 4 v6 q-8 8 -16 0 t-16 0 t-16 0 l-4 -4 Z"],
};

/** The drawing of a good; it says nothing that its name does not say. */
export function drawing(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 64 64");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `drawing drawing-${name}`);
  for (const [number, shape] of (drawings[name] || []).entries()) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", shape);
    path.setAttribute("fill-rule", "evenodd");
    path.setAttribute("class", `part-${number}`);
    svg.append(path);
  }
  return svg;
}

/** A word for a state, coloured by what it means for the shop. */
export function state(name) {
  const good = ["complete", "accepted", "chargeable", "consumed", "capturable",
    "fulfilled", "requires_confirmation"];
  const bad = ["failed", "cancelled", "blocked", "dispute"];
  const kind = good.includes(name) ? "good" : bad.includes(name) ? "bad" : "waiting";
  return make("code", { class: `state state-${kind}` }, name);
}

/** Tell what went wrong where the person is looking. */
export function trouble(text, ...more) {
  return make("div", { class: "trouble", role: "alert" }, make("p", {}, text), more);
}

/** That a fault has kept the answer. */
export const silence = ({ lost }) =>
  `No answer came from the provider that could be read (${lost}).`;

/** What the provider, or the network, had against it. */
export function refusal(answered) {
  if (answered.lost) return `${silence(answered)} Nobody knows yet what came of it.`;
  const [first = {}] = (answered.problem || {}).errors || [];
  const code = first.code ? ` (${first.code})` : "";
  return `The provider says no: ${first.message || answered.status}${code}`;
}
