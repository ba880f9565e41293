// The window's frame: which tenant and view are shown, and how it follows what happens.

import { Refused, get, post, remember } from "./control.js";
import { draw, h } from "./nodes.js";
import { count } from "./parts.js";
import { actsView } from "./acts.js";
import { clockView } from "./clock.js";
import { findingsView } from "./findings.js";
import { journalView } from "./journal.js";
import { scenariosView } from "./scenarios.js";
import { tenantsView } from "./tenants.js";
import { sessionsView, thingView, thingsView } from "./things.js";
import { webhooksView } from "./webhooks.js";

// Milliseconds between two looks at the pulse: short while things happen, then longer.
const SOON = 600;
const LATER = 4000;
const SILENT = 15000;
// The server gives no more rows than these at once.
const MOST = 1000;

const VIEWS = {
  sessions: sessionsView,
  things: thingsView,
  thing: thingView,
  journal: journalView,
  acts: actsView,
  clock: clockView,
  scenarios: scenariosView,
  webhooks: webhooksView,
  findings: findingsView,
  tenants: tenantsView,
};
// The navigation: view, what it is called, and which number of the pulse it counts.
const PLACES = [
  ["sessions", "Sessions"],
  ["things", "Things"],
  ["journal", "Journal", "calls"],
  ["acts", "Acts"],
  ["clock", "Clock", "due"],
  ["scenarios", "Scenarios"],
  ["webhooks", "Webhooks", "deliveries"],
  ["findings", "Findings", "findings"],
  ["tenants", "Tenants", "tenants"],
];

