// The order, as it stands at this moment, and the page to which customers come back.

import { panel } from "./panel.js";
import {
  address, control, make, moment, money, once, refusal, said, shop, state, trouble,
} from "./tools.js";

/** The customer is back from another page: see what came of it. */
export async function returnPage(sheet, { go }) {
  const checkout = said("checkout");
  sheet.append(make("h1", {}, "Welcome back"));
  const purchase = await panel.purchase({ checkout });
  if (!purchase) {
    sheet.append(trouble("The provider knows no such checkout any more."), cartLink());
    return;
  }
  if (purchase.order) {
    // The order was there before the customer left: the provider looks at it again.
    const order = purchase.order.id;
    if (purchase.order.state === "pending_payment") await shop("refresh", { order });
    await panel.look();
    // Both ways lead here; who approved has nothing left to decide any more.
    go("order", { order, came: "back" });
    return;
  }
  const [source] = purchase.sources;
  if (!source || source.state !== "chargeable") {
    sheet.append(
      make("p", {}, "You did not approve the payment, so nothing was ordered."),
      make("a", { class: "button", href: address("checkout", { checkout }) },
        "Choose again how to pay"));
    return;
  }
  const placed = await shop("order", { checkout });
  await panel.look();
  if (placed.done) go("order", { order: placed.order });
  else sheet.append(trouble(refusal(placed)), cartLink());
}

const cartLink = () =>
  make("a", { class: "button", href: address("") }, "Back to the cart");

export async function orderPage(sheet, { shelves }) {
  const order = said("order");
  const heading = make("h1", {}, `Order ${order}`);
  const standing = make("div", { class: "standing", role: "status" });
  const next = make("div", { id: "next" });
  const acts = make("div", { class: "acts" });
  const details = make("div", { class: "details" });
  const notes = make("div");
  const time = make("p", { class: "small", role: "status" });
  const leave = make("p", {}, cartLink());
  sheet.append(heading, standing, next, acts, time, notes, details, leave);

  let shown = "";
  let instructed = "";

  const act = once(async (work) => {
    notes.replaceChildren();
    try {
      const answered = await work();
      if (answered && answered.done === false) {
        notes.replaceChildren(trouble(refusal(answered)));
      }
    } catch (problem) {
      notes.replaceChildren(trouble(problem.message));
    }
    await panel.look();
  });

  let pressed = "";

  /** Who clicks twice may meet, the second time, the button that came in its place. */
  const press = (label, work) => (event) => {
    if (event.detail > 1 && label !== pressed) return;
    pressed = label;
    act(work);
  };

  const happen = (actor, verb, of) => () => control("happen", { actor, verb, of });
  const asks = (name) => () => shop(name, { order });

  async function aDayPasses() {
    const { now } = await control("clock", { advance: "1d" });
    time.textContent = `It is now ${moment(now, true)} at the provider.`;
  }

  function possible({ order: placed, session, sources, charges }) {
    const source = sources[0] || {};
    const found = [];
    if (source.state === "pending_funds") {
      found.push(["The customer pays", happen("customer", "pays", source.id), true]);
    }
    if (placed.state === "in_review") {
      found.push(["The review lets it pass", happen("fraud", "passes", order), true]);
      found.push(["The review stops it", happen("fraud", "blocks", order)]);
    }
    if (placed.state === "pending_payment") {
      found.push(["Ask the provider again", asks("refresh")]);
    }
    const untouched = charges.every((charge) => !charge.captures.length);
    if (placed.state === "accepted" && untouched && session.state === "complete") {
      found.push(["Send the goods", asks("ship"), true]);
    }
    if (placed.refundable > 0) found.push(["Give the money back", asks("refund")]);
    found.push(["A day passes", aDayPasses]);
    return found;
  }

  /** Show what the customer has still to do, once: they may be reading it. */
  function remaining({ order: placed, session }) {
    const action = placed.state === "pending_payment" ? session.nextAction : null;
    const key = JSON.stringify(action || null);
    if (key === instructed) return;
    instructed = key;
    next.replaceChildren();
    if (action && action.action === "redirect") {
      const turnedBack = said("came") === "back";
      next.append(
        make("p", {}, turnedBack
          ? "The customer turned back without approving the payment. "
          : "The customer has not approved the payment yet. "),
        make("a", { class: "button strong", href: action.data.redirectUrl },
          turnedBack ? "Try again" : "Go and approve it"));
    } else if (action && action.action === "show_payment_instructions") {
      const river = new window.DigitalRiver(shelves.publicKey, { locale: "en-US" });
      next.append(make("div", { id: "instructions" }));
      river.createElement("delayedpaymentinstructions", {
        sourceId: action.data.sourceId,
        sourceClientSecret: action.data.sourceClientSecret,
      }).mount("instructions");
    }
  }

  function draw(purchase) {
    const key = JSON.stringify(purchase);
    if (key === shown || !sheet.isConnected) return;
    shown = key;
    if (!purchase || !purchase.order) {
      standing.replaceChildren(trouble("The provider knows no such order."));
      next.replaceChildren();
      acts.replaceChildren();
      details.replaceChildren();
      return;
    }
    const { order: placed, sources, charges, events, currency, total } = purchase;
    standing.replaceChildren(
      make("p", { class: "big" }, state(placed.state)), make("p", {}, placed.words));
    remaining(purchase);
    const held = document.activeElement && document.activeElement.textContent;
    acts.replaceChildren(...possible(purchase).map(([label, work, strong]) =>
      make("button", {
        type: "button", class: strong && "strong", onclick: press(label, work),
      }, label)));
    // Who has just pressed a button that is still there keeps it.
    [...acts.children].find((button) => button.textContent === held)?.focus();
    const days = new Set(events.map((event) => event.at.slice(0, 10)));
    const moments = (at) => moment(at, days.size > 1);
    const row = (...cells) => make("tr", {}, cells.map((cell) => make("td", {}, cell)));
    const table = (title, heads, rows) => rows.length > 0 && make("section", {},
      make("h2", {}, title),
      make("table", {}, make("thead", {}, make("tr", {}, heads.map((head) =>
        make("th", { scope: "col" }, head)))), make("tbody", {}, rows)));
    const list = (parts) => !parts.length ? "–" : parts.map((part) =>
      make("div", {}, state(part.state), " ", money(part.amount, currency)));
    details.replaceChildren(...[
      table("Goods", ["Name", "Quantity", "Amount"], placed.items.map((item) =>
        row(item.name, item.quantity, money(item.amount, currency))).concat(
        row("Shipping", "", money(placed.shipping, currency)),
        row("Tax", "", money(placed.tax, currency)),
        row(make("strong", {}, "Total"), "",
          make("strong", {}, money(total, currency))))),
      table("How it is paid", ["Source", "State", "Amount"], sources.map((source) =>
        row(source.title, state(source.state),
          money(source.amount, source.currency)))),
      table("Charges", ["State", "Captures", "Refunds", "Amount"],
        charges.map((charge) => row(state(charge.state), list(charge.captures),
          list(charge.refunds), money(charge.amount, charge.currency)))),
      table("Events that webhooks would hear", ["Type", "At"], events.map((event) =>
        row(make("code", {}, event.type), moments(event.at)))),
    ].filter(Boolean));
  }

  // The sheet is in the document only after this: what is drawn there follows it.
  requestAnimationFrame(() => {
    panel.follow({ order }, draw);
  });
}
