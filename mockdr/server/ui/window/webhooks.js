// Who is told of what: webhooks, events, deliveries with every attempt, and once more.

import { h } from "./nodes.js";
import {
  badge, copyButton, documentOf, facts, moment, section, short, table, words,
} from "./parts.js";

const PAGE = 50;
const STATES = ["pending", "delivered", "failed", "blocked", "dropped", "cancelled"];

export const webhooksView = {
  title: (context) => {
    const [what, which] = context.route.rest;
    return what === "delivery" ? `Delivery ${which}` : what === "event" ? "Event"
      : "Webhooks";
  },

  async load(context) {
    const [what, which] = context.route.rest;
    if (what === "delivery") {
      const number = Number(which);
      return { delivery: { ...(await context.get("delivery", { number })), number } };
    }
    if (what === "event") {
      return { event: await context.get("event", { id: which }) };
    }
    const { own } = context;
    own.pages = own.pages || 1;
    const wanted = PAGE * own.pages;
    const [{ webhooks }, deliveries, events] = await Promise.all([
      context.get("webhooks"),
      context.getAll("deliveries", { state: own.state }, "deliveries", wanted),
      context.getAll("events", {}, "events", wanted),
    ]);
    return { webhooks, deliveries, events };
  },

  draw: (context, found) => {
    if (found.delivery) {
      return delivery(context, found.delivery);
    }
    return found.event ? event(context, found.event) : lists(context, found);
  },
};

function lists(context, { webhooks, deliveries, events }) {
  const { own } = context;
  return [
    section("Where events go", table(
      "Webhooks",
      ["Id", "Address", "Events", "State"],
      webhooks.map((one) => ({
        key: one.id,
        cells: [
          h("a", { href: context.link("thing", "webhook", one.id), title: one.id,
            class: "id" }, short(one.id)),
          h("code", null, one.address),
          h("span", { class: "types" }, (one.types || []).join(", ")),
          badge(one.enabled ? "enabled" : "disabled", one.enabled ? "good" : "plain"),
        ],
      })),
      "There is no webhook. This makes one:",
    ),
    webhooks.length === 0 && [
      h("pre", { class: "curl", tabindex: "0", role: "region",
        "aria-label": "How to make one" }, making(context)),
      copyButton(making(context), "the line that makes one"),
    ]),
    section("Deliveries",
      h("div", { class: "row tools" }, h("label", null, h("span", null, "Show"),
        h("select", {
          value: own.state || "",
          onchange: (changed) => {
            own.state = changed.target.value;
            context.reload();
          },
        },
        h("option", { value: "" }, "all"),
        STATES.map((one) => h("option", { value: one, key: one }, one))))),
      table(
        "Deliveries, the newest first",
        ["No.", "Event", "About", "To", "State", "Answer", "Attempts", "Next",
          "Once more"],
        deliveries.deliveries.map((one) => ({
          key: one.number,
          cells: [
            h("a", { href: context.link("webhooks", "delivery", one.number) },
              one.number),
            one.type,
            h("a", { href: context.link("thing", one.kind, one.of), title: one.of,
              class: "id" }, short(one.of)),
            h("code", null, one.address),
            badge(one.state),
            one.status === null ? one.reason || "–" : one.status,
            one.attempts,
            moment(one.next),
            resend(context, one.number, true),
          ],
        })),
        "Nothing was delivered.",
      ),
      deliveries.next !== null && older(context)),
    section("Events", byHand(context), table(
      "Events, the newest first",
      ["No.", "Event", "About", "When", "Told to"],
      events.events.map((one) => ({
        key: one.number,
        cells: [
          one.number,
          h("a", { href: context.link("webhooks", "event", one.id) }, one.type),
          h("span", null, words(one.kind), " ",
            h("a", { href: context.link("thing", one.kind, one.of), title: one.of,
              class: "id" }, short(one.of))),
          moment(one.at),
          one.webhooks.length ? one.webhooks.length : "nobody",
        ],
      })),
      "Nothing happened yet.",
    ),
    events.next !== null && older(context)),
  ];
}

