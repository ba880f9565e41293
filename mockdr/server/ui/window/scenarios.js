// The stories: those in force and where they stand, one pasted, and the library.

import { Refused } from "./control.js";
import { h } from "./nodes.js";
import { badge, count, section, short, table, words } from "./parts.js";

// Milliseconds after the last key until what was typed is looked through.
const PAUSE = 250;
// So many scenarios of the library are shown before somebody asks for all.
const FIRST = 25;
const MARKS = { error: "✕", warning: "!", advice: "·" };

export const scenariosView = {
  title: (context) => context.route.rest[0] || "Scenarios",

  async load(context) {
    const name = context.route.rest[0];
    if (name) {
      return { story: await context.getBare("scenario", { name }) };
    }
    const { own } = context;
    const [{ scenarios: played }, library] = await Promise.all([
      context.get("runs"),
      own.library || context.getBare("library"),
    ]);
    own.library = library;
    return { played, library: library.scenarios };
  },

  draw: (context, found) => (found.story
    ? story(context, found.story)
    : [
      section("In force",
        inForce(context, found.played.filter((one) => !one.over))),
      playedOut(context, found.played.filter((one) => one.over)),
      section("Paste one", editor(context)),
      section("Library", library(context, found.library, found.played)),
    ]),
};

function inForce(context, played) {
  if (!played.length) {
    return h("p", { class: "empty" }, "None: calls turn out as they usually do.");
  }
  return articles(context, played);
}

// What decides nothing any more is folded: its runs still tell what happened.
function playedOut(context, played) {
  return played.length > 0 && h("details", { key: "over" },
    h("summary", null, `Played out (${played.length})`),
    articles(context, played));
}

function articles(context, played) {
  return played.map((one) => h("article", { class: "played", key: one.serial,
    "aria-label": one.scenario },
  h("h3", null, one.scenario),
  h("p", null, one.summary, " ", h("span", { class: "soft" },
    count(one.count, "run"), one.stopped ? ", stopped"
      : one.runsLeft !== null && `, ${one.runsLeft} left`)),
  !one.over && h("p", null, h("button", {
    type: "button",
    class: "small",
    "aria-label": `Take ${one.scenario} out of force`,
    onclick: () => context.act(async () => {
      await context.post("stop", { scenario: one.scenario });
      return `${one.scenario} is not in force any more.`;
    }),
  }, "Take out of force")),
  one.given.length > 0 && h("p", null, "Given: ", named(context, one.given)),
  // The newest run is what is looked for; those before are folded.
  one.runs.map((run, index) => h("details", { key: run.number, open: index === 0 },
    h("summary", null, `Run ${run.number}: step ${run.step} of ${run.of}`,
      run.ended && " – ended",
      run.derailed && [" ", badge(one.stopped ? "stopped" : "derailed")]),
    run.derailed && h("p", { class: "message" }, run.derailed),
    run.waits && h("p", null, "Waits for ", h("strong", null, run.waits),
      alone(run), "."),
    run.things.length > 0 && h("p", null, named(context, run.things)),
    h("ol", { class: "steps" }, run.steps.map((step) =>
      h("li", { key: step.number, value: step.number, class: step.state,
        "aria-current": step.state === "here" ? "step" : null },
      h("code", null, step.text), " ",
      // Nobody need press a button for these, nor will they find one.
      step.alone && h("span", { class: "soft" }, `by itself, ${step.alone}, `),
      h("span", { class: "soft" }, `line ${step.line}`))))))));
}

// What nobody need bring about comes when its time has come.
function alone(run) {
  const here = run.steps.find((step) => step.state === "here");
  return here && here.alone ? `, which comes by itself, ${here.alone}` : "";
}

function named(context, things) {
  return h("span", { class: "links" }, things.map((one) =>
    h("span", { class: "related", key: `${one.kind} ${one.id}` },
      h("span", { class: "soft" }, `${one.name || words(one.kind)} `),
      h("a", { href: context.link("thing", one.kind, one.id), title: one.id,
        class: "id" }, short(one.id)), " ", one.state && badge(one.state))));
}

