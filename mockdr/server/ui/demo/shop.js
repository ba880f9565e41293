// The shop itself: its pages by address, and the first of them, the cart.

import { checkoutPage } from "./checkout.js";
import { orderPage, returnPage } from "./order.js";
import { openPanel, panel } from "./panel.js";
import { address, drawing, make, money, once, root, shop, trouble } from "./tools.js";

const steps = [["", "Cart"], ["checkout", "Checkout"], ["order", "Order"]];
const place = document.getElementById("page");

// What the customer has filled in lives as long as this page does, and nowhere else.
const wanted = { lines: { boat: 1, album: 1 }, country: "US", dropin: false };

let shelves;
let showing = 0;

/** Go to a page of the shop without leaving the document. */
export function go(page, more) {
  history.pushState(null, "", address(page, more));
  return show();
}

async function show() {
  const name = location.pathname.slice(root.length).replace(/\//g, "");
  const pages = {
    "": cart, checkout: checkoutPage, return: returnPage, order: orderPage,
  };
  const step = name === "return" ? "order" : name;
  document.getElementById("steps").replaceChildren(
    ...steps.map(([page, label]) => make("li", {
      "aria-current": page === step ? "step" : undefined,
    }, page === "" ? make("a", { href: address("") }, label) : label))
  );
  showing += 1;
  const number = showing;
  const sheet = make("div", { class: "sheet" });
  try {
    await (pages[name] || cart)(sheet, { shelves, wanted, go });
  } catch (problem) {
    sheet.append(trouble(problem.message));
  }
  // Somebody who was quicker has gone on to another page by now.
  if (number !== showing) return;
  place.replaceChildren(sheet);
  const heading = sheet.querySelector("h1");
  document.title = `${heading ? heading.textContent : "Shop"} – Little Harbour`;
  if (number > 1) place.focus();
  scrollTo(0, 0);
}

function cart(sheet) {
  const sums = make("dl", { class: "sums" });
  const fields = {};
  const buyer = () => shelves.customers.find((one) => one.country === wanted.country);

  function total() {
    const { currency } = buyer();
    const chosen = shelves.goods.filter((good) => wanted.lines[good.id]);
    const goods = chosen.reduce(
      (sum, good) => sum + wanted.lines[good.id] * good.prices[currency], 0);
    const parcel = chosen.some((good) => good.physical);
    const sent = parcel ? shelves.shipping[currency] : 0;
    sums.replaceChildren(
      make("dt", {}, "Goods"), make("dd", {}, money(goods, currency)),
      make("dt", {}, "Shipping"),
      make("dd", {}, parcel ? money(sent, currency) : "downloads only"),
      make("dt", { class: "total" }, "Total before tax"),
      make("dd", { class: "total" }, money(goods + sent, currency))
    );
    for (const good of shelves.goods) {
      document.getElementById(`price-${good.id}`)?.replaceChildren(
        money(good.prices[currency], currency));
    }
  }

  function line(good) {
    const quantity = make("input", {
      id: `quantity-${good.id}`, type: "number", min: 0, max: 9,
      value: wanted.lines[good.id] || 0, inputmode: "numeric",
      oninput: () => {
        const number = Math.trunc(Number(quantity.value));
        wanted.lines[good.id] = Math.min(Math.max(number || 0, 0), 9);
        total();
      },
    });
    return make("li", { class: "good" },
      make("div", { class: "picture" }, drawing(good.id)),
      make("div", { class: "about" },
        make("h2", {}, good.name),
        make("p", {}, good.about),
        make("p", { class: "small" }, good.physical ? "Shipped" : "Download")),
      make("p", { class: "price", id: `price-${good.id}` },
        money(good.prices[buyer().currency], buyer().currency)),
      make("div", { class: "quantity" },
        make("label", { for: `quantity-${good.id}` }, "Quantity",
          make("span", { class: "unseen" }, ` of ${good.name}`)), quantity));
  }

  function field(name, label, more = {}) {
    fields[name] = make("input", { id: name, required: true, ...more });
    fields[name].value = wanted[name] || "";
    return make("div", { class: "field" }, make("label", { for: name }, label),
      fields[name]);
  }

  function moved() {
    const { firstName, lastName, ways } = buyer();
    fields.firstName.value = firstName;
    fields.lastName.value = lastName;
    tip.textContent = `Worth trying here: ${ways}.`;
    total();
  }

  const country = make("select", {
    id: "country",
    onchange: () => {
      wanted.country = country.value;
      moved();
    },
  }, shelves.customers.map((one) => make("option", {
    value: one.country, selected: one.country === wanted.country,
  }, `${one.place} (${one.currency})`)));
  const tip = make("p", { class: "small" }, `Worth trying here: ${buyer().ways}.`);
  const first = { autocomplete: "off" };
  const names = make("datalist", { id: "names" },
    [...new Set(Object.values(shelves.names).flat())].sort().map((name) =>
      make("option", { value: name })));
  wanted.firstName = wanted.firstName || buyer().firstName;
  wanted.lastName = wanted.lastName || buyer().lastName;
  wanted.email = wanted.email || "ann@example.com";
  const notes = make("div");

  const begin = once(async () => {
    for (const name of Object.keys(fields)) wanted[name] = fields[name].value;
    const { lines, firstName, lastName, email } = wanted;
    const answered = await shop("begin", {
      lines, country: wanted.country, firstName, lastName, email,
    }).catch((problem) => ({ problem: { errors: [{ message: problem.message }] } }));
    panel.look();
    // The cart is to be seen, and to be clicked, until the checkout is there.
    if (answered.done) await go("checkout", { checkout: answered.checkout });
    else notes.replaceChildren(trouble(answered.problem.errors[0].message));
  });
  const submitted = (event) => {
    event.preventDefault();
    begin();
  };

  sheet.append(
    make("h1", {}, "Your cart"),
    make("form", { onsubmit: submitted },
      make("ul", { class: "goods" }, shelves.goods.map(line)),
      make("section", { "aria-labelledby": "who" },
        make("h2", { id: "who" }, "Who buys"),
        make("div", { class: "fields" },
          make("div", { class: "field" }, make("label", { for: "country" }, "Country"),
            country),
          field("firstName", "First name", first),
          field("lastName", "Last name", { ...first, list: "names" }),
          field("email", "Email", { ...first, type: "email" })), tip, names,
        make("details", { class: "small", id: "last-names" },
          make("summary", {}, "Some last names decide how a payment turns out"),
          make("p", {}, "Each with its methods. With a card its number decides."),
          make("dl", {}, Object.entries(shelves.names).map(([type, found]) => [
            make("dt", {}, (shelves.methods[type] || { title: type }).title),
            make("dd", {}, found.join(", "))])))),
      sums, notes,
      make("button", { class: "strong", type: "submit" }, "Check out")));
  total();
}

document.getElementById("brand").prepend(drawing("boat"));
try {
  shelves = await shop("shelves");
} catch (problem) {
  place.replaceChildren(make("div", { class: "sheet" },
    make("h1", {}, "The shop is closed"), trouble(problem.message)));
}
if (shelves) {
  openPanel(document.getElementById("panel"), shelves);
  addEventListener("popstate", show);
  show();
}
