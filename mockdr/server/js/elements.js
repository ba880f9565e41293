// Elements: what a customer types or chooses, as plain inputs in the merchant's page;
// the provider keeps each in a frame of its own, so nothing typed leaves its node here.

// What the container of an element wears, unless the option `classes` says otherwise.
// The documentation prints the last one in two ways, so it wears both.
const containerClasses = {
  base: "DRElement",
  complete: "DRElement--complete",
  empty: "DRElement--empty",
  focus: "DRElement--focus",
  invalid: "DRElement--invalid",
  webkitAutofill: "DRElement--autofilled DRElement-webkit-autofill",
};

// What of a mounted element's options.style reaches parts that no inline style can;
// DigitalRiver.css reads these as --DR-placeholder-color and so on.
const partsByVariable = { "::placeholder": "placeholder", "::selection": "selection" };

// In a frame a merchant's page would hear nothing of these.
const heardInside = [
  "beforeinput", "change", "copy", "cut", "input", "keydown", "keypress", "keyup",
  "paste",
];

// The mounted elements of each DigitalRiver object: cards are three that work together.
const mountedElements = new WeakMap();

// What fills a container by now: whoever is mounted there next takes its place.
const mountedIn = new WeakMap();

const isRecord = (value) =>
  value !== null && typeof value === "object" &&
  !Array.isArray(value) && !(value instanceof Node);

function mergeOptions(old, more) {
  const merged = { ...old };
  for (const [name, value] of Object.entries(more || {})) {
    const both = isRecord(value) && isRecord(merged[name]);
    merged[name] = both ? mergeOptions(merged[name], value) : value;
  }
  return merged;
}

