// What customer, provider and fraud review can do now, each as a button.

import { h } from "./nodes.js";
import { badge, moment, money, movedText, short, title, words } from "./parts.js";

export const actsView = {
  title: () => "What can happen now",

  load: (context) => context.get("possible"),

  draw: (context, { acts }) => {
    if (!acts.length) {
      return h("p", { class: "empty" }, "Nobody can do anything now: there is nothing ",
        "that waits for the customer, the provider or the fraud review.");
    }
    const waiting = acts.filter((act) => act.waits);
    const groups = new Map();
    for (const act of acts.filter((one) => !one.waits)) {
      groups.set(act.kind, [...(groups.get(act.kind) || []), act]);
    }
    return [
      h("p", { class: "lead" }, "What no call of the merchant can bring about. A ",
        "scenario in force may bend how it turns out; what is chosen here decides."),
      waiting.length > 0 && h("section", { class: "waiting", key: "waiting",
        "aria-label": "A scenario waits for" },
      h("h2", null, "A scenario waits for"),
      buttonsFor(context, waiting, "waits", true)),
      [...groups].map(([kind, found]) =>
        h("section", { key: kind, "aria-label": title(kind) },
          h("h2", null, title(kind)), buttonsFor(context, found, "all", true))),
    ];
  },
};

// Buttons of acts; where several outcomes are documented, one can be chosen.
// `where` tells two lists of one page apart; `mixed` says of each act what it is about.
export function buttonsFor(context, acts, where, mixed) {
  const chosen = (context.own.chosen = context.own.chosen || new Map());
  return h("ul", { class: "acts" }, acts.map((act) => {
    const key = [where, act.actor, act.verb, act.of].join(" ");
    const choice = chosen.get(key) || "";
    const outcome = act.thens[Number(choice)];
    const method = act.methods.find((one) => one.type === choice);
    return h("li", { key, class: act.waits ? "waits" : null },
      h("p", null, h("strong", null, act.title), " ",
        act.waits && h("span", { class: "badge waiting" }, "a scenario waits")),
      mixed && h("p", { class: "small" }, h("a", {
        href: context.link("thing", act.kind, act.of), title: act.of, class: "id",
      }, short(act.of)), " ", badge(act.state), " ",
      // Of several that are alike these tell which is which.
      act.amount !== null && [money(act.amount, act.currency), " "],
      act.createdTime && moment(act.createdTime)),
      act.thens.length > 0 && h("label", null,
        h("span", { class: "unseen" }, `How “${act.title}” turns out`),
        h("select", {
          value: choice,
          onchange: (event) => {
            chosen.set(key, event.target.value);
            context.redraw();
          },
        },
        h("option", { value: "" }, "as it usually turns out"),
        act.thens.map((one, index) =>
          h("option", { value: String(index), key: one.title }, one.title)))),
      act.methods.length > 0 && h("label", null, h("span", null, "With"),
        h("select", {
          value: choice,
          onchange: (event) => {
            chosen.set(key, event.target.value);
            context.redraw();
          },
        },
        h("option", { value: "" }, act.waits ? "what the scenario says" : "a card"),
        act.methods.map((one) =>
          h("option", { value: one.type, key: one.type }, one.title)))),
      h("button", {
        type: "button",
        class: act.waits ? "strong" : null,
        "aria-label": `${act.title}: let it happen to ${words(act.kind)} ${act.of}`,
        onclick: () => context.act(async () => {
          const { moved } = await context.post("happen", {
            actor: act.actor,
            verb: act.verb,
            of: act.of,
            ...(method ? { source: { type: method.type } } : {}),
            ...(choice !== "" && outcome ? { then: outcome.then } : {}),
          });
          const text = `${act.title}: ${movedText(moved)}.`;
          return act.verb === "chooses" ? { text, more: attaching(context, moved) }
            : text;
        }),
      }, "Let it happen"));
  }));
}

// A choice alone pays nothing: it is the shop that says what is to pay.
function attaching(context, moved) {
  return moved.filter((one) => one.kind === "source").map((one) => [
    "Now the shop attaches source ",
    h("a", { href: context.link("thing", "source", one.id), class: "id" }, one.id),
    ": ", h("code", null, `POST /checkouts/{id}/sources/${one.id}`)]);
}
