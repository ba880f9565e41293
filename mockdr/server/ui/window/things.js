// What there is: lists of things by kind, and one thing with its life drawn.

import { h } from "./nodes.js";
import {
  badge, copyButton, count, documentOf, facts, moment, money, none, section, short,
  table, title, words,
} from "./parts.js";
import { buttonsFor } from "./acts.js";

const PAGE = 100;

function thingLink(context, kind, id) {
  // The fraud review has no document of its own: it is the order's.
  const shown = kind === "fraud" ? "order" : kind;
  return h("a", { href: context.link("thing", shown, id), title: id, class: "id" },
    short(id));
}

function links(context, found) {
  return found.map((one) =>
    h("span", { class: "related", key: `${one.kind} ${one.id}` },
      h("span", { class: "soft" }, `${words(one.kind)} `),
      thingLink(context, one.kind, one.id), " ", one.state && badge(one.state)),
  );
}

// The columns of a list; those in which nothing stands are left out.
const COLUMNS = [
  ["Id", () => true, (context, one) => thingLink(context, one.kind, one.id)],
  ["State", (one) => one.state !== null, (context, one) => badge(one.state)],
  ["What", (one) => one.title, (context, one) => one.title || none()],
  ["Amount", (one) => one.amount !== null, (context, one) =>
    money(one.amount, one.currency)],
  ["Made", (one) => one.createdTime, (context, one) => moment(one.createdTime)],
  ["Belongs together", (one) => one.links.length > 0, (context, one) =>
    (one.links.length
      ? h("div", { class: "links" }, links(context, one.links))
      : none())],
];

function rows(context, things, kind) {
  const columns = COLUMNS.filter(([, stands]) => things.some(stands));
  return table(
    `${title(kind)}s, newest first`,
    columns.map(([head]) => head),
    things.map((one) => ({
      key: one.id,
      cells: columns.map(([, , cell]) => cell(context, one)),
    })),
    `No ${words(kind)} yet.`,
  );
}

// Loads what is shown of a kind: the newest, and as many older pages as were wanted.
async function page(context, kind) {
  const wanted = context.own.kind === kind ? context.own.pages || 1 : 1;
  Object.assign(context.own, { kind, pages: wanted });
  return context.getAll("things", { kind }, "things", wanted * PAGE);
}

function older(context, found) {
  return found.next !== null && h("p", null, h("button", {
    type: "button",
    onclick: () => {
      context.own.pages += 1;
      context.reload();
    },
  }, "Show older"));
}

export const sessionsView = {
  title: () => "Payment sessions",
  load: (context) => page(context, "session"),
  draw: (context, found) => [
    h("p", { class: "lead" }, "A session is what a checkout or an invoice is paid ",
      "with. Open one to see where it stands, and which way it took."),
    rows(context, found.things, "session"),
    older(context, found),
  ],
};

export const thingsView = {
  title: (context) =>
    context.route.rest[0] ? `${title(context.route.rest[0])}s` : "Things",

  async load(context) {
    const asked = context.route.rest[0];
    if (asked) {
      return { ...(await page(context, asked)), kind: asked };
    }
    const { kinds } = await context.get("things", { limit: 1 });
    return { kinds, things: [], kind: "" };
  },

  draw: (context, found) => {
    const kinds = Object.keys(found.kinds);
    return [
      kinds.length
        ? h("nav", { "aria-label": "Kinds" }, h("ul", { class: "chips" },
          kinds.map((kind) => h("li", { key: kind }, h("a", {
            href: context.link("things", kind),
            "aria-current": kind === found.kind ? "true" : null,
          }, title(kind), " ", h("span", { class: "number" }, found.kinds[kind]))))))
        : h("p", { class: "empty" }, "Nothing was made yet."),
      found.kind && rows(context, found.things, found.kind),
      !found.kind && kinds.length > 0 && h("p", { class: "soft" }, "Choose a kind."),
      found.kind && older(context, found),
    ];
  },
};

