// The journal: each call with its reply, how it was judged, and a line that repeats it.

import { h } from "./nodes.js";
import {
  badge, copyButton, documentOf, facts, moment, section, short, table,
} from "./parts.js";
import { moved } from "./things.js";

// So many calls are loaded at once; older ones come when they are asked for.
const PAGE = 100;
// More rows than these are let go when new calls come in, the oldest first.
const MOST = 2000;
// Faults that keep the answer from whoever called, and what is seen of it there.
const FAULTS = {
  reset: "the connection was reset",
  empty: "the connection was closed without a byte",
  hang: "nothing came",
  truncate: "it ended in the middle",
  garbage: "it was no JSON",
};

export const journalView = {
  title: () => "Journal",

  async load(context) {
    const { own, route } = context;
    await list(context);
    const seq = route.rest[0] || "";
    if (!seq) {
      own.call = null;
      return own;
    }
    if (!own.call || String(own.call.call.seq) !== seq) {
      own.call = null;
      own.call = await context.get("call", { seq });
    }
    return own;
  },

  draw: (context, own) => {
    const seq = context.route.rest[0];
    const opened = own.call && String(own.call.call.seq) === seq;
    return h("div", { class: opened ? "split opened" : "split" },
      h("div", { class: "list", key: "list" },
        tools(context, own), entries(context, own)),
      opened && h("article", { key: `call ${seq}`, "aria-label": `Call ${seq}`,
        class: "detail" }, detail(context, own.call)));
  },
};

// Loads the newest calls, or only what has come since.
async function list(context) {
  const { own } = context;
  const violations = own.only ? "true" : null;
  // A tenant that began anew counts its calls from one again: none of those that are
  // here has anything to do with the one that now has its number.
  const { beginning } = context.pulse || await context.get("pulse");
  if (beginning !== own.beginning) {
    own.calls = null;
    own.call = null;
  }
  own.beginning = beginning;
  const query = { newest: "true", brief: "true", limit: PAGE, violations };
  if (!own.calls) {
    const found = await context.get("journal", query);
    own.calls = sorted(found.calls);
    own.dropped = found.dropped;
    own.more = found.calls.length === PAGE;
    return;
  }
  const last = own.calls.length ? own.calls[0].seq : 0;
  const found = await context.get("journal", { ...query, after: last });
  if (found.calls.length === PAGE) {
    own.calls = sorted(found.calls);
    own.more = true;
  } else {
    const all = [...sorted(found.calls), ...own.calls];
    own.calls = all.slice(0, MOST);
    // What is let go can be asked for again.
    own.more = own.more || all.length > MOST;
  }
  own.dropped = found.dropped;
}

function sorted(calls) {
  return [...calls].sort((one, other) => other.seq - one.seq);
}

async function older(context) {
  const { own } = context;
  const found = await context.get("journal", {
    newest: "true",
    brief: "true",
    limit: PAGE,
    violations: own.only ? "true" : null,
    before: own.calls[own.calls.length - 1].seq,
  });
  own.calls = [...own.calls, ...sorted(found.calls)];
  own.more = found.calls.length === PAGE;
  context.redraw();
}

function tools(context, own) {
  return h("div", { class: "row tools", role: "search" },
    h("label", null, h("span", null, "Search these"),
      h("input", {
        type: "search",
        placeholder: "operation, path, status",
        oninput: (event) => {
          own.search = event.target.value.trim().toLowerCase();
          context.redraw();
        },
      })),
    h("label", { class: "check" },
      h("input", {
        type: "checkbox",
        checked: Boolean(own.only),
        onchange: (event) => {
          own.only = event.target.checked;
          own.calls = null;
          context.reload();
        },
      }),
      h("span", null, "Only what was wrong")));
}

function fits(call, search) {
  const text = `${call.seq} ${call.method} ${call.path} ${call.operation || ""} ` +
    `${call.status} ${call.fault} ${(call.errors || []).join(" ")}`;
  return text.toLowerCase().includes(search);
}

// A path as it can be told from its neighbours: of long ids the beginning is enough.
function shorter(path) {
  return path.replace(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22,}/g, "$1…");
}

function isLost(call) {
  return Object.hasOwn(FAULTS, call.fault);
}

// What was answered; a fault may have kept it from whoever called.
function status(call) {
  return h("span", {
    class: `status ${isLost(call) ? "lost" : `s${String(call.status).charAt(0)}`}`,
  }, [call.status || "–", call.fault].filter(Boolean).join(", "));
}