const state = {
  address: location.href.replace(/#main$/, ""),
  route: { tenant: "mockdr", live: false, view: "tenants", rest: [] },
  pulse: null,
  tenants: [],
  data: null,
  shown: "",
  trouble: null,
  notice: null,
  silent: false,
  locked: false,
  busy: false,
  wrongToken: false,
  own: {},
  load: 0,
  wait: SOON,
  timer: 0,
  arrived: false,
  here: null,
  length: 0,
};
const shell = document.getElementById("shell");
const told = document.getElementById("told");

// What a view may know and do.
const context = {
  get route() {
    return state.route;
  },
  get pulse() {
    return state.pulse;
  },
  get tenants() {
    return state.tenants;
  },
  // What the view keeps for itself as long as it is shown.
  get own() {
    return state.own;
  },
  get: (name, query) => get(name, { ...world(), ...query }),
  getBare: (name, query) => get(name, query),
  getAll,
  post: (name, body, query) => post(name, { ...world(), ...query }, body),
  postBare: (name, query, body) => post(name, query, body),
  link: (view, ...rest) => address(state.route.tenant, state.route.live, view, rest),
  linkTo: (tenant, live, view) => address(tenant, live, view, []),
  go: (view, ...rest) => {
    location.hash = context.link(view, ...rest).slice(1);
  },
  redraw: paint,
  reload,
  say,
  // Does what a button is for, and tells what came of it.
  act: async (work) => {
    if (state.busy) {
      return;
    }
    state.busy = true;
    state.notice = null;
    try {
      const found = await work();
      state.notice = { good: true, ...(found && found.text ? found
        : { text: found || "Done." }) };
      say(state.notice.text);
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      if (!locks(error)) {
        state.notice = { good: false, text: error.message, error };
      }
    } finally {
      state.busy = false;
    }
    await look(true);
    await reload();
  },
};

// Gets the newest rows of a list, as many as are wanted, and what the reply says else.
async function getAll(name, query, list, wanted) {
  const rows = [];
  let found;
  let before = null;
  do {
    const limit = Math.min(wanted - rows.length, MOST);
    found = await context.get(name, { ...query, limit, before });
    rows.push(...found[list]);
    before = found.next;
  } while (before !== null && rows.length < wanted);
  return { ...found, [list]: rows };
}

function world() {
  return { tenant: state.route.tenant, live: state.route.live ? "true" : null };
}

function address(tenant, live, view, rest) {
  const parts = [live ? `${tenant}~live` : tenant, view, ...rest];
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

function readRoute() {
  let parts;
  try {
    parts = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  } catch {
    parts = [];
  }
  const [who = "", view = "", ...rest] = parts;
  const live = who.endsWith("~live");
  const name = live ? who.slice(0, -5) : who;
  return {
    tenant: /^[A-Za-z0-9_-]{1,64}$/.test(name) ? name : "mockdr",
    live,
    view: Object.hasOwn(VIEWS, view) ? view : "tenants",
    rest,
  };
}

function say(text) {
  told.textContent = text;
}

function locks(error) {
  if (error instanceof Refused && error.status === 401) {
    state.locked = true;
    return true;
  }
  return false;
}

async function reload() {
  const turn = ++state.load;
  const view = VIEWS[state.route.view];
  try {
    const data = await view.load(context);
    if (turn !== state.load) {
      return;
    }
    state.data = data;
    state.shown = location.hash;
    state.trouble = null;
    state.locked = false;
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    if (turn !== state.load) {
      return;
    }
    if (!locks(error)) {
      state.trouble = error;
    }
  }
  paint();
  arrive();
}

// Tells where we are once it is there to be seen, as a new page would.
function arrive() {
  if (state.arrived) {
    return;
  }
  state.arrived = true;
  scrollTo(0, 0);
  for (const link of document.querySelectorAll(".calls [aria-current]")) {
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  const heading = document.querySelector("main .detail h2") ||
    document.querySelector("main h1");
  if (heading && location.hash) {
    heading.focus({ preventScroll: true });
  }
}

async function follow() {
  clearTimeout(state.timer);
  if (document.hidden) {
    return;
  }
  try {
    await look(false);
  } finally {
    clearTimeout(state.timer);
    if (!state.locked) {
      state.timer = setTimeout(follow, state.wait);
    }
  }
}

// Looks at the pulse; what shows has to be loaded anew if it is another.
async function look(quiet) {
  const { tenant, live } = state.route;
  const before = state.pulse;
  let pulse;
  let moved;
  try {
    pulse = await context.get("pulse");
    moved = !before || beat(before) !== beat(pulse);
    if (moved) {
      state.tenants = (await context.getBare("tenants")).tenants;
    }
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    state.silent = error.status === 0;
    state.wait = Math.min(state.wait * 2, SILENT);
    locks(error);
    paint();
    return;
  }
  if (tenant !== state.route.tenant || live !== state.route.live) {
    return;
  }
  const restored = state.silent;
  state.silent = false;
  state.pulse = pulse;
  state.wait = moved ? SOON : Math.min(state.wait * 1.5, LATER);
  if (moved) {
    if (before && !quiet) {
      announce(before, pulse);
    }
    if (!location.hash && !pulse.made && state.tenants.length) {
      // Who names no tenant sees one that there is.
      const [{ name, live: other }] = state.tenants;
      location.replace(address(name, other, "tenants", []));
      return;
    }
    if (quiet || !before) {
      paint();
    } else {
      await reload();
    }
  } else if (restored || before.now !== pulse.now) {
    paint();
  }
}

// The pulse without what passes by itself.
function beat(pulse) {
  return JSON.stringify({ ...pulse, now: null });
}

function announce(before, now) {
  const news = [
    ["calls", "new call"],
    ["events", "new event"],
    ["findings", "new finding"],
  ];
  const parts = news
    .filter(([name]) => now[name] > before[name])
    .map(([name, one]) => count(now[name] - before[name], one));
  if (parts.length) {
    say(parts.join(", "));
  }
}

function paint() {
  if (state.locked) {
    document.title = "Token – mockdr";
    draw(shell, h("main", { id: "main", class: "alone", key: "locked" }, door()));
    return;
  }
  const view = VIEWS[state.route.view];
  const heading = view.title(context);
  document.title = [...new Set([heading, state.route.tenant, "mockdr"])].join(" – ");
  draw(shell, [
    head(),
    navigation(),
    h(
      "main",
      {
        id: "main",
        key: pathOf(state.route),
        "aria-busy": state.data === null && !state.trouble ? "true" : null,
        "data-shown": state.data === null ? null : state.shown,
      },
      state.silent && h("p", { class: "notice bad", role: "alert" },
        "mockdr does not answer. What you see is what was last heard."),
      notice(),
      h("div", { class: "heading" }, h("h1", { tabindex: "-1" }, heading)),
      body(view),
    ),
  ]);
  keepInSight();
}

// Where the views stand in one row, their numbers make it longer as they come.
function keepInSight() {
  const row = shell.querySelector(":scope > nav");
  const here = row.querySelector("[aria-current]");
  if (here && (state.here !== here || state.length !== row.scrollWidth)) {
    state.here = here;
    state.length = row.scrollWidth;
    const [whole, one] = [row, here].map((node) => node.getBoundingClientRect());
    row.scrollLeft += one.left + one.width / 2 - whole.left - whole.width / 2;
  }
}

function pathOf(route) {
  return ["main", route.tenant, route.live, route.view].join("/");
}

function body(view) {
  if (state.trouble) {
    return h("p", { class: "notice bad", role: "alert" },
      h("strong", null, state.trouble.message), " ", state.trouble.help);
  }
  return state.data === null
    ? h("p", { class: "empty" }, "One moment…")
    : view.draw(context, state.data);
}

function notice() {
  if (!state.notice) {
    return null;
  }
  const { good, text, more, error } = state.notice;
  const possible = (error && error.more.possible) || [];
  return h(
    "div",
    { class: `notice told ${good ? "good" : "bad"}`, role: good ? null : "alert" },
    h("p", { class: "message" }, h("strong", null, text),
      error && error.help ? ` ${error.help}` : ""),
    more && h("p", null, more),
    possible.length > 0 && h("p", null, `Possible now: ${possible.join(", ")}`),
    h("button", {
      type: "button",
      class: "small",
      onclick: () => {
        state.notice = null;
        paint();
      },
    }, "Close"),
  );
}

function head() {
  const { tenant, live } = state.route;
  const names = state.tenants.map((one) => [one.name, one.live]);
  if (!names.some(([name, other]) => name === tenant && other === live)) {
    names.push([tenant, live]);
  }
  const value = (name, other) => (other ? `${name}~live` : name);
  return h(
    "header",
    { key: "header" },
    h("a", { class: "brand", href: context.link("tenants") }, "mockdr"),
    h("label", { class: "tenant" }, h("span", null, "Tenant"),
      h(
        "select",
        {
          value: value(tenant, live),
          onchange: (event) => {
            const [name, other] = event.target.value.split("~");
            const view = state.route.view === "thing" ? "things" : state.route.view;
            location.hash = address(name, Boolean(other), view, []).slice(1);
          },
        },
        names.map(([name, other]) =>
          h("option", { value: value(name, other), key: value(name, other) },
            other ? `${name} (live keys)` : name),
        ),
      ),
    ),
    state.pulse && h("p", { class: "now" },
      h("span", { class: "soft" },
        state.pulse.running ? "Clock runs " : "Clock stands "),
      h("a", { href: context.link("clock") },
        state.pulse.now.replace("T", " ").replace(/(\.\d+)?Z$/, ""))),
  );
}

function navigation() {
  const shown = state.route.view === "thing"
    ? state.route.rest[0] === "session" ? "sessions" : "things"
    : state.route.view;
  return h(
    "nav",
    { key: "nav", "aria-label": "Views" },
    h("ul", null, PLACES.map(([view, label, counted]) => {
      const number = counted && state.pulse ? state.pulse[counted] : 0;
      return h("li", { key: view }, h("a", {
        href: context.link(view),
        "aria-current": view === shown ? "page" : null,
      }, h("span", null, label), number > 0 && h("span", {
        class: view === "findings" ? "number bad" : "number",
      }, number.toLocaleString("en"))));
    })),
  );
}

// What stands where the server asks for its token.
function door() {
  return [
    h("h1", null, "This mockdr asks for its token"),
    h("p", null, "It listens beyond this machine. The token was printed when it was ",
      "started, or stands in the configuration as ", h("code", null, "control_token"),
      ". This page forgets it when it is closed."),
    state.wrongToken && h("p", { class: "notice bad", role: "alert", id: "wrong" },
      "That is not the token."),
    h(
      "form",
      {
        class: "row",
        onsubmit: async (event) => {
          event.preventDefault();
          remember(event.target.elements.token.value);
          state.locked = false;
          await follow();
          if (!state.locked) {
            await reload();
          }
          state.wrongToken = state.locked;
          paint();
        },
      },
      h("label", null, h("span", null, "Token"),
        h("input", {
          name: "token", type: "password", required: true, autocomplete: "off",
          spellcheck: "false", focused: true,
          "aria-describedby": state.wrongToken ? "wrong" : null,
        })),
      h("button", { class: "strong" }, "Open"),
    ),
  ];
}

function navigate() {
  if (location.hash === "#main") {
    // Who skips to the content does not go elsewhere.
    history.replaceState(null, "", state.address);
    const heading = document.querySelector("main h1");
    if (heading) {
      heading.focus();
      return;
    }
    // The link was opened in a tab of its own: there it is the first page.
  }
  state.address = location.href;
  const before = state.route;
  state.route = readRoute();
  if (pathOf(before) !== pathOf(state.route) || !state.data) {
    state.data = null;
    state.own = {};
  }
  if (before.tenant !== state.route.tenant || before.live !== state.route.live) {
    state.pulse = null;
  }
  state.notice = null;
  state.trouble = null;
  state.arrived = false;
  state.wait = SOON;
  reload();
  if (!state.pulse) {
    follow();
  }
}

addEventListener("hashchange", navigate);
document.addEventListener("visibilitychange", () => {
  state.wait = SOON;
  follow();
});
navigate();