// A session is told of by what it pays for: its sources, charges and events are theirs.
async function gather(context, session) {
  const all = [session, ...(await Promise.all(session.links.map((one) =>
    context.get("thing", { kind: one.kind, id: one.id }).catch(() => null))))]
    .filter((one) => one !== null);
  const unlike = (list, name) =>
    [...new Map(list.map((one) => [name(one), one])).values()];
  session.links = unlike(all.flatMap((one) => one.links), (one) =>
    `${one.kind} ${one.id}`).filter((one) => one.id !== session.id);
  session.possible = unlike(all.flatMap((one) => one.possible), (one) =>
    `${one.actor} ${one.verb} ${one.of}`);
  session.events = unlike(all.flatMap((one) => one.events), (one) => one.id)
    .sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
}

export const thingView = {
  title: (context) => title(context.route.rest[0] || "thing"),

  async load(context) {
    const [kind, id] = context.route.rest;
    const thing = await context.get("thing", { kind, id });
    if (kind === "session") {
      await gather(context, thing);
    }
    const picture = thing.lifecycle
      ? await context.get("picture", { kind: thing.lifecycle, id }).catch(() => null)
      : null;
    return { thing, picture };
  },

  draw: (context, { thing, picture }) => [
    h("p", { class: "idline" }, h("code", null, thing.id), " ",
      copyButton(thing.id, `the id of this ${words(thing.kind)}`), " ",
      badge(thing.state), thing.final && h("span", { class: "soft" }, " for good")),
    facts([
      thing.run && ["Scenario", [
        h("a", { href: context.link("scenarios") }, thing.run.scenario),
        ` run ${thing.run.run}, step ${thing.run.step}`,
      ]],
      thing.links.length > 0 && ["Belongs together",
        h("div", { class: "links" }, links(context, thing.links))],
    ]),
    thing.possible.length > 0 && section("What can happen now",
      buttonsFor(context, thing.possible, "", thing.kind === "session")),
    picture && section("Its life",
      h("p", { class: "soft" }, "The way that it took is strong and numbered; what ",
        "else could happen is pale."),
      h("div", { class: "picture", tabindex: "0", role: "region",
        "aria-label": "Picture of its life" },
      h("img", {
        src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`,
        alt: picture.described,
      }))),
    thing.moves.length > 0 &&
      section("How it got there", moves(context, thing.moves, thing.kind)),
    thing.events.length > 0 && section("What was told of it", table(
      "Events",
      ["Event", "When", "Told to"],
      thing.events.map((one) => ({
        key: one.id,
        cells: [
          h("a", { href: context.link("webhooks", "event", one.id) }, one.type),
          moment(one.at),
          one.webhooks.length ? count(one.webhooks.length, "webhook") : "nobody",
        ],
      })),
    )),
    section("Document", documentOf(thing.document, `Document of ${thing.id}`)),
  ],
};

// Which way something went; what moved goes without saying where it is `itself`.
export function moves(context, found, itself) {
  const alone = found.every((one) => one.kind === itself);
  const what = (one) => h("span", null, words(one.kind), " ",
    thingLink(context, one.kind, one.id));
  const by = (one) => h("span", null, h("code", { class: "word" }, one.trigger),
    one.call !== null && [" in ",
      h("a", { href: context.link("journal", one.call) }, `call ${one.call}`)]);
  return table(
    "Moves",
    [...(alone ? [] : ["What"]), "From", "By", "To", "When"],
    found.map((one) => ({
      key: `${one.number} ${one.kind} ${one.id}`,
      cells: [...(alone ? [] : [what(one)]), from(one), by(one), badge(one.after),
        moment(one.at)],
    })),
  );
}

// What one call moved: by what and when goes without saying.
export function moved(context, found) {
  return table(
    "Moves",
    ["What", "From", "To"],
    found.map((one) => ({
      key: `${one.number} ${one.kind} ${one.id}`,
      cells: [
        h("span", null, words(one.kind), " ", thingLink(context, one.kind, one.id)),
        from(one),
        badge(one.after),
      ],
    })),
  );
}

function from(one) {
  return one.before === null ? h("span", { class: "soft" }, "new") : badge(one.before);
}
