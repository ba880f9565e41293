// What was wrong with the calls of a tenant, and what is still to come.

import { h } from "./nodes.js";
import { badge, documentOf, section, words } from "./parts.js";

const PAGE = 50;

export const findingsView = {
  title: () => "Findings",

  async load(context) {
    const pages = (context.own.pages = context.own.pages || 1);
    return context.getAll("findings", {}, "findings", PAGE * pages);
  },

  draw: (context, found) => [
    found.findings.length
      ? h("ol", { class: "findings", "aria-label": "Findings, the newest first" },
        found.findings.map((one) => h("li", { key: one.number, class: one.severity },
          h("p", null, badge(one.severity), " ", h("strong", null, words(one.kind)),
            one.seq !== null && [" in ",
              h("a", { href: context.link("journal", one.seq) }, `call ${one.seq}`)]),
          h("p", { class: "message" }, one.message),
          Object.keys(one.details).length > 0 && h("details", null,
            h("summary", null, "Details"),
            documentOf(one.details, `Details of finding ${one.number}`)))))
      : h("p", { class: "empty" }, "Nothing was wrong so far."),
    found.next !== null && h("button", {
      type: "button",
      onclick: () => {
        context.own.pages += 1;
        context.reload();
      },
    }, `Show older (${found.total} in all)`),
    found.unfinished.length > 0 && section("Still to come",
      h("ul", null, found.unfinished.map((one, index) =>
        h("li", { key: index, class: "message" }, one)))),
  ],
};
