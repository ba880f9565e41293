// The checkout: how a shop's page pays a session, with elements or with the Drop-in.
// All of DigitalRiver.js that it uses is documented; the rest is the shop's own server.

import { panel } from "./panel.js";
import { address, make, money, refusal, said, shop, silence, trouble } from "./tools.js";

/** Methods that only the Drop-in offers. */
const dropinOnly = ["creditInstallment"];
/** Methods that have a button of their own instead of the shop's. */
const ownButton = ["payPal", "applePay", "googlePay", "amazonPay"];
const turnedDown = "You turned that down. Choose again how you pay.";
const ordered = "This checkout is ordered already: its order says what is left to do.";

const orderLink = ({ id }, label) =>
  make("a", { class: "button", href: address("order", { order: id }) }, label);

export async function checkoutPage(sheet, { shelves, wanted, go }) {
  const checkout = said("checkout");
  const purchase = await panel.purchase({ checkout });
  if (!purchase) {
    sheet.append(make("h1", {}, "Checkout"),
      trouble("The provider knows no such checkout. It may be from before a reset."),
      make("a", { class: "button", href: address("") }, "Back to the cart"));
    return;
  }
  if (purchase.order) {
    sheet.append(make("h1", {}, "Checkout"), make("p", {}, ordered),
      orderLink(purchase.order, "See the order"));
    return;
  }
  const { country, currency, total } = purchase;
  const sessionId = purchase.session.id;
  const river = new window.DigitalRiver(shelves.publicKey, { locale: "en-US" });
  // Where the customer comes back to; the documentation wants both to be the same.
  const back = address("return", { checkout });
  const notes = make("div", { id: "notes" });
  const payment = make("div", { id: "payment" });

  function tell(text, ...more) {
    notes.replaceChildren(trouble(text, ...more));
  }

  /** Say what the provider says, and what it means where it says little. */
  async function explain({ type, message }) {
    if (type === "validation_error") return tell(message);
    const advice = await panel.advice();
    return tell(`The provider says: ${message}`, advice && make("p", {}, advice));
  }

  /** The customer has said how they pay: attach it, order, and see what is next. */
  async function settle(source) {
    try {
      await payWith(source);
    } catch (problem) {
      // The shop's own server is silent: nobody knows how far it came.
      tell(problem.message);
    }
  }

  async function payWith(source) {
    const attached = await shop("attach", { checkout, source: source.id });
    panel.look();
    if (!attached.done) return refused(attached);
    const { orderFlow } = shelves.methods[source.type] || {};
    if (source.state === "pending_redirect" && orderFlow === "redirect_then_submit") {
      // PayPal wants the customer's yes before there is an order.
      return location.assign(source.redirect.redirectUrl);
    }
    return order();
  }

  async function order() {
    let placed = await shop("order", { checkout });
    panel.look();
    if (!placed.done && placed.nextAction) {
      // The bank wants to hear from the customer; then the same order goes through.
      const { status } = await river.handleNextAction(placed.nextAction);
      panel.look();
      if (status !== "complete") return tell("The bank was not convinced.", again());
      placed = await shop("order", { checkout });
      panel.look();
    }
    if (!placed.done) return refused(placed, again());
    if (placed.nextAction && placed.nextAction.action === "redirect") {
      return location.assign(placed.nextAction.data.redirectUrl);
    }
    return go("order", { order: placed.order });
  }

  /** An order may be there although no answer came, or from another tab: find out. */
  async function refused(answered, otherwise) {
    const known = await panel.purchase({ checkout });
    if (answered.found) return lost(answered, answered.found);
    if (!known || !known.order) return tell(refusal(answered), otherwise);
    return tell(ordered, orderLink(known.order, "See the order"));
  }

  /** The shop's server has asked for the order that it got no answer about. */
  function lost(answered, found) {
    const asked = `${silence(answered)} So the shop asked for the order`;
    if (!found.done) {
      return tell(`${asked}, but nobody can tell yet: ${refusal(found)}`,
        make("button", { type: "button", onclick: () => askAgain(answered) },
          "Ask once more"));
    }
    return found.order
      ? tell(`${asked}: it was made.`, orderLink({ id: found.order }, "See the order"))
      : tell(`${asked}: it was not made.`, again());
  }

  async function askAgain(answered) {
    const found = await shop("find", { checkout })
      .catch((problem) => ({ problem: { errors: [{ message: problem.message }] } }));
    panel.look();
    lost(answered, found);
  }

  const again = () =>
    make("a", { class: "button", href: address("") }, "Begin again with the cart");

  const choose = (name, label) => make("label", { class: "choice" },
    make("input", {
      type: "radio", name: "way", value: name,
      checked: (name === "dropin") === wanted.dropin,
      onchange: () => {
        wanted.dropin = name === "dropin";
        draw();
      },
    }), label);

  const draw = () => {
    notes.replaceChildren();
    payment.replaceChildren();
    const surroundings = {
      river, sessionId, shelves, country, currency, total, back, payment, tell, settle,
      explain,
    };
    return wanted.dropin ? dropin(surroundings) : elements(surroundings);
  };

  sheet.append(
    make("h1", {}, "Checkout"),
    make("p", { class: "due" }, "To pay ", make("strong", {}, money(total, currency))),
    make("fieldset", { class: "ways" }, make("legend", {}, "The page is built with"),
      choose("elements", "Elements"), choose("dropin", "Drop-in")),
    payment, notes);
  // Elements look for their places in the document, where the sheet is only soon.
  requestAnimationFrame(draw);
}

