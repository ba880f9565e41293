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

// ---- Wallets, refunds, instructions, disclosures, tax and invoices ------------------

const elementClasses = {};

// Source: digitalriver-object.md, createElement; the type is written in any case.
function makeElement(river, type, options) {
  const name = String(type).toLowerCase();
  if (!Object.prototype.hasOwnProperty.call(elementClasses, name)) {
    throw new Error(`Invalid element type '${type}'`);
  }
  return new elementClasses[name](river, name, options);
}