// Two-part names of CSS, from the camelCase of the documentation's samples.
function propertyName(name) {
  if (name === "fontSmoothing") {
    return "-webkit-font-smoothing";
  }
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

// What all elements share. A class of its own says what it builds and contributes:
// - build(): the node to show; controls that take `style` are in `this.controls`.
// - async prepare(): what `ready` carries, once all is there.
// - redraw(changed): what an update of the options changes.
// - wipe(): forget what was typed.
// - async contribution(alone): {error} or {type, values}, which createSource puts into
//   data[type]; `alone` asks one card element for its own part only.
class Element {
  constructor(river, type, options) {
    this.river = river;
    this.type = type;
    this.options = mergeOptions({}, options);
    this.listeners = new Map();
    this.container = null;
    this.node = null;
    this.controls = [];
    this.destroyed = false;
    this.state = { complete: false, empty: true, error: undefined };
    this.focused = false;
    this.hovered = false;
    this.autofilled = false;
    this.worn = new Set();
    this.labelled = null;
    this.prepared = undefined;
  }

  build() {
    return make("div", {});
  }

  async prepare() {
    return {};
  }

  redraw() {}

  wipe() {}

  async contribution() {
    const message = `An element of type ${this.type} creates no source.`;
    return { error: failure("bad_request", "invalid_element_type", message) };
  }

  mount(where) {
    if (this.destroyed) {
      throw new Error(
        `This ${this.type} element is destroyed; make another with createElement.`,
      );
    }
    const container = typeof where === "string"
      ? document.getElementById(where.replace(/^#/, ""))
      : where;
    if (!(container instanceof Node)) {
      throw new Error(
        `The ${this.type} element cannot be mounted: this page has no element with ` +
        `the id "${where}". Pass the id of one that is there, or the element itself.`,
      );
    }
    this.unmount();
    if (mountedIn.has(container)) {
      mountedIn.get(container).unmount();
    }
    mountedIn.set(container, this);
    this.container = container;
    this.node = this.build();
    this.node.classList.add("DRPart", `DRPart-${this.type}`);
    this.listen();
    container.replaceChildren(this.node);
    if (!mountedElements.has(this.river)) {
      mountedElements.set(this.river, new Set());
    }
    mountedElements.get(this.river).add(this);
    this.mark();
    this.announce();
  }

  // Tell the merchant that all is there; later than any listener added after mount.
  async announce() {
    const node = this.node;
    this.prepared = Promise.resolve().then(() => this.prepare());
    const data = await this.prepared;
    if (this.node === node && node !== null) {
      this.paint();
      this.emit("ready", data);
    }
  }

  unmount() {
    if (this.container === null) {
      return;
    }
    const { container, node } = this;
    this.container = null;
    this.node = null;
    mountedIn.delete(container);
    mountedElements.get(this.river).delete(this);
    this.labelled.abort();
    node.remove();
    container.classList.remove(...this.worn);
    this.worn.clear();
    this.controls = [];
    this.focused = this.hovered = this.autofilled = false;
    this.state = { complete: false, empty: true, error: undefined };
  }

  destroy() {
    this.unmount();
    this.listeners.clear();
    this.destroyed = true;
  }

  update(options) {
    this.options = mergeOptions(this.options, options);
    if (this.node !== null) {
      this.redraw(options || {});
      this.mark();
    }
  }

  on(name, callback) {
    if (typeof callback !== "function") {
      throw new Error(`on("${name}", handler): the handler has to be a function.`);
    }
    this.listeners.set(name, [...(this.listeners.get(name) || []), callback]);
  }

  focus() {
    if (this.controls.length > 0) {
      this.controls[0].focus();
    }
  }

  blur() {
    if (this.node !== null && this.node.contains(document.activeElement)) {
      document.activeElement.blur();
    }
  }

  clear() {
    if (this.node !== null) {
      this.wipe();
    }
  }

  // Call the merchant's handlers; one that throws shall not take the others along.
  emit(name, data) {
    for (const callback of this.listeners.get(name) || []) {
      try {
        callback({ elementType: this.type, ...data });
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  // Note what is typed by now, and tell of it.
  settle(state, more) {
    this.state = { complete: false, empty: false, error: undefined, ...state };
    this.mark();
    this.emit("change", { ...this.state, ...more });
  }

  listen() {
    const { node } = this;
    for (const name of heardInside) {
      node.addEventListener(name, (event) => event.stopPropagation());
    }
    node.addEventListener("focusin", () => this.entered(true));
    node.addEventListener("focusout", (event) => {
      if (!node.contains(event.relatedTarget)) {
        this.entered(false);
      }
    });
    for (const [name, hovered] of [["mouseenter", true], ["mouseleave", false]]) {
      node.addEventListener(name, () => {
        this.hovered = hovered;
        this.paint();
      });
    }
    this.labelled = new AbortController();
    const { signal } = this.labelled;
    const { container } = this;
    container.addEventListener("click", (event) => {
      if (event.target === container) {
        this.focus();
      }
    }, { signal });
    // A label can only name an input; a merchant's names the container around it.
    for (const label of document.querySelectorAll("label[for]")) {
      if (label.htmlFor === container.id) {
        label.addEventListener("click", () => this.focus(), { signal });
      }
    }
  }

  entered(focused) {
    if (this.container === null || this.focused === focused) {
      return;
    }
    this.focused = focused;
    this.mark();
    this.emit(focused ? "focus" : "blur");
  }

  // The layers of `classes` and `style` that hold by now, the last one strongest.
  layers() {
    return [
      ["base", true],
      ["empty", this.state.empty],
      ["complete", this.state.complete],
      ["webkitAutofill", this.autofilled],
      ["focus", this.focused],
      ["invalid", this.state.error !== undefined],
    ].filter(([, holds]) => holds).map(([layer]) => layer);
  }

  // Put on the container what holds by now; classes of the merchant's own stay.
  mark() {
    if (this.container === null) {
      return;
    }
    const own = this.options.classes || {};
    // A class that is there and has no value is none that the shop chose.
    const worn = (layer) => String(own[layer] ?? containerClasses[layer]);
    const wanted = new Set(this.layers().flatMap((layer) => worn(layer).split(/\s+/)));
    wanted.delete("");
    const { classList } = this.container;
    for (const name of this.worn) {
      if (!wanted.has(name)) {
        classList.remove(name);
        this.worn.delete(name);
      }
    }
    for (const name of wanted) {
      if (!classList.contains(name)) {
        classList.add(name);
        this.worn.add(name);
      }
    }
    this.paint();
  }

  // Inline, since a strict Content-Security-Policy refuses style sheets of scripts.
  paint() {
    for (const control of this.controls) {
      if (control.matches("input, select")) {
        control.setAttribute("aria-invalid", this.state.error !== undefined);
      }
      control.style.cssText = "";
      for (const layer of this.layers()) {
        this.dress(control, (this.options.style || {})[layer]);
      }
    }
  }

  dress(control, style) {
    const holds = {
      ":hover": this.hovered,
      ":focus": this.focused,
      ":disabled": control.disabled,
      ":-webkit-autofill": this.autofilled,
    };
    const entries = Object.entries(style || {});
    for (const [name, value] of entries.filter(([, value]) => !isRecord(value))) {
      control.style.setProperty(propertyName(name), value);
    }
    for (const [name, inner] of entries.filter(([, value]) => isRecord(value))) {
      if (holds[name]) {
        this.dress(control, inner);
      }
      if (name in partsByVariable) {
        for (const [property, value] of Object.entries(inner)) {
          const variable = `--DR-${partsByVariable[name]}-${propertyName(property)}`;
          control.style.setProperty(variable, value);
        }
      }
    }
  }
}

// ---- Cards, banks, stores -----------------------------------------------------------

// Lengths are in digits; `usual` is where a wrong check digit is told while somebody
// still types. A longer beginning comes first. Brands: README.md of the elements.
const cardBrands = [
  { brand: "dankort", name: "Dankort", starts: /^5019/, lengths: [16] },
  { brand: "forbrugsforeningen", name: "Forbrugsforeningen", starts: /^600722/,
    lengths: [16] },
  { brand: "visa", name: "Visa", starts: /^4/, lengths: [16, 19] },
  { brand: "mastercard", name: "Mastercard", starts: /^(5[1-5]|2[2-7])/,
    lengths: [16] },
  { brand: "amex", name: "American Express", starts: /^3[47]/, lengths: [15],
    usual: 15, groups: [4, 6, 5], code: 4 },
  { brand: "dinersclub", name: "Diners Club", starts: /^3(0|[689])/, lengths: [14, 16],
    usual: 14, groups: [4, 6, 4] },
  { brand: "discover", name: "Discover", starts: /^6(011|4[4-9]|5)/,
    lengths: [16, 19] },
  { brand: "unionpay", name: "UnionPay", starts: /^62/, lengths: [16, 17, 18, 19] },
  { brand: "jcb", name: "JCB", starts: /^35/, lengths: [16, 17, 18, 19] },
  { brand: "maestro", name: "Maestro", starts: /^(50|5[6-9]|6)/,
    lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
];
const unknownBrand = {
  brand: "unknown", name: "", lengths: [12, 13, 14, 15, 16, 17, 18, 19],
};

const brandOf = (digits) =>
  cardBrands.find(({ starts }) => starts.test(digits)) || unknownBrand;

// Input methods of East Asia write digits as wide as their other signs.
const narrowed = (text) => text.normalize("NFKC");
const digitsOf = (text) => narrowed(text).replace(/\D/g, "");

function passesLuhn(digits) {
  const backwards = [...digits].reverse();
  const doubled = backwards.map((digit, index) => digit * (1 + (index % 2)));
  return doubled.reduce((sum, n) => sum + (n > 9 ? n - 9 : n), 0) % 10 === 0;
}

function inGroups(digits, groups = [4, 4, 4, 4, 4]) {
  const parts = [];
  let at = 0;
  for (const length of groups) {
    parts.push(digits.slice(at, at + length));
    at += length;
  }
  parts[parts.length - 1] += digits.slice(at);
  return parts.filter((part) => part !== "").join(" ");
}

// Letters of an IBAN count from 10; the whole, turned around, leaves 1 of 97.
// A country that is not listed may have any length that the standard allows.
const ibanLengths = {
  AD: 24, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20,
  ES: 24, FI: 18, FR: 27, GB: 22, GI: 23, GR: 27, HR: 21, HU: 28, IE: 22, IS: 26,
  IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MT: 31, NL: 18, NO: 15, PL: 28,
  PT: 25, RO: 24, SE: 24, SI: 19, SK: 24, SM: 27, VA: 22,
};

function passesIban(text) {
  const known = ibanLengths[text.slice(0, 2)];
  const shaped = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text);
  if (!shaped || (known !== undefined && known !== text.length)) {
    return false;
  }
  const turned = text.slice(4) + text.slice(0, 4);
  let rest = 0;
  for (const letter of turned) {
    rest = Number(`${rest}${parseInt(letter, 36)}`) % 97;
  }
  return rest === 1;
}

// The shape of an element's own complaint, in its `change`.
function validationError(river, code) {
  return { type: "validation_error", code, message: say(river.locale, code) };
}

// The same complaints as createSource tells them.
function validationFailure(...errors) {
  const [first] = errors;
  const told = failure("validation_error", first.code, first.message);
  told.errors = errors.map(({ code, message }) => ({ code, message }));
  return told;
}

function parameterMissing(type, parameter) {
  return failure(type, "missing_parameter", "A parameter is missing.", parameter);
}

// What was typed, while the node may show dots instead.
const typedInto = new WeakMap();

// An input that belongs to no form, as if it were in a frame: the merchant's form does
// not send what is typed, does not reset it, and is not submitted by Enter.
function makeInput(attributes) {
  return make("input", {
    class: "DRInput", type: "text", form: "DR-none", autocapitalize: "off",
    autocorrect: "off", spellcheck: "false", ...attributes,
  });
}

function isAutofilled(input) {
  return ["autofill", "-webkit-autofill"].some((name) => {
    try {
      return input.matches(`:${name}`);
    } catch (unknown) {
      return false;
    }
  });
}

// One line to type into. A class of its own says:
// - read(text, deleting, left): {value, shown}, what it means and how it is written; a
//   customer who deletes, or who is still there, may leave it half written.
// - judge(value, final): the code of what is wrong, true when complete, else false;
//   `final` once the customer has left, for what is only unfinished until then.
// - extra(): what its `change` tells besides.
class Field extends Element {
  build() {
    const { label, placeholder, ...attributes } = this.describe();
    this.input = makeInput({ "aria-label": label, ...attributes });
    this.controls = [this.input];
    this.ownPlaceholder = placeholder;
    typedInto.set(this, "");
    this.input.addEventListener("input", (event) => this.typed(event));
    // Programs that fill in forms tell of it in their own ways.
    this.input.addEventListener("change", () => this.notice());
    this.input.addEventListener("compositionend", (event) => this.typed(event));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        this.emit("return");
      }
    });
    this.redraw();
    return make("div", {}, this.input);
  }

  get value() {
    return typedInto.get(this) || "";
  }

  extra() {
    return {};
  }

  redraw() {
    const { placeholderText } = this.options;
    this.input.placeholder =
      placeholderText === undefined ? this.ownPlaceholder : placeholderText;
    this.show();
  }

  // Dots for what nobody shall read over a shoulder, except while it is typed.
  show() {
    const { shown } = this.read(this.value, true, !this.focused);
    const wanted = this.options.mask && !this.focused ? this.dots(shown) : shown;
    if (this.input.value !== wanted) {
      this.input.value = wanted;
    }
    this.written = this.input.value;
  }

  // What is to be read in the field is what counts, whoever put it there.
  notice() {
    if (this.input.value !== this.written) {
      this.typed({});
    }
  }

  dots(shown) {
    return shown.replace(/\w/g, "•");
  }

  typed(event) {
    // An input method has not decided yet what it writes.
    if (event.isComposing) {
      return;
    }
    const { input } = this;
    const deleting = String(event.inputType).startsWith("delete");
    const typed = narrowed(input.value.slice(0, input.selectionStart));
    const before = typed.replace(/\W/g, "").length;
    const atEnd = input.selectionStart === input.value.length;
    const { value, shown } = this.read(input.value, deleting);
    const known = this.value;
    typedInto.set(this, value);
    this.autofilled = isAutofilled(input);
    if (input.value !== shown) {
      input.value = shown;
      // The caret stays behind as many letters as before, whatever was put between.
      let at = 0;
      for (let passed = 0; passed < before && at < shown.length; at += 1) {
        passed += /\w/.test(shown[at]) ? 1 : 0;
      }
      const caret = atEnd ? shown.length : at;
      if (this.focused) {
        input.setSelectionRange(caret, caret);
      }
    }
    this.written = input.value;
    if (!this.focused) {
      this.show();
    }
    if (value !== known) {
      this.tell(!this.focused);
    } else {
      this.mark();
    }
  }

  judged(final) {
    const { value } = this;
    const judged = value === "" ? false : this.judge(value, final);
    const wrong = typeof judged === "string";
    const error = wrong ? validationError(this.river, judged) : undefined;
    return { complete: judged === true, empty: value === "", error };
  }

  tell(final) {
    this.settle(this.judged(final), this.extra());
  }

  // Tell if that is news: another element, or the time, may be the reason.
  reconsider(final) {
    const codeOf = ({ error }) => (error === undefined ? undefined : error.code);
    const judged = this.judged(final);
    const { complete } = this.state;
    if (judged.complete !== complete || codeOf(judged) !== codeOf(this.state)) {
      this.tell(final);
    }
  }

  entered(focused) {
    if (this.node !== null && this.focused !== focused) {
      this.notice();
      super.entered(focused);
      this.show();
      if (!focused) {
        this.reconsider(true);
      }
    }
  }

  wipe() {
    typedInto.set(this, "");
    this.autofilled = false;
    this.show();
    this.tell(false);
  }

  // What a payment lacks for want of this; nothing typed is unfinished, too.
  async insist() {
    if (this.node === null) {
      return validationError(this.river, this.unfinished);
    }
    this.notice();
    this.reconsider(true);
    if (!this.state.complete && this.state.error === undefined) {
      const error = validationError(this.river, this.unfinished);
      this.settle({ empty: this.state.empty, error }, this.extra());
    }
    return this.state.error;
  }
}

// A card is all three: one that is not mounted is as unfinished as one left empty.
// Its own complaint says so. Source: error-types-codes-and-objects.md.
const cardParts = {
  cardnumber: "incomplete_card_number",
  cardexpiration: "incomplete_expiration_date",
  cardcvv: "incomplete_security_code",
};

// As somebody reads them in the page.
function inOrder(elements) {
  return [...elements].sort((one, other) => {
    const where = one.container.compareDocumentPosition(other.container);
    return where & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  });
}

// The three fields of a card know each other by the DigitalRiver object they come from.
class CardField extends Field {
  // A page may have several cards: what stands nearest in the page belongs together.
  sibling(type) {
    if (this.type === type) {
      return this;
    }
    const mounted = [...(mountedElements.get(this.river) || [])];
    const others = mounted.filter((element) => element.type === type);
    let around = this.container;
    let near = [];
    while (around !== null && near.length === 0) {
      around = around.parentNode;
      near = others.filter(({ container }) => around && around.contains(container));
    }
    if (near.length < 2) {
      return near[0] || others[others.length - 1];
    }
    // All in one place are cards one after the other, or else the last one counts.
    const alike = mounted.filter((element) =>
      element.type === this.type && around.contains(element.container));
    return alike.length === near.length
      ? inOrder(near)[inOrder(alike).indexOf(this)]
      : near[near.length - 1];
  }

  get unfinished() {
    return cardParts[this.type];
  }

  get brand() {
    const number = this.sibling("cardnumber");
    return brandOf(number === undefined ? "" : number.value);
  }

  extra() {
    return { brand: this.brand.brand };
  }

  async contribution(alone) {
    const asked = alone ? [this.type] : Object.keys(cardParts);
    const fields = asked.map((type) => this.sibling(type));
    const errors = await Promise.all(fields.map((field, index) =>
      field ? field.insist() : validationError(this.river, cardParts[asked[index]])));
    const wrong = errors.filter((error) => error !== undefined);
    if (wrong.length > 0) {
      return { error: validationFailure(...wrong) };
    }
    const values = Object.assign({}, ...fields.map((field) => field.values()));
    return { type: "creditCard", values };
  }
}

class CardNumber extends CardField {
  describe() {
    return {
      label: say(this.river.locale, "card_number"),
      placeholder: "1234 1234 1234 1234",
      inputmode: "numeric",
      dir: "ltr",
      autocomplete: "cc-number",
    };
  }

  build() {
    const node = super.build();
    // Seen only: who listens hears the number, and the merchant's page gets the brand.
    this.badge = make("span", { class: "DRBrand", "aria-hidden": "true" });
    node.append(this.badge);
    return node;
  }

  read(text) {
    const digits = digitsOf(text);
    const { lengths, groups } = brandOf(digits);
    const value = digits.slice(0, lengths[lengths.length - 1]);
    return { value, shown: inGroups(value, groups) };
  }

  // The last four stay to be seen, as the source will show them.
  dots(shown) {
    return shown.replace(/\d(?=(\D*\d){4})/g, "•");
  }

  judge(digits, final) {
    const { lengths, usual = 16 } = brandOf(digits);
    const fits = lengths.includes(digits.length);
    if (fits && passesLuhn(digits)) {
      return true;
    }
    if (fits && (final || digits.length >= usual)) {
      return "invalid_card_number";
    }
    return final ? this.unfinished : false;
  }

  tell(final) {
    const { brand, name } = this.brand;
    this.badge.textContent = name;
    this.badge.className = `DRBrand DRBrand--${brand}`;
    super.tell(final);
    const code = this.sibling("cardcvv");
    if (code !== undefined) {
      code.reconsider(!code.focused);
    }
  }

  values() {
    return { number: this.value };
  }
}

class CardExpiration extends CardField {
  describe() {
    return {
      label: say(this.river.locale, "card_expiration"),
      placeholder: say(this.river.locale, "card_expiration_hint"),
      inputmode: "numeric",
      dir: "ltr",
      autocomplete: "cc-exp",
    };
  }

  // What is past is past on the provider's clock, which stands or runs ahead in tests.
  async prepare() {
    const node = this.node;
    const reply = await this.river.connection.call("GET", "/v1/mockdr/now");
    this.now = reply.ok ? new Date(reply.body.now) : new Date();
    if (this.node === node && node !== null && this.value !== "") {
      this.reconsider(!this.focused);
    }
    return {};
  }

  // MM / YY, from whatever way of writing it; as a value it is MM/YY.
  read(text, deleting, left) {
    const plain = narrowed(text).replace(/[^\d\s/.-]/g, "").trim();
    let [, month, gap, year] = /^(\d*)([^\d]*)(\d*)/.exec(plain);
    if (month.length === 4 && year !== "") {
      // So some browsers fill in a date that they keep.
      [month, year] = [year, month];
    }
    if (gap === "" && /^[2-9]/.test(month)) {
      month = `0${month}`;
    }
    year = (month.slice(2) + year).slice(0, 4);
    month = month.slice(0, 2);
    const closed = gap !== "" || year !== "";
    if (month.length === 1 && closed && (left ? year !== "" : !deleting)) {
      month = `0${month}`;
    }
    if (year === "") {
      const open = deleting || month.length < 2;
      return { value: month, shown: open ? month : `${month} / ` };
    }
    return { value: `${month}/${year}`, shown: `${month} / ${year}` };
  }

  parts(value) {
    const [month, year = ""] = value.split("/");
    return {
      expirationMonth: Number(month),
      expirationYear: Number(year.length === 2 ? `20${year}` : year),
    };
  }

  judge(value, final) {
    const now = this.now || new Date();
    const thisYear = now.getUTCFullYear();
    const [month, year = ""] = value.split("/");
    const { expirationMonth, expirationYear } = this.parts(value);
    if (month.length === 2 && (expirationMonth < 1 || expirationMonth > 12)) {
      return "invalid_expiration_month";
    }
    // 20 may still become 2030.
    const unfinished = month === "" || year === "" || year.length % 2 === 1;
    if (unfinished || (year === "20" && !final)) {
      return final ? this.unfinished : false;
    }
    if (expirationYear < thisYear) {
      return "invalid_expiration_year";
    }
    const past = expirationYear === thisYear && expirationMonth < now.getUTCMonth() + 1;
    return past || expirationYear > thisYear + 50 ? "invalid_expiration_date" : true;
  }

  async insist() {
    if (this.node !== null) {
      await this.prepare();
    }
    return super.insist();
  }

  values() {
    return this.parts(this.value);
  }
}

class CardCode extends CardField {
  describe() {
    return {
      label: say(this.river.locale, "card_code"),
      placeholder: "CVC",
      inputmode: "numeric",
      dir: "ltr",
      autocomplete: "cc-csc",
    };
  }

  read(text) {
    const { brand, code = brand === "unknown" ? 4 : 3 } = this.brand;
    // What stands there already is judged, not cut, when the number comes after it.
    const most = Math.max(code, this.value.length);
    const value = digitsOf(text).slice(0, most);
    return { value, shown: value };
  }

  judge(digits, final) {
    const { brand, code = 3 } = this.brand;
    const longest = brand === "unknown" ? 4 : code;
    if (digits.length > longest) {
      return "invalid_security_code";
    }
    return digits.length >= code || (final ? this.unfinished : false);
  }

  values() {
    return { cvv: this.value };
  }
}

function judgeIban(text, final) {
  const wrong = final || /[^A-Z0-9]/.test(text);
  return passesIban(text) || (wrong ? "incomplete_iban" : false);
}

class Iban extends Field {
  get unfinished() {
    return "incomplete_iban";
  }

  describe() {
    return {
      label: say(this.river.locale, "iban"),
      placeholder: "NL00BANK0123456789",
      dir: "ltr",
      autocomplete: "off",
      maxlength: "42",
    };
  }

  read(text) {
    const value = narrowed(text).toUpperCase();
    return { value, shown: value };
  }

  dots(shown) {
    return shown.replace(/\w(?=(\W*\w){4})/g, "•");
  }

  judge(value, final) {
    return judgeIban(value, final);
  }

  // The method is the caller's to say: a SEPA debit mostly.
  async contribution() {
    const error = await this.insist();
    return error === undefined
      ? { values: { iban: this.value } }
      : { error: validationFailure(error) };
  }
}

// What there is to choose, by type of element: the texts, where createSource puts it,
// the member of `ready`, and whence the choices come.
const choiceKinds = {
  onlinebanking: {
    label: "choose_bank",
    none: "no_banks",
    parameter: "onlineBanking.bankCode",
    has: "hasAvailableBanks",
    async list(river, options) {
      const onlineBanking = options.onlineBanking || {};
      const lacking = ["country", "currency"].find((name) => !onlineBanking[name]);
      if (lacking !== undefined) {
        const error = parameterMissing("bad_request", `onlineBanking.${lacking}`);
        return { error, choices: [] };
      }
      const { country, currency } = onlineBanking;
      const banks = await river.retrieveOnlineBankingBanks(country, currency);
      const choices = banks.map(({ bankCode, bankName }) => [bankCode, bankName]);
      return { choices };
    },
  },
  konbini: {
    label: "choose_store",
    none: "no_stores",
    parameter: "konbini.storeId",
    has: "hasAvailableStores",
    async list(river) {
      const stores = await river.retrieveKonbiniStores();
      const japanese = tagOf(river.locale).startsWith("ja");
      const name = japanese ? "localizedStoreName" : "storeName";
      return { choices: stores.map((store) => [store.storeId, store[name]]) };
    },
  },
};

// One of several to choose.
class Choice extends Element {
  get kind() {
    return choiceKinds[this.type];
  }

  build() {
    this.select = make("select", {
      class: "DRInput DRInput--choice",
      form: "DR-none",
      "aria-label": say(this.river.locale, this.kind.label),
    });
    this.controls = [this.select];
    this.select.addEventListener("change", () => this.tell());
    this.choices = [];
    this.fill(this.kind.label);
    return make("div", {}, this.select);
  }

  // The first line is what to do, or that there is nothing to choose.
  fill(key) {
    const { select, choices } = this;
    const { placeholderText } = this.options;
    const asked = key === this.kind.label && placeholderText !== undefined;
    const text = asked ? placeholderText : say(this.river.locale, key);
    const chosen = select.value;
    select.replaceChildren(
      make("option", { value: "" }, text),
      ...choices.map(([value, label]) => make("option", { value }, label)),
    );
    select.disabled = choices.length === 0;
    select.value = choices.some(([value]) => value === chosen) ? chosen : "";
    if (select.value !== chosen) {
      this.tell();
    }
  }

  async prepare() {
    const { node, kind } = this;
    const { error, choices } = await kind.list(this.river, this.options);
    if (this.node === node && node !== null) {
      this.choices = choices;
      this.fill(choices.length > 0 ? kind.label : kind.none);
    }
    const ready = { [kind.has]: choices.length > 0 };
    return error === undefined ? ready : { ...ready, error };
  }

  tell() {
    const { value } = this.select;
    this.settle({ complete: value !== "", empty: value === "" }, { value });
  }

  redraw({ onlineBanking }) {
    if (onlineBanking !== undefined) {
      this.announce();
    } else {
      this.fill(this.choices.length > 0 ? this.kind.label : this.kind.none);
    }
  }

  wipe() {
    this.select.value = "";
    this.tell();
  }

  // Who is quicker than the list is asked once there is something to choose.
  async contribution() {
    const { parameter } = this.kind;
    await this.prepared;
    const [type, name] = parameter.split(".");
    const value = this.node === null ? "" : this.select.value;
    if (value !== "") {
      return { type, values: { [name]: value } };
    }
    const { label, none } = this.kind;
    const offered = this.node === null || this.choices.length > 0;
    const message = say(this.river.locale, offered ? label : none);
    const [kind, code] = ["validation_error", "missing_parameter"];
    if (this.node !== null) {
      this.settle({ empty: true, error: { type: kind, code, message } }, { value });
    }
    return { error: failure(kind, code, message, parameter) };
  }
}

// Asks nothing of who pays once. Who subscribes may agree that later payments are taken
// from the account, as a SEPA debit, and has to say which.
class Ideal extends Element {
  build() {
    const text = say(this.river.locale, "ideal");
    this.agreed = undefined;
    return make("div", {}, make("p", { class: "DRText" }, text));
  }

  async prepare() {
    const { node } = this;
    const { error, recurring, sellingEntity } = await this.session();
    if (this.node === node && node !== null) {
      this.agreed = undefined;
      this.controls = [];
      node.replaceChildren(node.firstChild);
      // Who pays once has nothing to fill in.
      const complete = error === undefined && !recurring;
      this.state = { complete, empty: !complete, error: undefined };
      if (recurring) {
        this.offer((sellingEntity || {}).name || "Digital River");
      }
      this.mark();
    }
    return error === undefined ? {} : { error };
  }

  async session() {
    const { sessionId } = this.options.ideal || {};
    if (!sessionId) {
      return { error: parameterMissing("bad_request", "ideal.sessionId") };
    }
    const { connection } = this.river;
    const path = "/v1/mockdr/session";
    const reply = await connection.call("GET", path, { query: { sessionId } });
    return reply.ok ? reply.body : { error: complained(reply.status, reply.body) };
  }

  offer(entity) {
    const { locale } = this.river;
    const agreement = say(locale, "disclosure_idealRecurringAgreement", { entity });
    const [agreed, account] = [fresh("agreed"), fresh("iban")];
    this.agreed = make("input", { type: "checkbox", id: agreed, form: "DR-none" });
    const placeholder = this.options.placeholderText;
    this.input = makeInput({
      id: account, maxlength: "42", dir: "ltr", disabled: true, placeholder,
    });
    this.controls = [this.agreed, this.input];
    this.agreed.addEventListener("change", () => {
      this.input.disabled = !this.agreed.checked;
      this.tell(false);
    });
    this.input.addEventListener("input", () => this.tell(false));
    this.input.addEventListener("blur", () => this.tell(true));
    this.node.append(
      make("div", { class: "DRCheck" }, this.agreed,
        make("label", { for: agreed }, agreement, " ", say(locale, "sample_text"))),
      make("label", { class: "DRLabel", for: account }, say(locale, "iban")),
      this.input,
    );
  }

  get account() {
    return narrowed(this.input.value).toUpperCase();
  }

  // Only who agreed has to name an account.
  judged(final) {
    if (!this.agreed || !this.agreed.checked) {
      return { complete: false, empty: true, error: undefined };
    }
    const { account } = this;
    const judged = account === "" && !final ? false : judgeIban(account, final);
    const wrong = typeof judged === "string";
    const error = wrong ? validationError(this.river, judged) : undefined;
    return { complete: judged === true, empty: account === "", error };
  }

  tell(final) {
    this.state = this.judged(final);
    this.mark();
    this.emit("change", { iban: this.state });
  }

  wipe() {
    if (this.agreed) {
      this.agreed.checked = false;
      this.input.value = "";
      this.input.disabled = true;
      this.tell(false);
    }
  }

  redraw({ ideal }) {
    if (ideal !== undefined) {
      this.announce();
    }
  }

  async contribution() {
    await this.prepared;
    if (!this.agreed || !this.agreed.checked) {
      return { type: "ideal", values: {} };
    }
    this.tell(true);
    return this.state.complete
      ? { type: "ideal", values: { iban: this.account } }
      : { error: validationFailure(this.state.error) };
  }
}

// ---- Wallets, refunds, instructions, disclosures, tax and invoices ------------------

// A locale as browsers write it; shops write en_US as well, and servers of theirs
// en_US.UTF-8 or C. What is none at all is English, as the texts are then.
function tagOf(locale) {
  const [written] = String(locale).replace(/_/g, "-").split(/[.@]/);
  for (const tag of [written, written.split("-")[0]]) {
    try {
      return new Intl.Locale(tag).toString();
    } catch (unknown) {
      // The language alone may be known, or nothing is.
    }
  }
  return "en";
}

// The same for numbers and dates, which a browser writes in its own language otherwise.
const tagsOf = (locale) => [tagOf(locale), "en"];

function priceText(locale, amount, currency) {
  try {
    const style = { style: "currency", currency };
    return new Intl.NumberFormat(tagsOf(locale), style).format(Number(amount));
  } catch (unknown) {
    return `${amount} ${currency || ""}`.trim();
  }
}

// What is told in rows of a name and a value.
function rowsOf(rows) {
  return make("dl", { class: "DRRows" },
    rows.map(([name, value]) => [
      make("dt", {}, name), make("dd", {}, make("bdi", {}, value)),
    ]));
}

// A label and what it names, one below the other.
function labelled(label, control) {
  control.id = control.id || fresh("field");
  return make("div", { class: "DRField" },
    make("label", { class: "DRLabel", for: control.id }, label), control);
}

// An element that is more than a line to type into, and so no box of its own.
class Plain extends Element {
  mark() {
    super.mark();
    if (this.container !== null) {
      this.container.classList.add("DRPlain");
      this.worn.add("DRPlain");
    }
  }
}

// A button that opens a sheet, at the end of which there is a source. A class of its
// own says `wallet` (its name), caption(), look() (classes), open().
class Wallet extends Plain {
  build() {
    this.button = make("button", {
      type: "button", class: "DRWallet", on: { click: () => this.pressed() },
    });
    this.controls = [this.button];
    this.opened = false;
    // Whose sheets are open: they leave with this button, however often it comes back.
    this.stay = {};
    this.redraw();
    return make("div", {}, this.button);
  }

  redraw() {
    this.button.className = ["DRWallet", ...this.look()]
      .map((name) => name.replace(/[^\w-]/g, "")).join(" ");
    const caption = this.caption();
    this.button.replaceChildren(caption);
    this.button.lang = this.language;
  }

  get language() {
    return tagOf(this.river.locale);
  }

  // The styles of wallets are words of their own, not CSS.
  paint() {}

  // Buttons tell what is pressed, not where the keyboard is.
  entered(focused) {
    this.focused = focused;
    this.mark();
  }

  pressed() {
    this.emit("click");
    return this.start();
  }

  // One sheet at a time, however often the button is pressed.
  async start() {
    if (this.opened) {
      return;
    }
    const { button, stay } = this;
    this.opened = true;
    button.setAttribute("aria-busy", "true");
    try {
      this.running = this.open(stay);
      await this.running;
    } finally {
      button.removeAttribute("aria-busy");
      // Mounted again there is another button, with a sheet of its own perhaps.
      this.opened = this.opened && this.button !== button;
    }
  }

  // Nobody is asked for an element that has left.
  unmount() {
    const { stay } = this;
    super.unmount();
    if (stay) {
      closeSheets(stay, true);
    }
  }

  shows(stay) {
    return this.node !== null && this.stay === stay;
  }

  // What a shop hears at the end: of a source and an error one is null.
  finish({ source, error }, more) {
    this.emit("source", { error: error || null, source: source || null, ...more });
  }

  // A sheet with two ways out of it.
  ask(stay, title, body, agree, answer) {
    const { locale } = this.river;
    return sheet({
      locale,
      owner: stay,
      title,
      body: [
        make("p", { class: "DRDialog-hint" },
          say(locale, "wallet_stands_in", { wallet: this.wallet })),
        body,
      ],
      actions: [
        { name: "approve", label: agree, kind: "primary" },
        { name: "cancel", label: say(locale, "cancel") },
      ],
      answer,
    });
  }
}

// Source: paypal.md; what the options of its button are called is PayPal's.
const payPalCaptions = {
  buynow: "buy_with", checkout: "checkout_with", pay: "pay_with",
};

class PayPal extends Wallet {
  get wallet() {
    return "PayPal";
  }

  caption() {
    const { label } = this.options.style || {};
    const key = payPalCaptions[label];
    return key ? say(this.river.locale, key, { wallet: this.wallet }) : this.wallet;
  }

  look() {
    const { color = "gold", shape = "rect", size = "responsive", layout = "horizontal" }
      = this.options.style || {};
    return [`paypal-${color}`, shape, size, layout].map((one) => `DRWallet--${one}`);
  }

  async open(stay) {
    const made = await this.river.createSource({ ...this.options.sourceData });
    // A story may have decided already how it ends.
    if (made.error || made.source.state !== "pending_redirect") {
      this.finish(made);
      return;
    }
    const { id, clientSecret, amount, currency } = made.source;
    const { locale } = this.river;
    const price = amount === undefined ? "–" : priceText(locale, amount, currency);
    let ended;
    const chosen = await this.ask(
      stay,
      say(locale, "pay_with", { wallet: this.wallet }),
      rowsOf([[say(locale, "amount"), price]]),
      say(locale, "approve"),
      async (name) => {
        ended = await customerDoes(this.river, id, clientSecret, name);
      },
    );
    if (chosen === "cancel") {
      this.emit("cancel");
    } else {
      this.finish(ended);
    }
  }
}

// Sends its customer away twice: here to sign in, and after the order to confirm.
// So the source waits for a redirect when the shop hears of it, and goes on waiting.
// Source: amazon-pay-element.md.
class AmazonPay extends Wallet {
  get wallet() {
    return "Amazon Pay";
  }

  get sourceData() {
    return { type: "amazonPay", ...this.options.sourceData };
  }

  get language() {
    const { checkoutLanguage } = this.sourceData.amazonPay || {};
    return tagOf(checkoutLanguage || this.river.locale);
  }

  caption() {
    return say(this.language, "pay_with", { wallet: this.wallet });
  }

  look() {
    const { color = "Gold" } = this.options.style || {};
    return [`DRWallet--amazon-${String(color).toLowerCase()}`];
  }

  redraw() {
    super.redraw();
    const { height } = this.options.style || {};
    this.button.style.height = height === undefined ? "" : String(height);
  }

  async prepare() {
    const { sessionId, country } = this.sourceData;
    if (country) {
      return {};
    }
    const { connection } = this.river;
    const reply = sessionId
      ? await connection.call("GET", "/v1/mockdr/session", { query: { sessionId } })
      : { ok: true, body: {} };
    if (!reply.ok) {
      return { error: complained(reply.status, reply.body) };
    }
    if (reply.body.country) {
      return {};
    }
    const said = "Country must be specified in session or in options";
    const error = failure("bad_request", "missing_parameter", said, "country");
    return { error: { liveMode: false, ...error } };
  }

  pressed() {
    return this.start();
  }

  async open(stay) {
    const made = await this.river.createSource(this.sourceData);
    this.finish(made);
    if (made.error || !this.shows(stay)) {
      return;
    }
    const { locale } = this.river;
    const { id, clientSecret, redirect = {} } = made.source;
    const chosen = await this.ask(
      stay,
      say(locale, "sign_in_to", { wallet: this.wallet }),
      make("p", {}, say(locale, "sign_in_text", { wallet: this.wallet })),
      say(locale, "sign_in"),
      (name) => customerDoes(this.river, id, clientSecret, name),
    );
    // Where the button is gone the customer stays.
    if (!this.shows(stay)) {
      return;
    }
    const { returnUrl, cancelUrl } = redirect;
    const back = chosen === "approve" ? returnUrl : cancelUrl || returnUrl;
    if (/^https?:/i.test(back)) {
      window.location.assign(back);
    }
  }
}

// ---- Apple Pay and Google Pay ----

// Somebody who pays, in the country of the request: line, town, state, postal code.
const madeUpAddresses = {
  AU: ["1 George Street", "Sydney", "NSW", "2000"],
  CA: ["100 King Street West", "Toronto", "ON", "M5H 1A1"],
  DE: ["Hauptstraße 5", "Berlin", "", "10115"],
  ES: ["Calle Mayor 3", "Madrid", "", "28013"],
  FR: ["12 rue de Rivoli", "Paris", "", "75004"],
  GB: ["10 Station Road", "London", "", "SW1A 1AA"],
  IT: ["Via Roma 7", "Roma", "RM", "00184"],
  JP: ["1-2-3 Marunouchi", "Tokyo", "", "100-0005"],
  NL: ["Damrak 1", "Amsterdam", "", "1012 LG"],
  US: ["10380 Bren Road West", "Minnetonka", "MN", "55343"],
};

function madeUpAddress(country) {
  const somewhere = ["1 Main Street", "Springfield", "", "10000"];
  const [line1, city, state, postalCode] = madeUpAddresses[country] || somewhere;
  return { line1, line2: "", city, state, postalCode, country };
}

// What a wallet is asked to pay. A session tells what the shop leaves out.
function makePaymentRequest(river, data) {
  const asked = { ...data };
  const lacking = ["country", "currency", "total"].filter((name) => !asked[name]);
  if (lacking.length > 0 && !asked.sessionId) {
    throw new Error(
      `paymentRequest lacks ${lacking.join(", ")}: add that, or a sessionId.`,
    );
  }
  return asked;
}

// Both wallets ask the shop again whenever the customer changes where the goods go or
// how, and hold the payment until it answers with updateWith.
// Source: apple-pay-elements.md, google-pay-elements.md.
class RequestWallet extends Wallet {
  caption() {
    const { buttonType = "plain" } = this.options.style || {};
    const key = buttonType === "check-out" ? "checkout_with" : `${buttonType}_with`;
    const known = key in facts.texts;
    return known ? say(this.language, key, { wallet: this.wallet }) : this.wallet;
  }

  look() {
    const { buttonColor = "dark" } = this.options.style || {};
    return [`DRWallet--${buttonColor}`];
  }

  get language() {
    const { buttonLanguage } = this.options.style || {};
    return tagOf(buttonLanguage || this.river.locale);
  }

  // Every browser can: there is no wallet behind it that could be missing.
  canMakePayment() {
    return true;
  }

  // With waitOnClick the sheet opens when the shop says so.
  pressed() {
    this.emit("click");
    return this.options.waitOnClick ? undefined : this.start();
  }

  show() {
    return this.node === null ? undefined : this.start();
  }

  async prepare() {
    const { sessionId, total, country, currency } = this.options;
    this.told = {};
    if (!sessionId || (total && country && currency)) {
      return {};
    }
    const reply = await this.river.connection.call("GET", "/v1/mockdr/session", {
      query: { sessionId },
    });
    if (!reply.ok) {
      return { error: complained(reply.status, reply.body) };
    }
    const { items, amount, requiresShipping, ...session } = reply.body;
    this.told = {
      country: session.country,
      currency: session.currency,
      total: { label: say(this.river.locale, "total"), amount },
      displayItems: items,
      requestShipping: requiresShipping,
    };
    return {};
  }

  async open(stay) {
    const request = { ...this.told };
    for (const [name, value] of Object.entries(this.options)) {
      request[name] = value === undefined ? request[name] : value;
    }
    await new WalletSheet(this, request, stay).run();
  }
}

class ApplePay extends RequestWallet {
  get wallet() {
    return "Apple Pay";
  }

  get sourceType() {
    return "applePay";
  }
}

class GooglePay extends RequestWallet {
  get wallet() {
    return "Google Pay";
  }

  get sourceType() {
    return "googlePay";
  }
}

// One payment by such a wallet, from the opened sheet to the shop's last word.
class WalletSheet {
  constructor(element, request, stay) {
    this.element = element;
    this.stay = stay;
    this.locale = element.river.locale;
    this.request = request;
    const { country } = request;
    const abroad = country === "US" ? "DE" : "US";
    this.addresses = [country, abroad].filter(Boolean).map(madeUpAddress);
    this.question = null;
    this.problem = null;
    this.waiting = false;
    this.shopAnswer = null;
    this.take(request);
  }

  say(key, values) {
    return say(this.locale, key, values);
  }

  // What the shop asks to be paid for, at first and after each change.
  take({ total, displayItems, shippingOptions }) {
    this.total = total || this.total || { label: this.say("total"), amount: 0 };
    this.items = displayItems || this.items || [];
    if (shippingOptions || this.options === undefined) {
      this.options = shippingOptions || [];
      this.option = this.options.find(({ selected }) => selected) || this.options[0];
    }
  }

  get ships() {
    return Boolean(this.request.requestShipping);
  }

  async run() {
    const { element } = this;
    const title = this.say("pay_with", { wallet: element.wallet });
    const answer = (name) => name === "cancel" || this.pay();
    const pay = this.say("pay");
    const closed = element.ask(this.stay, title, this.build(), pay, answer);
    this.dialog = this.body.closest("dialog");
    this.draw();
    if (this.ships) {
      this.consultAddress();
    }
    const how = await closed;
    this.question = null;
    if (how === "cancel" && this.shopAnswer === null) {
      element.emit("cancel");
    }
  }

  build() {
    // The last name decides how a payment turns out: see the documented test values.
    const input = (value, autocomplete) => make("input", {
      class: "DRDialog-input", type: "text", value, autocomplete,
    });
    this.firstName = input("Ann", "off");
    this.lastName = input("Example", "off");
    this.place = make("select", { class: "DRDialog-input" },
      this.addresses.map(({ line1, city, country }, index) =>
        make("option", { value: index }, `${line1}, ${city}, ${country}`)));
    this.place.addEventListener("change", () => this.consultAddress());
    this.choices = make("div");
    this.lines = make("div", { "aria-live": "polite" });
    this.note = make("p", { class: "DRDialog-note", role: "status" });
    this.body = make("div", { class: "DRSheet" },
      make("div", { class: "DRPair" },
        labelled(this.say("first_name"), this.firstName),
        labelled(this.say("last_name"), this.lastName)),
      this.ships && labelled(this.say("ship_to"), this.place),
      this.choices, this.lines, this.note);
    return this.body;
  }

  get payButton() {
    return this.dialog.querySelector('[data-action="approve"]');
  }

  draw() {
    const { currency } = this.request;
    const price = ({ amount, isPending }) =>
      isPending ? this.say("pending") : priceText(this.locale, amount, currency);
    const lines = [...this.items, this.total].map((line) => [line.label, price(line)]);
    // Read aloud when they change, and only then.
    if (JSON.stringify(lines) !== this.drawnLines) {
      this.drawnLines = JSON.stringify(lines);
      this.lines.replaceChildren(rowsOf(lines));
    }
    this.drawOptions(price);
    const { message, fields = {} } = this.problem || {};
    const said = [message, ...Object.values(fields)].filter(Boolean);
    this.note.replaceChildren(...said.map((text) => make("span", {}, text)));
    if (this.waiting) {
      this.tell("waiting_for_shop", { name: this.waiting });
    } else {
      this.note.className = "DRDialog-note";
    }
    this.payButton.disabled = Boolean(this.waiting || this.problem);
  }

  // Kept while the same options stand there, or the keyboard's focus would be lost.
  drawOptions(price) {
    const shown = this.ships ? this.options : [];
    const drawn = JSON.stringify(shown);
    if (this.drawn === drawn) {
      return;
    }
    this.drawn = drawn;
    const name = fresh("option");
    const radios = shown.map((option) => {
      const { label, detail } = option;
      const id = fresh("option");
      const radio = make("input", {
        type: "radio", id, name, checked: option === this.option,
        on: { change: () => this.consultOption(option) },
      });
      const text = [`${label}, ${price(option)}`, detail].filter(Boolean).join(" · ");
      return make("div", { class: "DRCheck" }, radio, make("label", { for: id }, text));
    });
    const legend = make("legend", { class: "DRLabel" }, this.say("shipping"));
    this.choices.replaceChildren(
      ...(radios.length > 0
        ? [make("fieldset", { class: "DRGroup" }, legend, radios)] : []),
    );
  }

  get person() {
    const [firstName, lastName] = [this.firstName.value, this.lastName.value];
    return {
      name: `${firstName} ${lastName}`.trim(), firstName, lastName,
      phone: "+19525550100", email: "ann@example.com",
    };
  }

  // As documented, with the parts of it also on the event itself.
  consultAddress() {
    const shippingAddress = { ...this.person, address: this.shippedTo };
    this.consult("shippingaddresschange", { ...shippingAddress, shippingAddress });
  }

  consultOption(option) {
    this.option = option;
    const { id, label, amount, detail } = option;
    const shippingOption = { id, label, amount, detail };
    this.consult("shippingoptionchange", { ...shippingOption, shippingOption });
  }

  get shippedTo() {
    return { ...this.addresses[Number(this.place.value)] };
  }

  // Only the answer to the last question counts.
  consult(name, data) {
    this.problem = null;
    const listened = this.element.listeners.has(name);
    const question = {};
    this.question = question;
    this.waiting = listened && name;
    this.draw();
    this.element.emit(name, {
      ...data,
      updateWith: (answer) => {
        if (this.question === question) {
          this.answered(answer || {});
        }
      },
    });
  }

  // What is no complaint, and so in no colour of one.
  tell(key, values) {
    this.note.className = "DRDialog-hint";
    this.note.textContent = this.say(key, values);
  }

  answered({ status, error, ...update }) {
    this.waiting = false;
    this.problem = null;
    if (status === "success") {
      this.take(update);
    } else {
      this.problem = { message: this.say("shop_refuses"), ...error };
    }
    this.draw();
  }

  async pay() {
    if (this.waiting || this.problem) {
      return false;
    }
    this.note.textContent = "";
    const { element, request, person } = this;
    const { sessionId, currency, futureUse, usage, mandate } = request;
    const [home] = this.addresses;
    const { name, phone, ...owner } = person;
    const type = element.sourceType;
    const data = {
      type, futureUse, usage, mandate, [type]: {},
      owner: { ...owner, phoneNumber: phone, address: home },
      ...(sessionId ? { sessionId } : { amount: this.total.amount, currency }),
    };
    const made = await createSource(element.river, undefined, data, this.stay);
    return this.deliver(made, { ...person, address: home });
  }

  // The sheet stays until the shop said how it ended, or the customer closes it.
  async deliver(made, billingAddress) {
    const { name, phone, email } = billingAddress;
    const { element, option } = this;
    const shipped = this.ships ? { ...billingAddress, address: this.shippedTo } : null;
    const listened = element.listeners.has("source");
    this.shopAnswer = listened ? "none" : "success";
    element.finish(made, {
      billingAddress,
      shippingAddress: shipped,
      contactInformation: { name, phone, email },
      shippingOption: option
        ? { id: option.id, label: option.label, amount: option.amount,
          detail: option.detail }
        : null,
      complete: (status) => this.completed(status),
    });
    if (this.shopAnswer === "none") {
      this.tell("waiting_for_shop", { name: "complete" });
      this.payButton.disabled = true;
    }
    return this.shopAnswer === "success";
  }

  completed(status) {
    if (this.shopAnswer === "success" || !this.body.isConnected) {
      return;
    }
    if (status === "success") {
      this.shopAnswer = "success";
      this.dialog.querySelector('[data-action="cancel"]').click();
      return;
    }
    // The customer may try again.
    this.shopAnswer = null;
    this.note.className = "DRDialog-note";
    this.note.textContent = this.say("payment_failed");
    this.payButton.disabled = false;
  }
}

// ---- Disclosures, instructions, refunds, tax and invoices ----

// In the customer's language where there is a word for it, else as the server has it.
function said(locale, keys, otherwise) {
  const key = keys.find((one) => one in facts.texts);
  return key === undefined ? otherwise : say(locale, key);
}

// An element that shows what the server says. A class of its own says `path`, query()
// (or an error in `lacking()`), show(body) -> nodes, and told(body), what `ready` has.
class Asking extends Plain {
  build() {
    return make("div", { class: "DRAsking", "aria-live": "polite" });
  }

  async prepare() {
    const { node, river } = this;
    this.controls = [];
    const error = this.lacking();
    const reply = error === undefined
      ? await river.connection.call("GET", this.path, { query: this.query() })
      : { ok: false };
    if (this.node !== node || node === null) {
      return {};
    }
    const told = reply.ok ? this.told(reply.body) : {};
    this.forget();
    node.replaceChildren(...(reply.ok ? this.show(reply.body) : []));
    if (reply.ok) {
      return { ...this.named, ...told };
    }
    const wrong = error || complained(reply.status, reply.body);
    return { ...this.named, ...told, error: wrong };
  }

  // What was shown is shown no more, and nothing is known of what comes.
  forget() {
    this.state = { complete: false, empty: true, error: undefined };
    this.mark();
  }

  lacking() {}

  told() {
    return {};
  }

  redraw(changed) {
    if (this.asks.some((name) => name in changed)) {
      this.announce();
    }
  }
}

function dateText(locale, date) {
  const style = { dateStyle: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(tagsOf(locale), style).format(date);
}

// Source: delayed-payment-instructions-element.md; only its `ready` has capitals.
class DelayedPaymentInstructions extends Asking {
  get path() {
    return "/v1/mockdr/instructions";
  }

  get asks() {
    return ["sourceId", "sourceClientSecret"];
  }

  get named() {
    return { elementType: "delayedPaymentInstructions" };
  }

  query() {
    const { sourceId, sourceClientSecret: secret } = this.options;
    return { sourceId, secret };
  }

  lacking() {
    const name = this.asks.find((one) => !this.options[one]);
    return name && parameterMissing("bad_request", name);
  }

  show({ title, state, amount, currency, expirationTime, rows, page }) {
    const { locale } = this.river;
    const told = rows.map(({ name, label, value }) =>
      [said(locale, [`instructions_${name}`], label), value]);
    const until = expirationTime && new Date(expirationTime);
    const paid = state !== "pending_funds";
    this.state = { complete: paid, empty: false, error: undefined };
    this.mark();
    return [
      make("h3", { class: "DRTitle" }, say(locale, "instructions_title")),
      make("p", { class: "DRText" },
        say(locale, paid ? "instructions_closed" : "instructions_text")),
      rowsOf([
        [say(locale, "amount"), priceText(locale, amount, currency)],
        [say(locale, "payment_method"), title],
        ...told,
        ...(until && !paid
          ? [[say(locale, "pay_until"), dateText(locale, until)]]
          : []),
      ]),
      make("p", { class: "DRText" },
        make("a", { href: page, target: "_blank", rel: "noopener" },
          say(locale, "instructions_page"))),
    ];
  }
}

// What the law wants below a checkout: who sells, and links to the terms.
// Source: compliance-elements.md.
const complianceLinks = [
  "privacyPolicy", "termsOfSale", "cookiePolicy", "cancellationRights", "legalNotice",
  "californiaPrivacyRights",
];

class ComplianceElement extends Plain {
  build() {
    return make("div", { class: "DRCompliance" });
  }

  // A shop in one country names that alone; who sells there is known.
  asked() {
    const compliance = this.options.compliance || {};
    const { language: spoken, region } = new Intl.Locale(tagOf(this.river.locale));
    const given = compliance.entity || compliance.businessEntityCode;
    const seller = facts.entities[given];
    const country = compliance.country || (seller ? seller.country : region);
    // Digital River itself, not one of the companies that it bought.
    const local = Object.keys(facts.entities).find((code) =>
      code.startsWith("DR_") && facts.entities[code].country === country);
    return {
      businessEntityCode: given || local || "DR_IRELAND-ENTITY",
      language: compliance.language || spoken,
      country,
    };
  }

  async prepare() {
    const asked = this.asked();
    let found;
    let error;
    try {
      found = disclosures(asked);
    } catch (unsupported) {
      error = failure("bad_request", "invalid_parameter", unsupported.message);
    }
    if (this.node !== null) {
      const shown = error === undefined ? this.show(asked, found) : [];
      this.node.replaceChildren(...shown);
    }
    return error === undefined ? {} : { error };
  }

  show(asked, found) {
    const { jpCommerceLawPageUrl } = this.options.compliance || {};
    const links = complianceLinks.filter((key) => found[key] && found[key].url)
      .map((key) => [found[key].url, found[key].text, `dr_${key}`]);
    if (asked.country === "JP" && /^https?:/.test(jpCommerceLawPageUrl)) {
      const text = say(this.river.locale, "commerce_law");
      links.push([jpCommerceLawPageUrl, text, "dr_jpCommerceLaw"]);
    }
    this.node.lang = tagOf(asked.language);
    return [
      make("p", { class: "DRText" }, disclosureNodes(found, "resellerDisclosure")),
      make("ul", { class: "DRLinks" }, links.map(([href, text, named]) =>
        make("li", {},
          make("a", { href, target: "_blank", rel: "noopener", class: named }, text)))),
    ];
  }

  redraw() {
    this.announce();
  }
}

// Lines to fill in, whose values stay in their nodes. A class of its own says fields
// ([{name, label, pattern, required}]) to lay() and hears of them in typed(final).
class Filling extends Asking {
  // What was typed is gone with its lines; a shop that heard of it hears that, too.
  forget() {
    const { complete, empty, error } = this.state;
    this.inputs = [];
    super.forget();
    if (complete || !empty || error !== undefined) {
      this.lost();
    }
  }

  lost() {
    this.settle({ empty: true });
  }

  lay(fields) {
    this.inputs = fields.map((field) => {
      const input = makeInput({
        id: fresh("field"), autocomplete: "off", required: field.required, dir: "auto",
        "aria-required": field.required ? "true" : undefined, placeholder: field.hint,
      });
      input.addEventListener("input", () => this.typed(false));
      input.addEventListener("change", () => this.typed(true));
      return { ...field, input };
    });
    this.controls = this.inputs.map(({ input }) => input);
    this.paint();
    return this.inputs.map(({ label, input }) => labelled(label, input));
  }

  values() {
    return Object.fromEntries(
      this.inputs.map(({ name, input }) => [name, input.value.trim()]),
    );
  }

  get empty() {
    return this.inputs.every(({ input }) => input.value.trim() === "");
  }

  // Which of the lines cannot stay as they are; those untouched are only unfinished.
  wrong() {
    return this.inputs.filter(({ input, pattern, required }) => {
      const value = input.value.trim();
      return value === "" ? required : pattern && !new RegExp(pattern).test(value);
    });
  }

  wipe() {
    for (const { input } of this.inputs || []) {
      input.value = "";
    }
    this.typed(false);
  }
}

// What an operating system calls a radio group: one of several, by the keyboard too.
function radioGroup(legend, choices, chosen, choose) {
  const name = fresh("choice");
  return make("fieldset", { class: "DRGroup" },
    make("legend", { class: "DRLabel" }, legend),
    choices.map(({ value, label }) => {
      const id = fresh("choice");
      const radio = make("input", {
        type: "radio", id, name, value, form: "DR-none", checked: value === chosen,
        on: { change: () => choose(value) },
      });
      const text = make("label", { for: id }, label);
      return make("div", { class: "DRCheck" }, radio, text);
    }));
}

function selectOf(label, choices, chosen, choose) {
  const select = make("select", {
    class: "DRInput DRInput--choice", form: "DR-none",
    on: { change: () => choose(select.value) },
  }, choices.map(({ value, label: text }) =>
    make("option", { value, selected: value === chosen }, text)));
  return labelled(label, select);
}

// Source: tax-identifier-element.md. Businesses and people have numbers of their own.
class TaxIdentifier extends Filling {
  get path() {
    return "/v1/mockdr/tax-identifiers";
  }

  get asks() {
    return ["taxIdentifier"];
  }

  get asked() {
    return this.options.taxIdentifier || {};
  }

  // `type` names one type, or for whom all of them are.
  get customer() {
    const { type } = this.asked;
    return ["business", "individual"].includes(type) ? type : undefined;
  }

  query() {
    const { type, ...query } = this.asked;
    return this.customer ? query : { ...query, type };
  }

  lacking() {
    const { sessionId, country } = this.asked;
    return sessionId || country
      ? undefined
      : parameterMissing("bad_request", "taxIdentifier.country");
  }

  // Who is asked for no number has none, though others of that country may.
  offered({ types }) {
    const { customer } = this;
    return types.filter((one) => !customer || one.customerType === customer);
  }

  told(told) {
    return {
      hasTaxIdentifier: this.offered(told).length > 0,
      businessTaxIdentifierRequired: told.businessTaxIdentifierRequired,
      individualTaxIdentifierRequired: told.individualTaxIdentifierRequired,
    };
  }

  forget() {
    this.chosen = undefined;
    super.forget();
  }

  lost() {
    this.settle({ empty: true }, { identifier: null });
  }

  show(told) {
    this.types = this.offered(told);
    const customers = new Set(this.types.map(({ customerType }) => customerType));
    this.customers = ["individual", "business"].filter((one) => customers.has(one));
    [this.chosenCustomer] = this.customers;
    this.chosenType = undefined;
    return this.form();
  }

  // The lines for whoever is chosen by now.
  form() {
    const { locale } = this.river;
    const offered = this.types
      .filter(({ customerType }) => customerType === this.chosenCustomer);
    this.chosen =
      offered.find(({ type }) => type === this.chosenType) || offered[0];
    if (this.chosen === undefined) {
      this.inputs = [];
      return [];
    }
    const nodes = [];
    if (this.customers.length > 1) {
      const choices = this.customers
        .map((value) => ({ value, label: say(locale, `customer_${value}`) }));
      nodes.push(radioGroup(
        say(locale, "customer_type"), choices, this.chosenCustomer,
        (value) => this.choose({ chosenCustomer: value, chosenType: undefined }),
      ));
    }
    if (offered.length > 1) {
      const choices = offered.map(({ type, label }) => ({
        value: type, label: `${label} (${type})`,
      }));
      nodes.push(selectOf(
        say(locale, "tax_identifier_type"), choices, this.chosen.type,
        (value) => this.choose({ chosenType: value }),
      ));
    }
    const { label, pattern } = this.chosen;
    const named = label === "Tax identifier" ? say(locale, "tax_identifier") : label;
    return [...nodes, ...this.lay([{ name: "value", label: named, pattern }])];
  }

  choose(choice) {
    Object.assign(this, choice);
    this.node.replaceChildren(...this.form());
    const first = this.node.querySelector("input:checked, select");
    if (first !== null) {
      first.focus();
    }
    this.typed(false);
  }

  // What is unfinished while it is typed is wrong once the customer has left it.
  typed(final) {
    if (this.chosen === undefined) {
      return;
    }
    const { type, customerType } = this.chosen;
    const { value } = this.values();
    const fits = value !== "" && this.wrong().length === 0;
    const wrong = final && value !== "" && !fits;
    const error = wrong
      ? validationError(this.river, "invalid_tax_identifier") : undefined;
    this.settle(
      { complete: fits, empty: value === "", error },
      { identifier: value === "" ? null : { value, type, customerType } },
    );
  }

  // The documentation prints an error that is none as null, here and nowhere else.
  emit(name, data) {
    const change = name === "change" ? { error: this.state.error || null } : {};
    super.emit(name, { ...data, ...change });
  }
}

// Source: invoice-attribute-element.md. What becomes of an invoice of a government's
// kind; the shop gets an id of it, for the checkout.
class InvoiceAttribute extends Filling {
  get path() {
    return "/v1/mockdr/invoice-attributes";
  }

  get asks() {
    return ["invoiceAttribute"];
  }

  query() {
    const { email, ...query } = this.options.invoiceAttribute || {};
    return query;
  }

  lacking() {
    const { sessionId, country } = this.options.invoiceAttribute || {};
    return sessionId || country
      ? undefined
      : parameterMissing("bad_request", "invoiceAttribute.country");
  }

  told(body) {
    return body;
  }

  forget() {
    this.kind = undefined;
    super.forget();
  }

  show({ individual }) {
    this.kinds = individual;
    [this.kind] = individual;
    return this.form();
  }

  form() {
    const { locale } = this.river;
    if (this.kind === undefined) {
      this.inputs = [];
      return [];
    }
    const labels = this.kinds.map(({ type }) => ({
      value: type,
      label: said(locale, [`invoice_${type}`], type),
    }));
    const fields = this.kind.attributes.map(({ attributeName, isRequired }) => ({
      name: attributeName,
      label: said(locale, [`attribute_${attributeName}`], attributeName),
      required: isRequired,
    }));
    const choice = selectOf(
      say(locale, "invoice_type"), labels, this.kind.type, (type) => this.choose(type),
    );
    return [choice, ...this.lay(fields)];
  }

  choose(type) {
    this.kind = this.kinds.find((kind) => kind.type === type);
    this.node.replaceChildren(...this.form());
    this.node.querySelector("select").focus();
    this.typed(false);
  }

  async typed(final) {
    if (this.kind === undefined) {
      return;
    }
    const filled = this.wrong().length === 0;
    if (!final || !filled) {
      this.settle({ empty: this.empty });
      return;
    }
    const { node, inputs, kind: { type } } = this;
    const attributes = Object.entries(this.values())
      .map(([attributeName, attributeValue]) => ({ attributeName, attributeValue }));
    const { email } = this.options.invoiceAttribute;
    const body = { ...this.query(), type, email, attributes };
    const made = await this.river.connection.call("POST", this.path, { body });
    if (this.node !== node || this.inputs !== inputs) {
      return;
    }
    if (!made.ok) {
      this.settle({ error: complained(made.status, made.body) });
      return;
    }
    const told = { invoiceAttributeId: made.body.id, invoiceAttribute: made.body };
    this.settle({ complete: true }, told);
    this.emit("complete", { ...this.state, ...told });
  }
}

// Source: offline-refund-elements.md. Where the money goes when it cannot go back the
// way it came; the shop hears only that it was told.
class OfflineRefund extends Filling {
  get path() {
    return "/v1/mockdr/refund";
  }

  get asks() {
    return ["refundToken"];
  }

  query() {
    return { refundToken: this.options.refundToken };
  }

  lacking() {
    return this.options.refundToken
      ? undefined : parameterMissing("bad_request", "refundToken");
  }

  // A shop hears of what was taken, and of nothing else.
  lost() {}

  forget() {
    this.refused = [];
    super.forget();
  }

  show({ amount, currency, fields }) {
    const { locale } = this.river;
    const labels = fields.map((field) => ({
      ...field,
      // People write these in groups.
      pattern: undefined,
      label: said(locale, [`instructions_${field.name}`, `bank_${field.name}`],
        field.label),
    }));
    this.note = make("p", { class: "DRNote", role: "alert" });
    this.submit = make("button", {
      type: "button", class: "DRButton", on: { click: () => this.send() },
    }, say(locale, "send"));
    return [
      make("p", { class: "DRText" }, say(locale, "refund_text", {
        amount: priceText(locale, amount, currency),
      })),
      ...this.lay(labels),
      this.note,
      this.submit,
    ];
  }

  // Told once, at the end: only what the provider took is complete.
  typed() {
    this.note.textContent = "";
    this.refused = [];
    this.state = { complete: false, empty: this.empty, error: undefined };
    this.mark();
  }

  // Not the whole form is wrong, but some lines of it.
  paint() {
    super.paint();
    for (const { name, input } of this.inputs || []) {
      input.setAttribute("aria-invalid", (this.refused || []).includes(name));
    }
  }

  refuse(names, text) {
    this.refused = names;
    const wrong = this.inputs.filter(({ name }) => names.includes(name));
    const labels = wrong.map(({ label }) => label).join(", ");
    this.note.textContent = labels
      ? say(this.river.locale, "refund_wrong", { fields: labels }) : text;
    this.state = { complete: false, empty: this.empty, error: true };
    this.mark();
    if (wrong.length > 0) {
      wrong[0].input.focus();
    }
  }

  async send() {
    const missing = this.wrong().map(({ name }) => name);
    if (missing.length > 0) {
      this.refuse(missing);
      return;
    }
    const { node, inputs, river } = this;
    this.submit.disabled = true;
    const body = { ...this.query(), ...this.values() };
    const reply = await river.connection.call("POST", this.path, { body });
    if (this.node !== node || this.inputs !== inputs) {
      return;
    }
    this.submit.disabled = false;
    if (!reply.ok) {
      const { errors, message } = complained(reply.status, reply.body);
      this.refuse(errors.map(({ parameter }) => parameter), message);
      return;
    }
    this.controls = this.inputs = [];
    node.replaceChildren(
      make("p", { class: "DRText", role: "status" }, say(river.locale, "refund_taken")),
    );
    this.settle({ complete: true });
  }

  wipe() {
    if (this.inputs && this.inputs.length > 0) {
      super.wipe();
    }
  }
}

const elementClasses = {
  cardnumber: CardNumber,
  cardexpiration: CardExpiration,
  cardcvv: CardCode,
  onlinebanking: Choice,
  konbini: Choice,
  iban: Iban,
  ideal: Ideal,
  paypal: PayPal,
  amazonpay: AmazonPay,
  applepay: ApplePay,
  googlepay: GooglePay,
  delayedpaymentinstructions: DelayedPaymentInstructions,
  offlinerefund: OfflineRefund,
  compliance: ComplianceElement,
  taxidentifier: TaxIdentifier,
  invoiceattribute: InvoiceAttribute,
};

// Source: digitalriver-object.md, createElement; the type is written in any case.
function makeElement(river, type, options) {
  const name = String(type).toLowerCase();
  if (!Object.prototype.hasOwnProperty.call(elementClasses, name)) {
    throw new Error(`Invalid element type '${type}'`);
  }
  return new elementClasses[name](river, name, options);
}