// What is typed, with what lint says of it beside it, and its lines numbered.
function editor(context) {
  const { own } = context;
  const text = own.text || "";
  const findings = (own.lint && own.lint.findings) || [];
  const worst = new Map();
  for (const one of findings) {
    if (!worst.has(one.line) || one.severity === "error") {
      worst.set(one.line, one.severity);
    }
  }
  const lines = text.split("\n");
  return h("div", { class: "editor" },
    h("div", { class: "typing" },
      h("label", { for: "yaml" }, "Scenario as YAML"),
      h("div", { class: "sheet" },
        h("div", { class: "lines", "aria-hidden": "true" }, lines.map((_, index) =>
          h("span", { class: worst.get(index + 1) || null },
            MARKS[worst.get(index + 1)] || "", " ", index + 1))),
        h("textarea", {
          id: "yaml",
          rows: String(Math.min(Math.max(lines.length + 1, 8), 28)),
          wrap: "off",
          spellcheck: "false",
          autocomplete: "off",
          autocapitalize: "off",
          "aria-describedby": "verdict",
          value: own.given === undefined ? "" : own.given,
          oninput: (event) => {
            own.text = event.target.value;
            context.redraw();
            lintSoon(context);
          },
          onscroll: (event) => {
            event.target.previousElementSibling.scrollTop = event.target.scrollTop;
          },
        })),
      h("div", { class: "row" },
        h("label", null, h("span", null, "Runs"),
          h("input", {
            type: "number",
            min: "1",
            placeholder: "no end",
            size: "6",
            onchange: (event) => {
              own.runs = event.target.value;
            },
          })),
        h("button", {
          type: "button",
          class: "strong",
          disabled: text.trim() === "" || Boolean(own.lint && !own.lint.playable),
          onclick: () => play(context, { yaml: own.text }, own.runs),
        }, "Put in force"))),
    h("div", { class: "verdict", id: "verdict", role: "status" },
      verdict(context, text, findings)));
}

function verdict(context, text, findings) {
  const { own } = context;
  if (text.trim() === "") {
    return h("p", { class: "soft" }, "What is wrong with it is said here as you type, ",
      "with line and column. Nothing is in force before you say so.");
  }
  if (!own.lint) {
    return h("p", { class: "soft" }, "Looking it through…");
  }
  return [
    h("p", null, own.lint.playable
      ? badge("It can be put in force", "good")
      : badge("It cannot be put in force yet", "bad")),
    own.lint.combinations.length > 0 && h("p", null,
      `It has ${count(own.lint.combinations.length, "combination")}.`),
    findings.length > 0 && h("ul", { class: "diagnostics" }, findings.map(diagnostic)),
  ];
}

function diagnostic(one, index) {
  return h("li", { key: index, class: one.severity },
    h("button", {
      type: "button",
      class: "place",
      "aria-label": `Go to line ${one.line}, column ${one.column}`,
      onclick: () => goTo(one),
    }, `${one.line}:${one.column}`),
    h("div", null, badge(one.severity), " ", h("code", null, one.code), " ",
      h("span", { class: "message" }, one.message),
      one.help && h("p", { class: "soft message" }, one.help)));
}

// Puts the caret where a finding points, and marks what it is about.
function goTo(finding) {
  const area = document.getElementById("yaml");
  const lines = area.value.split("\n");
  const offset = (line, column) => lines.slice(0, line - 1)
    .reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  area.focus();
  area.setSelectionRange(
    offset(finding.line, finding.column),
    offset(finding.end_line, finding.end_column),
  );
}

function lintSoon(context) {
  const { own } = context;
  clearTimeout(own.timer);
  own.timer = setTimeout(() => lint(context), PAUSE);
}

async function lint(context) {
  const { own } = context;
  const yaml = own.text;
  if (!yaml.trim()) {
    return;
  }
  let found;
  try {
    found = await context.postBare("lint", {}, { yaml });
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    found = { playable: false, combinations: [], findings: [{
      code: "", severity: "error", message: error.message, help: error.help,
      line: 1, column: 1, end_line: 1, end_column: 1,
    }] };
  }
  if (own.text === yaml) {
    own.lint = found;
    context.redraw();
  }
}

function play(context, body, runs) {
  return context.act(async () => {
    const many = Number(runs);
    let played;
    try {
      played = await context.post("play", {
        ...body,
        ...(many > 0 ? { runs: many } : {}),
      });
    } catch (error) {
      if (error instanceof Refused && error.code === "findings" && body.yaml) {
        // Each of its faults has a place beside the text.
        lint(context);
        error.message = "It cannot be put in force yet.";
        error.help = "What is wrong with it stands beside the text.";
      }
      throw error;
    }
    const { scenarios } = await context.get("runs");
    const times = scenarios.filter((one) =>
      !one.over && one.scenario === played.scenario).length;
    return times > 1 ? `${played.scenario} is in force, now ${times} times.`
      : `${played.scenario} is in force.`;
  });
}