/** Cards that fill the form when they are clicked, as far as it is there. */
function cards(shelves, payment) {
  const fill = (card) => {
    const two = (number) => String(number).padStart(2, "0").slice(-2);
    const values = {
      "cc-number": card.number,
      "cc-exp": `${two(card.month)}${two(card.year)}`,
      "cc-csc": card.code,
    };
    for (const [name, value] of Object.entries(values)) {
      const input = payment.querySelector(`input[autocomplete="${name}"]`);
      if (!input) continue;
      input.focus();
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.blur();
    }
  };
  return make("details", { class: "cards", open: true },
    make("summary", {}, "Test cards"),
    make("ul", {}, shelves.cards.map((card) => make("li", {},
      make("button", { type: "button", onclick: () => fill(card) },
        make("span", { class: "number" }, card.number.replace(/(.{4})(?!$)/g, "$1 ")),
        make("span", {}, `${card.brand} ${card.words}`))))));
}

/** Build the page of single elements: a choice of methods, and what each one asks. */
async function elements(around) {
  const { river, sessionId, shelves, currency, total, payment, tell } = around;
  const place = make("div");
  payment.replaceChildren(place);
  const answered = await river.retrieveAvailablePaymentMethods({ sessionId });
  panel.look();
  // The customer was quicker, and looks at another page or at the Drop-in.
  if (!place.isConnected) return;
  if (answered.error) return tell(answered.error.message);
  const titles = new Map(answered.paymentMethods.map((method) =>
    [method.type, method.displayName]));
  const types = [...titles.keys()]
    .filter((type) => (shelves.methods[type] || {}).orderFlow)
    .filter((type) => !dropinOnly.includes(type));
  // What most customers look for stands first.
  const first = ["creditCard", "payPal", "konbini", "ideal", "klarnaCredit"];
  const rank = (type) => (first.indexOf(type) + 1 || first.length + 1);
  types.sort((one, other) => rank(one) - rank(other));
  const body = make("div", { id: "method", class: "method" });
  const pay = make("button", { type: "submit", class: "strong", id: "pay" },
    `Pay ${money(total, currency)}`);
  let chosen;

  const pick = (type) => {
    const addresses = Object.fromEntries(
      shelves.methods[type].addresses.map((name) => [name, around.back]));
    chosen = { type, element: undefined, data: { type, sessionId, [type]: addresses } };
    body.replaceChildren(...testNames(type, around));
    pay.hidden = ownButton.includes(type);
    chosen.element = ask(type, body, chosen.data, around);
  };

  async function submit(event) {
    event.preventDefault();
    pay.disabled = true;
    const { element, data } = chosen;
    try {
      const result = element
        ? await river.createSource(element, data)
        : await river.createSource(data);
      panel.look();
      if (result.error) await around.explain(result.error);
      else await around.settle(result.source);
    } finally {
      pay.disabled = false;
    }
  }

  payment.replaceChildren(make("form", { onsubmit: submit, novalidate: true },
    make("fieldset", { class: "methods" }, make("legend", {}, "How do you pay?"),
      types.map((type, number) => make("label", { class: "choice" },
        make("input", {
          type: "radio", name: "method", value: type, checked: number === 0,
          onchange: () => pick(type),
        }), titles.get(type)))),
    body, pay));
  if (types.length) pick(types[0]);
  else tell("Nothing can pay in this currency and country.");
}

