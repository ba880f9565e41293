// Beside the shop, in plain words: what happens at the provider, as it happens.

import { control, make, moment, money, said, shop, state, tenant } from "./tools.js";

const pause = 1200;
/** So many rows are for reading; the window has them all. */
const most = 30;

const narrow = matchMedia("(max-width: 64rem)");

let about = {};
let last = 0;
let listener = null;
let timer = 0;
let running = null;
let told = null;
let rows = null;
let session = null;
let count = null;
let brief = null;
let advice = "";
let day = "";
let force = null;
let forceShown = "";
let playing = [];
let stories = [];

/** Look now; whoever looks already looks once more, for what came in the meantime. */
async function look() {
  while (running) await running;
  running = read().finally(() => {
    running = null;
  });
  return running;
}

async function read() {
  clearTimeout(timer);
  try {
    const found = await shop("watch", undefined, { ...about, after: last });
    // A provider that was begun anew counts from one again.
    if (found.last < last) {
      rows.replaceChildren();
      last = 0;
      return read();
    }
    // What was refused before this page was there is explained to nobody.
    const fresh = last > 0;
    last = found.last;
    for (const row of found.rows) {
      rows.prepend(line(row));
      const words = row.advice || (row.refused && row.refused.words);
      if (fresh && words) advice = words;
    }
    while (rows.children.length > most) rows.lastChild.remove();
    told.hidden = rows.children.length > 0;
    count.textContent = rows.children.length;
    now(found.purchase);
    playing = found.scenarios;
    inForce();
    if (listener) listener(found.purchase);
    return found.purchase;
  } catch (problem) {
    session.replaceChildren(make("p", {}, problem.message));
    return null;
  } finally {
    if (!document.hidden) timer = setTimeout(look, pause);
  }
}

/** Say what is in force, by the words that it was chosen by. */
function inForce() {
  const words = ({ name }) =>
    (stories.find((one) => one.name === name) || { words: name }).words;
  const told = (label, which) =>
    which.length > 0 && `${label}: ${[...new Set(which.map(words))].join(", ")}`;
  const said = [
    told("In force for the next order", playing.filter((one) => !one.begun)),
    told("Under way", playing.filter((one) => one.begun)),
  ].filter(Boolean);
  // What is said already is not said again to who hears the page.
  const key = JSON.stringify(said);
  if (key === forceShown) return;
  forceShown = key;
  force.replaceChildren(...said.map((text) => make("p", {}, text)));
}

/** What waits for the next order gives way to what is chosen now. */
async function giveWay() {
  const begun = playing.filter((one) => one.begun).map(({ name }) => name);
  const waiting = playing.map(({ name }) => name).filter((name) =>
    stories.some((one) => one.name === name) && !begun.includes(name));
  for (const name of new Set(waiting)) await control("stop", { scenario: name });
}

let shown = "";

/** Say where the payment session stands. */
function now(purchase) {
  const key = JSON.stringify(purchase && purchase.session);
  if (key === shown) return;
  shown = key;
  brief.hidden = !purchase;
  if (!purchase) {
    session.replaceChildren(make("p", {}, "There is no payment session yet. ",
      "The provider opens one with the checkout."));
    return;
  }
  const { words, state: name, contributed, remaining } = purchase.session;
  const whole = contributed + remaining;
  const { currency } = purchase;
  brief.replaceChildren("Payment session: ", state(name));
  // What was covered says nothing any more once nothing comes of it.
  const over = name === "failed" || name === "cancelled";
  session.replaceChildren(...[
    make("p", { class: "label" }, "The payment session is"),
    make("p", { class: "big" }, state(name)),
    make("p", {}, words),
    !over && make("label", { class: "small covered" },
      `${money(contributed, currency)} of ${money(whole, currency)} covered`,
      make("meter", { min: 0, max: whole || 1, value: contributed })),
  ].filter(Boolean));
}

const people = {
  shop: "Shop", page: "Page", customer: "Customer", provider: "Provider",
  fraud: "Review", tester: "You", webhook: "Webhook",
};

