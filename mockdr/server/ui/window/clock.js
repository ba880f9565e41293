// The tenant's time: what is due, and buttons that let time pass.

import { h } from "./nodes.js";
import { moment, section, table } from "./parts.js";

const STEPS = [
  ["5 minutes", "5m"],
  ["1 hour", "1h"],
  ["1 day", "1d"],
  ["30 days", "30d"],
];

export const clockView = {
  title: () => "Clock",

  load: (context) => context.get("clock"),

  draw: (context, clock) => {
    const move = (body, text) => context.act(async () => {
      const after = await context.post("clock", body);
      return `${text} It is ${after.now}.`;
    });
    return [
      h("p", { class: "clockface" },
        moment(context.pulse ? context.pulse.now : clock.now), " ",
        h("span", { class: "badge plain" }, clock.running ? "runs" : "stands")),
      section("Let time pass",
        h("p", { class: "soft" },
          "What is due on the way happens, in order, each at its own moment."),
        h("div", { class: "row" },
          STEPS.map(([label, advance]) => h("button", {
            key: label,
            type: "button",
            onclick: () => move({ advance }, `${label} passed.`),
          }, `+ ${label}`)),
          h("button", {
            type: "button",
            class: "strong",
            onclick: () => move({ run_until_idle: true }, "Nothing is due any more."),
          }, "Until nothing is due"),
          h("button", {
            type: "button",
            onclick: () => move({ freeze: clock.running },
              clock.running ? "The clock stands." : "The clock runs."),
          }, clock.running ? "Stop the clock" : "Let the clock run")),
        h("div", { class: "row" },
          h("form", {
            class: "row",
            onsubmit: (event) => {
              event.preventDefault();
              const advance = event.target.elements.advance.value.trim();
              move({ advance }, `${advance} passed.`);
            },
          },
          h("label", null, h("span", null, "For how long"),
            h("input", { name: "advance", required: true, placeholder: "48h",
              autocomplete: "off", size: "8" })),
          h("button", null, "Pass")),
          h("form", {
            class: "row",
            onsubmit: (event) => {
              event.preventDefault();
              const at = `${event.target.elements.at.value.slice(0, 19)}`;
              move({ at: `${at.length === 16 ? `${at}:00` : at}Z` }, "Time has come.");
            },
          },
          h("label", null, h("span", null, "Until when (UTC)"),
            h("input", { name: "at", type: "datetime-local", required: true, step: "1",
              min: clock.now.slice(0, 19) })),
          h("button", null, "Go there")))),
      section("What is due", table(
        "What is due, the soonest first",
        ["When", "What", "Go there"],
        clock.due.map((one, index) => ({
          key: `${one.at} ${one.what} ${index}`,
          cells: [
            moment(one.at),
            one.what,
            h("button", {
              type: "button",
              class: "small",
              "aria-label": `Let time pass until ${one.what}`,
              onclick: () => move({ at: one.at }, "Time has come."),
            }, "Go there"),
          ],
        })),
        "Nothing is due.",
      )),
    ];
  },
};