function entries(context, own) {
  const found = own.search
    ? own.calls.filter((call) => fits(call, own.search))
    : own.calls;
  const seq = context.route.rest[0];
  return [
    found.length
      ? h("ol", { class: "calls", "aria-label": "Calls, the newest first" },
        found.map((call) => h("li", { key: call.seq }, h("a", {
          href: context.link("journal", call.seq),
          "aria-current": String(call.seq) === seq ? "true" : null,
          class: "call",
          title: `${call.method} ${call.path}`,
        },
        h("span", { class: "seq" }, call.seq),
        status(call),
        h("span", { class: "what" },
          h("strong", null, call.operation || "no operation"),
          h("span", { class: "path" }, `${call.method} ${shorter(call.path)}`),
          call.scenario && h("span", { class: "soft story" }, call.scenario,
            call.step !== null ? `, step ${call.step}` : "")),
        call.findings > 0 && h("span", { class: "badge bad" }, "✕ ", call.findings,
          h("span", { class: "unseen" }, " findings"))))))
      : h("p", { class: "empty" },
        own.search ? "None of the calls shown has that." : "No calls yet."),
    own.more && h("p", null, h("button", {
      type: "button",
      onclick: () => older(context),
    }, "Show older")),
    own.dropped > 0 && !own.more && h("p", { class: "soft" },
      `${own.dropped} older calls are no longer kept.`),
  ];
}

function detail(context, { call, curl, findings, moves }) {
  const { own } = context;
  const marks = new Map(
    call.violations.map((one) => [one.pointer, `${one.expected}, got ${one.got}`]),
  );
  const others = call.violations.length
    ? findings.filter((one) => one.kind !== "violation")
    : findings;
  return [
    h("p", { class: "back" },
      h("a", { href: context.link("journal") }, "← All calls")),
    h("h2", { class: "callname", tabindex: "-1" }, `${call.seq}. `,
      call.operation || "no operation"),
    h("p", { class: "row" },
      call.seq > own.dropped + 1 &&
        h("a", { href: context.link("journal", call.seq - 1) }, "← Call before"),
      context.pulse && call.seq < context.pulse.calls &&
        h("a", { href: context.link("journal", call.seq + 1) }, "Call after →")),
    h("p", { class: "idline" }, h("code", null, `${call.method} ${call.path}`), " ",
      status(call)),
    facts([
      ["When", moment(call.time)],
      ["Key", call.key],
      ["Judgement", judgement(call, findings)],
      call.fault && ["Fault", isLost(call)
        ? h("span", null, badge("the answer was lost", "bad"),
          ` ${call.fault}: ${FAULTS[call.fault]}.`)
        : call.fault],
      call.query.length > 0 && ["Query", h("ul", { class: "bare" },
        call.query.map(([name, value], index) =>
          h("li", { key: index }, h("code", null, `${name}=${value}`))))],
      call.scenario && ["Scenario", [call.scenario,
        call.run !== null && ` run ${call.run}`,
        call.step !== null && `, step ${call.step}`,
        ` (${call.verdict.replace("_", " ")})`]],
      call.state.session && ["Session", h("span", null,
        h("a", { href: context.link("thing", "session", call.state.session),
          class: "id" }, short(call.state.session)), " ",
        call.state.before === call.state.after
          ? badge(call.state.after)
          : [badge(call.state.before), " → ", badge(call.state.after)])],
      call.events.length > 0 && ["Events", call.events.join(", ")],
      call.rule && ["Rule", call.rule],
      call.hint && ["Hint", h("span", { class: "message" }, call.hint)],
    ]),
    call.violations.length > 0 && section("Outside the contract", table(
      "Violations",
      ["Where", "Expected", "Got"],
      call.violations.map((one, index) => ({
        key: index,
        cells: [h("code", null, one.pointer || one.parameter || "/"), one.expected,
          h("code", null, one.got)],
      })),
    )),
    others.length > 0 && section("Findings", h("ul", null, others.map((one) =>
      h("li", { key: one.number, class: "message" }, badge(one.severity), " ",
        one.message)))),
    (call.near || []).length > 0 && section("Nearly a step", table(
      "Near misses",
      ["Scenario", "Line", "Where", "Expected", "Got"],
      call.near.map((one, index) => ({
        key: index,
        cells: [one.scenario, one.line === null ? "–" : one.line,
          one.pointer || one.where, String(one.expected), String(one.got)],
      })),
    )),
    moves.length > 0 && section("What it moved", moved(context, moves)),
    section("Do it again",
      h("pre", { class: "curl", tabindex: "0", role: "region",
        "aria-label": "Line for a shell" }, curl),
      copyButton(curl, "the curl line")),
    section("Request", documentOf(call.request, "Body of the request", marks)),
    section("Reply", documentOf(call.reply, "Body of the reply")),
  ];
}

function judgement(call, findings) {
  const errors = [...new Set(call.errors)].join(", ");
  // A path that there is not is outside the contract, with nothing to point at.
  const wrong = call.violations.length ||
    findings.filter((one) => one.kind === "violation").length;
  if (!wrong) {
    return h("span", null, badge("as the contract says", "good"),
      errors && ` refused: ${errors}`);
  }
  return h("span", null,
    badge(wrong === 1 ? "1 violation" : `${wrong} violations`, "bad"),
    errors && ` ${errors}`);
}