/** Say which last names decide how a payment by this method turns out. */
function testNames(type, { shelves }) {
  const names = shelves.names[type];
  if (!names) return [];
  return [make("p", { class: "small" },
    `Some last names decide how this turns out: ${names.join(", ")}.`)];
}

/** Mount what a method asks; the element that a source is made with comes back. */
function ask(type, body, data, around) {
  const { river, sessionId, shelves, currency, country, payment } = around;
  const spot = (id, label) => {
    body.append(make("div", { class: "field" },
      label && make("span", { class: "label", "aria-hidden": "true" }, label),
      make("div", { id })));
  };
  const put = (name, label, options) => {
    spot(`element-${name}`, label);
    const element = river.createElement(name, options);
    // What is typed into an element is not in the shop's form: it says Enter itself.
    element.on("return", () => payment.querySelector("form").requestSubmit());
    element.mount(`element-${name}`);
    return element;
  };
  const wallet = (element) => {
    element.on("cancel", () => around.tell(turnedDown));
    element.on("source", (event) => {
      panel.look();
      // The sheet of a wallet stays until it hears what came of it.
      if (event.complete) event.complete(event.error ? "failure" : "success");
      if (event.error) return around.explain(event.error);
      return around.settle(event.source);
    });
    return element;
  };
  if (type === "creditCard") {
    const number = put("cardnumber", "Card number");
    put("cardexpiration", "Expires");
    put("cardcvv", "Security code");
    body.append(cards(shelves, payment));
    return number;
  }
  if (type === "onlineBanking") {
    return put("onlinebanking", "Your bank", { onlineBanking: { currency, country } });
  }
  if (type === "konbini") return put("konbini", "Where you pay");
  if (type === "ideal") return put("ideal", "", { ideal: { sessionId } });
  if (type === "payPal") return wallet(put("paypal", "", { sourceData: data }));
  if (type === "amazonPay") {
    const urls = { ...data.amazonPay, resultReturnUrl: around.back };
    const sourceData = { type, sessionId, country, amazonPay: urls };
    return wallet(put("amazonpay", "", { sourceData }));
  }
  if (type === "applePay" || type === "googlePay") {
    const amount = around.total;
    return wallet(put(type.toLowerCase(), "", river.paymentRequest({
      sessionId, country, currency, requestShipping: false, displayItems: [],
      total: { label: "Little Harbour", amount, isPending: false },
    })));
  }
  const away = data[type].returnUrl;
  body.append(make("p", {}, away
    ? "You are sent to another page to approve, and come back here."
    : "Nothing more to fill in."));
  return undefined;
}

/** Build the page of the Drop-in, which asks everything itself. */
function dropin({ river, sessionId, shelves, back, payment, tell, settle }) {
  const place = make("div", { id: "drop-in" });
  payment.replaceChildren(
    make("p", { class: "small" }, "The Drop-in has no Amazon Pay: its documentation ",
      "offers that as an element alone."),
    place, cards(shelves, payment));
  river.createDropin({
    sessionId,
    options: {
      flow: "checkout",
      showComplianceSection: true,
      showTermsOfSaleDisclosure: true,
      button: { type: "payNow" },
      // The order comes first, then its redirect: the customer leaves only once.
      redirect: { disableAutomaticRedirects: true, returnUrl: back, cancelUrl: back },
    },
    onReady: () => panel.look(),
    onSuccess: ({ source }) => settle(source),
    onCancel: () => tell(turnedDown),
    // What the provider says stands in the Drop-in; here is what it means.
    onError: async () => {
      const advice = await panel.advice();
      if (advice) tell(advice);
    },
  }).mount("drop-in");
}
