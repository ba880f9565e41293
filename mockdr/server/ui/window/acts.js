// What customer, provider and fraud review can do now, each as a button.

import { h } from "./nodes.js";
import { badge, movedText, short, words } from "./parts.js";

const ACTORS = {
  customer: "The customer",
  provider: "The provider",
  fraud: "The fraud review",
};

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
    for (const act of acts) {
      const key = `${act.kind} ${act.of}`;
      groups.set(key, [...(groups.get(key) || []), act]);
    }
    return [
      h("p", { class: "lead" }, "What no call of the merchant can bring about. A ",
        "scenario in force may bend how it turns out; what is chosen here decides."),
      waiting.length > 0 && h("section", { class: "waiting", key: "waiting",
        "aria-label": "A scenario waits for" },
      h("h2", null, "A scenario waits for"), buttonsFor(context, waiting, "waits")),
      [...groups].map(([key, found]) =>
        h("section", { key, "aria-label": key },
          h("h2", null, words(found[0].kind), " ",
            h("a", { href: context.link("thing", found[0].kind, found[0].of),
              title: found[0].of, class: "id" }, short(found[0].of)), " ",
            badge(found[0].state)),
          buttonsFor(context, found, "all"))),
    ];
  },
};

// Buttons of acts; where several outcomes are documented, one can be chosen.
export function buttonsFor(context, acts, where) {
  const chosen = (context.own.chosen = context.own.chosen || new Map());
  return h("ul", { class: "acts" }, acts.map((act) => {
    const key = [where, act.actor, act.verb, act.of].join(" ");
    const choice = chosen.get(key) || "";
    const outcome = act.thens[Number(choice)];
    return h("li", { key, class: act.waits ? "waits" : null },
      h("p", null, h("strong", null, `${ACTORS[act.actor] || act.actor} ${words(act.verb)}`),
        act.waits && [" ", h("span", { class: "badge waiting" }, "a scenario waits")],
        h("br"), h("span", { class: "soft" }, act.title)),
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
      h("button", {
        type: "button",
        class: act.waits ? "strong" : null,
        "aria-label": `${act.actor} ${words(act.verb)}: ${act.title}`,
        onclick: () => context.act(async () => {
          const { moved } = await context.post("happen", {
            actor: act.actor,
            verb: act.verb,
            of: act.of,
            ...(choice !== "" && outcome ? { then: outcome.then } : {}),
          });
          return `The ${act.actor === "fraud" ? "fraud review" : act.actor} ` +
            `${words(act.verb)}: ${movedText(moved)}.`;
        }),
      }, "Let it happen"));
  }));
}