function line(row) {
  const { refused } = row;
  const today = row.at.slice(0, 10);
  // Only the first of another day tells its day.
  const another = day !== "" && day !== today;
  day = today;
  const node = make("li", { class: `from-${row.who}` },
    make("p", { class: "who" }, people[row.who] || row.who,
      make("time", {}, moment(row.at, another))),
    make("p", {}, row.said));
  if (row.call) {
    const short = row.call.replace(/([0-9a-f]{4})[0-9a-f]{4}-[0-9a-f-]{27}/g, "$1…");
    const fault = row.fault ? `, ${row.fault}` : "";
    node.append(make("p", { class: "call" },
      make("a", { href: `/_mockdr/#/${tenant}/journal/${row.seq}` },
        make("code", {}, short)),
      make("span", { class: row.status < 400 && !row.lost ? "fine" : "wrong" },
        ` ${row.status}${fault}`)));
  }
  if (row.source) {
    node.append(make("p", { class: "moved" }, "Source: ", state(row.source.state), " ",
      row.source.words));
  }
  if (refused) {
    node.append(make("p", { class: "wrong" },
      `“${refused.message}” `, make("code", {}, refused.code), " ", refused.words));
  }
  if (row.session) {
    node.append(make("p", { class: "moved" }, "Session: ",
      row.session.before ? [state(row.session.before), " → "] : "",
      state(row.session.after), " ", row.session.words));
  }
  if (row.moved && row.moved.length) {
    node.append(make("p", { class: "moved" }, `Now: ${row.moved.join(", ")}`));
  }
  if (row.events && row.events.length) {
    node.append(make("p", { class: "small" }, `Told: ${row.events.join(", ")}`));
  }
  return node;
}

/** What the pages ask of the panel, which is the only one that asks the server. */
export const panel = {
  look,
  /** What the latest refusal means, once: what the provider says of it is little. */
  async advice() {
    await look();
    const found = advice;
    advice = "";
    return found;
  },
  /** How a purchase stands now. */
  purchase: (which) => {
    about = which;
    listener = null;
    return look();
  },
  /** Hear of each change of a purchase from now on. */
  follow: (which, changed) => {
    about = which;
    listener = changed;
    return look();
  },
};

export function openPanel(place, shelves) {
  stories = shelves.stories;
  const complain = (problem) => {
    force.textContent = problem.message;
    forceShown = null;
  };
  const select = make("select", { id: "story" }, shelves.stories.map((story) =>
    make("option", { value: story.name }, story.words)));
  force = make("div", { class: "small force", role: "status" });
  const play = async (event) => {
    event.preventDefault();
    const story = shelves.stories.find((one) => one.name === select.value);
    const body = story.yaml ? { yaml: story.yaml } : { scenario: story.name };
    try {
      await look();
      await giveWay();
      await control("play", { ...body, runs: 1 });
    } catch (problem) {
      complain(problem);
      return;
    }
    look();
  };
  const reset = async () => {
    try {
      await control("reset", {});
    } catch (problem) {
      complain(problem);
      return;
    }
    last = 0;
    rows.replaceChildren();
    look();
  };
  session = make("div", { class: "session", role: "status" });
  brief = make("button", {
    type: "button", class: "brief", hidden: true,
    onclick: () => place.scrollIntoView(),
  });
  document.getElementById("shell").before(brief);
  told = make("p", { class: "small" }, "Nobody has called the provider yet.");
  rows = make("ol", { class: "rows", reversed: true, tabindex: 0,
    "aria-label": "What happened, newest first" });
  count = make("span", { class: "count" });
  about = said("checkout") ? { checkout: said("checkout") } : {};
  // On a telephone the log would bury the shop's own page: it opens when asked for.
  const log = make("details", { class: "log", open: !narrow.matches },
    make("summary", {}, "Newest first ", count), told, rows);
  place.replaceChildren(
    make("h2", { id: "panel-title" }, "What happens at the provider"),
    session,
    make("form", { class: "stories", onsubmit: play },
      make("label", { for: "story" }, "Let the next order turn out otherwise"),
      make("div", { class: "line" }, select,
        make("button", { type: "submit" }, "Put in force")), force),
    make("p", { class: "line" },
      make("a", { href: `/_mockdr/#/${tenant}/sessions` }, "Open the window"),
      make("button", { type: "button", onclick: reset }, "Forget everything")),
    log);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  look();
}
