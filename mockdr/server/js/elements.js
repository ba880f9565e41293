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
    await null;
    const data = await this.prepare();
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
    // A label can only name an input; a merchant's names the container around it.
    this.labelled = new AbortController();
    const { signal } = this.labelled;
    for (const label of document.querySelectorAll("label[for]")) {
      if (label.htmlFor === this.container.id) {
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
    const classes = { ...containerClasses, ...this.options.classes };
    const wanted = new Set(
      this.layers().flatMap((layer) => String(classes[layer]).split(/\s+/)),
    );
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

const digitsOf = (text) => text.replace(/\D/g, "");

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
// - read(text, deleting): {value, shown}, what it means and how it is to be written.
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
    const { shown } = this.read(this.value, true);
    const wanted = this.options.mask && !this.focused ? this.dots(shown) : shown;
    if (this.input.value !== wanted) {
      this.input.value = wanted;
    }
  }

  dots(shown) {
    return shown.replace(/\w/g, "•");
  }

  typed(event) {
    const { input } = this;
    const deleting = String((event && event.inputType) || "").startsWith("delete");
    const before = input.value.slice(0, input.selectionStart).replace(/\W/g, "").length;
    const atEnd = input.selectionStart === input.value.length;
    const { value, shown } = this.read(input.value, deleting);
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
    this.tell(!this.focused);
  }

  // Judge what is typed, and tell it.
  tell(final) {
    const { value } = this;
    const judged = value === "" ? false : this.judge(value, final);
    const wrong = typeof judged === "string";
    const error = wrong ? validationError(this.river, judged) : undefined;
    const state = { complete: judged === true, empty: value === "", error };
    this.settle(state, this.extra());
  }

  // The same, if it changes anything: another element, or the time, may be the reason.
  reconsider(final) {
    const code = (this.state.error || {}).code;
    const judged = this.value === "" ? false : this.judge(this.value, final);
    if ((typeof judged === "string" ? judged : undefined) !== code) {
      this.tell(final);
    } else if ((judged === true) !== this.state.complete) {
      this.tell(final);
    }
  }

  entered(focused) {
    if (this.node !== null && this.focused !== focused) {
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
    this.reconsider(true);
    if (!this.state.complete && this.state.error === undefined) {
      const error = validationError(this.river, this.unfinished);
      this.settle({ empty: this.state.empty, error }, this.extra());
    }
    return this.state.error;
  }
}

const cardElementTypes = ["cardnumber", "cardexpiration", "cardcvv"];

// The three fields of a card know each other by the DigitalRiver object they come from.
class CardField extends Field {
  sibling(type) {
    const mounted = [...(mountedElements.get(this.river) || [])].reverse();
    return this.type === type ? this : mounted.find((element) => element.type === type);
  }

  get brand() {
    const number = this.sibling("cardnumber");
    return brandOf(number === undefined ? "" : number.value);
  }

  extra() {
    return { brand: this.brand.brand };
  }

  async contribution(alone) {
    const asked = alone ? [this.type] : cardElementTypes;
    const fields = asked.map((type) => this.sibling(type));
    if (fields[0] === undefined) {
      const error = validationError(this.river, "incomplete_card_number");
      return { error: validationFailure(error) };
    }
    const there = fields.filter((field) => field !== undefined);
    const errors = await Promise.all(there.map((field) => field.insist()));
    const wrong = errors.filter((error) => error !== undefined);
    if (wrong.length > 0) {
      return { error: validationFailure(...wrong) };
    }
    const values = Object.assign({}, ...there.map((field) => field.values()));
    return { type: "creditCard", values };
  }
}

class CardNumber extends CardField {
  get unfinished() {
    return "incomplete_card_number";
  }

  describe() {
    return {
      label: say(this.river.locale, "card_number"),
      placeholder: "1234 1234 1234 1234",
      inputmode: "numeric",
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
  get unfinished() {
    return "incomplete_expiration_date";
  }

  describe() {
    return {
      label: say(this.river.locale, "card_expiration"),
      placeholder: say(this.river.locale, "card_expiration_hint"),
      inputmode: "numeric",
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

  read(text, deleting) {
    const parts = text.split(/\D+/).filter((part) => part !== "");
    let [month = "", year = ""] = parts;
    if (parts.length === 1) {
      [month, year] = /^[2-9]/.test(month)
        ? [`0${month[0]}`, month.slice(1)]
        : [month.slice(0, 2), month.slice(2)];
    } else {
      year = month.slice(2) + year;
      month = month.slice(0, 2);
    }
    const closed = parts.length > 1 || (parts.length === 1 && /\d\D/.test(text));
    if (month.length === 1 && closed && !deleting) {
      month = `0${month}`;
    }
    year = year.slice(0, 4);
    const open = year === "" && (month.length < 2 || deleting);
    return { value: month + year, shown: open ? month : `${month} / ${year}` };
  }

  parts(value) {
    const [month, year] = [value.slice(0, 2), value.slice(2)];
    return {
      expirationMonth: Number(month),
      expirationYear: Number(year.length === 2 ? `20${year}` : year),
    };
  }

  judge(value, final) {
    const now = this.now || new Date();
    const [year, thisYear] = [value.slice(2), now.getUTCFullYear()];
    const { expirationMonth, expirationYear } = this.parts(value);
    if (value.length >= 2 && (expirationMonth < 1 || expirationMonth > 12)) {
      return "invalid_expiration_month";
    }
    // 20 may still become 2030.
    const unfinished = value.length < 2 || year.length % 2 === 1 || year === "";
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
  get unfinished() {
    return "incomplete_security_code";
  }

  describe() {
    return {
      label: say(this.river.locale, "card_code"),
      placeholder: "CVC",
      inputmode: "numeric",
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
      autocomplete: "off",
      maxlength: "42",
    };
  }

  read(text) {
    const value = text.toUpperCase();
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
    async list(river, { onlineBanking = {} }) {
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
      const name = river.locale.startsWith("ja") ? "localizedStoreName" : "storeName";
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

  async contribution() {
    const { parameter } = this.kind;
    const [type, name] = parameter.split(".");
    const value = this.node === null ? "" : this.select.value;
    return value === ""
      ? { error: parameterMissing("validation_error", parameter) }
      : { type, values: { [name]: value } };
  }
}

// Asks nothing of who pays once. Who subscribes may agree that later payments are taken
// from the account, as a SEPA debit, and has to say which.
class Ideal extends Element {
  build() {
    const text = say(this.river.locale, "ideal");
    return make("div", {}, make("p", { class: "DRText" }, text));
  }

  async prepare() {
    const { node, river } = this;
    const { sessionId } = this.options.ideal || {};
    if (!sessionId) {
      return { error: parameterMissing("bad_request", "ideal.sessionId") };
    }
    const reply = await river.connection.call("GET", "/v1/mockdr/session", {
      query: { sessionId },
    });
    if (!reply.ok) {
      return { error: complained(reply.status, reply.body) };
    }
    if (this.node === node && node !== null) {
      this.offer(reply.body.recurring);
    }
    return {};
  }

  offer(recurring) {
    this.agreed = undefined;
    this.controls = [];
    if (!recurring) {
      this.node.replaceChildren(this.node.firstChild);
      this.state = { complete: true, empty: false, error: undefined };
      this.mark();
      return;
    }
    const [agreed, account] = [fresh("agreed"), fresh("iban")];
    this.agreed = make("input", { type: "checkbox", id: agreed, form: "DR-none" });
    this.input = makeInput({ id: account, maxlength: "42", disabled: true });
    this.controls = [this.agreed, this.input];
    this.agreed.addEventListener("change", () => {
      this.input.disabled = !this.agreed.checked;
      this.tell(false);
    });
    this.input.addEventListener("input", () => this.tell(false));
    this.input.addEventListener("blur", () => this.tell(true));
    const { locale } = this.river;
    this.node.replaceChildren(
      make("p", { class: "DRText" }, say(locale, "ideal")),
      make("div", { class: "DRCheck" }, this.agreed,
        make("label", { for: agreed }, say(locale, "ideal_recurring"))),
      make("label", { class: "DRLabel", for: account }, say(locale, "iban")),
      this.input,
    );
  }

  // Only who agreed has to name an account.
  judged(final) {
    if (!this.agreed || !this.agreed.checked) {
      return { complete: false, empty: true, error: undefined };
    }
    const account = this.input.value.toUpperCase();
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
    if (!this.agreed || !this.agreed.checked) {
      return { type: "ideal", values: {} };
    }
    this.tell(true);
    return this.state.complete
      ? { type: "ideal", values: { iban: this.input.value.toUpperCase() } }
      : { error: validationFailure(this.state.error) };
  }
}

// ---- Wallets, refunds, instructions, disclosures, tax and invoices ------------------

const elementClasses = {
  cardnumber: CardNumber,
  cardexpiration: CardExpiration,
  cardcvv: CardCode,
  onlinebanking: Choice,
  konbini: Choice,
  iban: Iban,
  ideal: Ideal,
};

// Source: digitalriver-object.md, createElement; the type is written in any case.
function makeElement(river, type, options) {
  const name = String(type).toLowerCase();
  if (!Object.prototype.hasOwnProperty.call(elementClasses, name)) {
    throw new Error(`Invalid element type '${type}'`);
  }
  return new elementClasses[name](river, name, options);
}