function library(context, scenarios, played) {
  const { own } = context;
  const search = (own.search || "").toLowerCase();
  const found = scenarios.filter((one) => {
    const text = [one.name, one.summary, one.folder, ...one.tags].join(" ");
    return search.split(/\s+/).every((word) => text.toLowerCase().includes(word));
  });
  const shown = own.all ? found : found.slice(0, FIRST);
  return [
    h("div", { class: "row tools", role: "search" },
      h("label", null, h("span", null, "Search"),
        h("input", {
          type: "search",
          placeholder: "name, summary, tag",
          oninput: (event) => {
            own.search = event.target.value.trim();
            context.redraw();
          },
        })),
      h("p", { class: "soft", role: "status" }, count(found.length, "scenario"))),
    table(
      "Scenarios of the library",
      ["Name", "What happens", "Tags", "Put in force"],
      shown.map((one) => ({
        key: one.name,
        cells: [
          h("span", null,
            h("a", { href: context.link("scenarios", one.name) }, one.name),
            !one.bundled && [" ", h("span", { class: "badge plain" }, "your own")]),
          one.summary,
          h("span", { class: "soft" }, one.tags.join(", ")),
          putting(context, one, played),
        ],
      })),
      "No scenario has that.",
    ),
    shown.length < found.length && h("p", null, h("button", {
      type: "button",
      onclick: () => {
        own.all = true;
        context.redraw();
      },
    }, `Show all ${found.length}`)),
  ];
}

// Where one is in force, pressing again would only put another copy beside it.
function putting(context, one, played) {
  if (one.combinations.length) {
    return h("a", { href: context.link("scenarios", one.name) },
      `one of ${one.combinations.length}…`);
  }
  if (!played.some((other) => !other.over && other.scenario === one.name)) {
    return h("button", {
      type: "button",
      class: "small",
      "aria-label": `Put ${one.name} in force`,
      onclick: () => play(context, { scenario: one.name }),
    }, "Put in force");
  }
  return h("span", null, badge("in force", "good"), " ", h("button", {
    type: "button",
    class: "small",
    "aria-label": `See ${one.name} in force`,
    onclick: () => {
      const there = [...document.querySelectorAll(".played")]
        .find((article) => article.getAttribute("aria-label") === one.name);
      there.scrollIntoView({ block: "center" });
      there.querySelector("button").focus({ preventScroll: true });
    },
  }, "See it"));
}

function story(context, one) {
  const { own } = context;
  const chosen = (own.combinations = own.combinations || new Map());
  const combination = chosen.get(one.name) || one.combinations[0] || one.name;
  return [
    h("p", { class: "back" },
      h("a", { href: context.link("scenarios") }, "← All scenarios")),
    h("p", { class: "lead" }, one.summary),
    h("p", { class: "soft" }, [one.folder, ...one.tags].filter(Boolean).join(", ")),
    h("div", { class: "row" },
      one.combinations.length > 0 && h("label", null, h("span", null, "Combination"),
        h("select", {
          value: combination,
          onchange: (event) => {
            chosen.set(one.name, event.target.value);
            context.redraw();
          },
        }, one.combinations.map((name) =>
          h("option", { value: name, key: name }, name)))),
      h("button", {
        type: "button",
        class: "strong",
        onclick: () => play(context, { scenario: combination }),
      }, "Put in force"),
      h("button", {
        type: "button",
        onclick: () => {
          Object.assign(own, { text: one.text, given: one.text, lint: null });
          context.go("scenarios");
          lint(context);
        },
      }, "Change a copy")),
    one.findings.length > 0 && section("Findings", h("ul", null,
      one.findings.map((found, index) => h("li", { key: index }, badge(found.severity),
        ` ${found.line}:${found.column} ${found.code} ${found.message}`)))),
    one.told.length > 0 && section("What happens",
      one.told.map((line, index) => h("p", { key: index }, line))),
    section("Text", h("pre", { tabindex: "0", role: "region",
      "aria-label": `Text of ${one.name}` }, one.text)),
  ];
}
