// Whose worlds there are: the key is the tenant, and each has a world of its own.

import { h } from "./nodes.js";
import { count, moment, none, table } from "./parts.js";

export const tenantsView = {
  title: () => "Tenants",

  load: (context) => context.getBare("tenants"),

  draw: (context, { tenants }) => [
    h("p", { class: "lead" }, "The key is the tenant: each has its own checkouts, ",
      "clock, scenarios and journal. A new name makes a new one: call with ",
      h("code", null, "sk_test_NAME"), ", and it is here. The ",
      h("a", { href: "/_mockdr/demo/" }, "demo shop"), " is one to try."),
    table(
      "Tenants",
      ["Tenant", "Public key", "Scenarios", "Calls", "Sessions", "Orders", "Findings",
        "Time", "Begin anew"],
      tenants.map((one) => row(context, one)),
      "Nobody has called yet. The first call with a key makes its tenant.",
    ),
  ],
};

function row(context, one) {
  const key = `${one.name} ${one.live}`;
  const { counts } = one;
  const to = (view) => context.linkTo(one.name, one.live, view);
  return {
    key,
    cells: [
      [h("a", { href: to("sessions") }, one.name), one.live && " (live keys)"],
      h("code", null, one.publicKey),
      one.scenarios.length ? one.scenarios.join(", ") : none(),
      h("a", { href: to("journal"), "aria-label": count(counts.calls, "call") },
        counts.calls),
      h("span", null, counts.sessions),
      h("span", null, counts.orders),
      counts.findings
        ? h("a", { href: to("findings"), class: counts.failures ? "bad" : null },
          counts.findings)
        : h("span", { class: "soft" }, "none"),
      moment(one.now),
      anew(context, one, key),
    ],
  };
}

// What cannot be taken back is asked twice.
function anew(context, one, key) {
  if (context.own.asked !== key) {
    return h("button", {
      key: "ask",
      type: "button",
      class: "small",
      "aria-label": `Let ${one.name} begin anew`,
      onclick: () => {
        context.own.asked = key;
        context.redraw();
      },
    }, "Reset…");
  }
  const close = () => {
    context.own.asked = null;
    context.redraw();
  };
  return h("span", { class: "row", key: "answer" },
    h("button", {
      type: "button",
      class: "small danger",
      focused: true,
      onclick: () => context.act(async () => {
        context.own.asked = null;
        await context.postBare("reset", { tenant: one.name,
          live: one.live ? "true" : null });
        return `${one.name} begins anew.`;
      }),
    }, `Forget all of ${one.name}`),
    h("button", { type: "button", class: "small", onclick: close }, "Keep it"));
}