// Tells an event that nothing brought about, of the thing that is named or the newest.
function byHand(context) {
  return h("form", {
    class: "row tools",
    onsubmit: (submitted) => {
      submitted.preventDefault();
      const { type, of } = submitted.target.elements;
      context.act(async () => {
        const told = await context.post("trigger", {
          type: type.value.trim(),
          ...(of.value.trim() ? { of: of.value.trim() } : {}),
        });
        const many = told.deliveries.length;
        return `${type.value.trim()} was told to ${many || "no"} webhook` +
          `${many === 1 ? "" : "s"}.`;
      });
    },
  },
  h("label", null, h("span", null, "Tell an event"),
    h("input", { name: "type", required: true, placeholder: "order.accepted",
      autocomplete: "off", spellcheck: "false" })),
  h("label", null, h("span", null, "About (an id, or the newest)"),
    h("input", { name: "of", autocomplete: "off", spellcheck: "false" })),
  h("button", null, "Tell it"));
}

// A line that makes a webhook, with the tenant's own key.
function making(context) {
  const { tenant, live } = context.route;
  return `curl -X POST ${location.origin}/webhooks` +
    ` -H 'Authorization: Bearer sk_${live ? "live" : "test"}_${tenant}'` +
    " -H 'Content-Type: application/json' -d " +
    "'{\"address\": \"http://localhost:8000/webhooks\", " +
    "\"types\": [\"order.accepted\"], \"enabled\": true, " +
    "\"apiVersion\": \"2021-12-13\"}'";
}

function older(context) {
  return h("p", null, h("button", {
    type: "button",
    onclick: () => {
      context.own.pages += 1;
      context.reload();
    },
  }, "Show older"));
}

function resend(context, number, small) {
  return h("button", {
    type: "button",
    class: small ? "small" : null,
    "aria-label": `Send delivery ${number} once more`,
    onclick: () => context.act(async () => {
      const sent = await context.post("webhooks/resend", { delivery: number });
      const last = sent.attempts[sent.attempts.length - 1];
      const answer = last
        ? last.status || last.reason || last.outcome
        : "nothing was sent";
      return `Delivery ${number} was sent once more: ${answer}.`;
    }),
  }, small ? "Send" : "Send once more");
}

function delivery(context, one) {
  return [
    h("p", { class: "back" },
      h("a", { href: context.link("webhooks") }, "← All deliveries")),
    h("p", { class: "idline" }, h("strong", null, one.type), " ", badge(one.state)),
    facts([
      ["About", h("a", { href: context.link("thing", one.kind, one.of), class: "id" },
        one.of)],
      ["To", h("code", null, one.address)],
      ["Version", one.version],
      one.next && ["Next attempt", moment(one.next)],
      one.bends.length > 0 && ["Bent", one.bends.join(", ")],
      one.hint && ["Hint", h("span", { class: "message" }, one.hint)],
    ]),
    resend(context, one.number, false),
    section("Attempts", table(
      "Attempts, in order",
      ["No.", "When", "Outcome", "Answer", "What it said"],
      one.attempts.map((attempt, index) => ({
        key: index,
        cells: [
          index + 1,
          moment(attempt.at),
          attempt.outcome || "–",
          attempt.status || "–",
          h("span", { class: "message" }, attempt.reason || attempt.body || "–"),
        ],
      })),
      "None yet.",
    )),
    section("Event", documentOf(one.event, "The event as it was sent")),
  ];
}

function event(context, found) {
  return [
    h("p", { class: "back" },
      h("a", { href: context.link("webhooks") }, "← All events")),
    facts([
      ["Deliveries", found.deliveries.length
        ? found.deliveries.map((number) => [
          h("a", { href: context.link("webhooks", "delivery", number) }, number), " "])
        : "none: no webhook has subscribed to it"],
    ]),
    section("Event", documentOf(found.event, "The event as the provider tells it")),
  ];
}
