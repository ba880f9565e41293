// The small pieces that every view is made of: states, moments, tables, documents.

import { h } from "./nodes.js";

// How a state reads at a glance; the word itself is always there too.
const TONES = {
  good: [
    "accepted", "active", "authorized", "available", "capturable", "captured",
    "chargeable", "complete", "completed", "delivered", "fulfilled", "paid",
    "reusable", "sent", "succeeded", "verified",
  ],
  bad: [
    "blocked", "cancelled", "declined", "derailed", "dispute", "error", "expired",
    "fail", "failed", "not_valid", "rejected", "uncollectible", "void",
  ],
  waiting: ["in_review", "open", "draft", "warn", "warning", "here", "created"],
};
const TONE_OF = new Map(
  Object.entries(TONES).flatMap(([tone, states]) => states.map((one) => [one, tone])),
);

// Deeper than this nobody reads, and nothing deeper can be sent in earnest.
const DEEPEST = 100;

// Fields that open a door. Nobody needs to read them here.
const HIDDEN = /^(\w*clientSecret|client_secret|token|refundToken|secret)$/i;

export function toneOf(state) {
  const text = String(state);
  if (/^(pending|requires|awaiting)/.test(text)) {
    return "waiting";
  }
  return TONE_OF.get(text) || (/(fail|declin)/.test(text) ? "bad" : "plain");
}

export function none() {
  return h("span", { class: "none" }, "–");
}

export function badge(state, tone) {
  if (state === null || state === undefined || state === "") {
    return none();
  }
  return h("span", { class: `badge ${tone || toneOf(state)}` }, state);
}

export function words(name) {
  return String(name)
    .replace(/[_-]+/g, " ")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
}

export function title(name) {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function count(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many || `${one}s`}`;
}

export function moment(text) {
  if (!text) {
    return none();
  }
  const shown = String(text).replace("T", " ").replace(/(\.\d+)?Z$/, "");
  return h("time", { datetime: text, title: `${text} (UTC)` }, shown);
}

export function money(amount, currency) {
  if (amount === null || amount === undefined) {
    return none();
  }
  try {
    const format = { style: "currency", currency, currencyDisplay: "code" };
    const text = new Intl.NumberFormat("en", format).format(amount);
    return h("span", { class: "money" }, text);
  } catch {
    return h("span", { class: "money" }, `${amount} ${currency || ""}`.trim());
  }
}

// Ids of the provider are long: their beginning tells them apart.
export function short(id) {
  const text = String(id);
  return text.length > 18 ? `${text.slice(0, 12)}…` : text;
}

export function copyButton(text, what) {
  return h(
    "button",
    {
      type: "button",
      class: "small",
      onclick: async (event) => {
        const button = event.currentTarget;
        const done = await copied(text);
        button.textContent = done ? "Copied" : "Select it and copy";
      },
      "aria-label": `Copy ${what}`,
    },
    "Copy",
  );
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Beyond loopback without TLS browsers have no clipboard but this old one.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

// A table; on narrow screens its rows become cards that repeat the headings.
export function table(caption, heads, rows, empty) {
  if (!rows.length) {
    return h("p", { class: "empty" }, empty || "Nothing yet.");
  }
  return h("div", { class: "box" }, h(
    "table",
    { role: "table" },
    h("caption", { class: "unseen" }, caption),
    h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row" },
        heads.map((head) => h("th", { scope: "col", role: "columnheader" }, head)),
      ),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      rows.map((row) =>
        h(
          "tr",
          { key: row.key, role: "row", class: row.class },
          row.cells.map((cell, index) =>
            h("td", {
              role: "cell",
              "data-label": heads[index],
              class: isNone(cell) ? "void" : null,
            }, cell),
          ),
        ),
      ),
    ),
  ));
}

// Where rows are cards, what is not there needs no line.
function isNone(cell) {
  return cell === "–" || Boolean(cell && cell.attributes &&
    cell.attributes.class === "none");
}

export function facts(pairs) {
  return h(
    "dl",
    { class: "facts" },
    pairs
      .filter((pair) => pair)
      .map(([name, value]) => h("div", { key: name }, h("dt", null, name),
        h("dd", null, value))),
  );
}

export function section(heading, ...children) {
  return h("section", { "aria-label": heading }, h("h2", null, heading), children);
}

// A document in lines, the places that `marks` points at made plain.
// `marks` maps JSON pointers to what is wrong there.
export function documentOf(value, label, marks) {
  if (value === null || value === undefined) {
    return h("p", { class: "empty" }, "No body.");
  }
  if (typeof value === "string") {
    return h("pre", { tabindex: "0", "aria-label": label }, value);
  }
  const lines = [];
  write(lines, value, { pointer: "", depth: 0, name: "", after: "" },
    marks || new Map());
  return h("pre", { class: "json", tabindex: "0", role: "region", "aria-label": label },
    lines);
}

function write(lines, value, { pointer, depth, name, after }, marks) {
  const indent = "  ".repeat(depth);
  const wrong = marks.get(pointer);
  const put = (...parts) =>
    lines.push(
      h("span", { class: wrong ? "line wrong" : "line" }, indent, ...parts,
        wrong && h("span", { class: "remark" }, `  ← ${wrong}`), "\n"),
    );
  const label = name === "" ? "" : [h("span", { class: "name" }, name), ": "];
  if (value === null || typeof value !== "object") {
    put(label, h("span", { class: typeof value }, JSON.stringify(value)), after);
    return;
  }
  const many = Array.isArray(value);
  const entries = Object.entries(value);
  if (!entries.length) {
    put(label, many ? "[]" : "{}", after);
    return;
  }
  if (depth === DEEPEST) {
    put(label, many ? "[…]" : "{…}", after);
    return;
  }
  put(label, many ? "[" : "{");
  entries.forEach(([key, inner], index) => {
    const hidden = HIDDEN.test(key) && typeof inner === "string" && inner !== "";
    write(lines, hidden ? "••••••••" : inner, {
      pointer: `${pointer}/${key.replace(/~/g, "~0").replace(/\//g, "~1")}`,
      depth: depth + 1,
      name: many ? "" : JSON.stringify(key),
      after: index < entries.length - 1 ? "," : "",
    }, marks);
  });
  lines.push(h("span", { class: "line" }, indent, many ? "]" : "}", after, "\n"));
}

// What an act or a resend moved, in words for the notice.
export function movedText(moved) {
  const told = moved.map((one) =>
    one.state ? `${words(one.kind)} is ${one.state}` : words(one.kind),
  );
  return told.length ? told.join(", ") : "nothing moved";
}
