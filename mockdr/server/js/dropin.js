// The Drop-in: a whole payment form from one session, which makes a source and tells
// the merchant's page what came of it.

// What the customer reads where a method has a name in every language.
const brandNames = {
  afterPay: "Afterpay",
  alipay: "Alipay",
  alipayCn: "Alipay+",
  applePay: "Apple Pay",
  bPay: "BPAY",
  bancontact: "Bancontact",
  blik: "BLIK",
  bnpParibas: "BNP Paribas",
  ccavenue: "CCAvenue",
  clearPay: "Clearpay",
  directDebitGb: "Bacs Direct Debit",
  fpxOnlineBanking: "FPX",
  googlePay: "Google Pay",
  ideal: "iDEAL",
  klarnaCredit: "Klarna",
  klarnaCreditRecurring: "Klarna Recurring",
  msts: "TreviPay",
  payPal: "PayPal",
  payPalBilling: "PayPal Billing",
  payPalCredit: "PayPal Credit",
  payco: "PAYCO",
  trustly: "Trustly",
};

// These have buttons of their own, which make the source.
const walletElements = {
  applePay: "applepay",
  googlePay: "googlepay",
  payPal: "paypal",
  payPalBilling: "paypal",
  payPalCredit: "paypal",
};

// These come back to one address, whatever the customer decides.
const returnsOnly = new Set([
  "alipay", "alipayCn", "bancontact", "bankTransfer", "directDebit", "directDebitGb",
  "fpxOnlineBanking", "payco", "trustly",
]);

// The Drop-in has no Amazon Pay, and store credit is no choice of the customer's.
const notInDropin = new Set(["amazonPay", "customerCredit"]);

// What the page says that a customer comes back to; only its window counts.
const returnedUrl = `${origin}/v1/mockdr/returned`;
const returnedMessage = "DigitalRiver: returned";

const usualMethods = ["creditCard", "googlePay", "applePay", "payPal"];

const buttonTypes = ["continue", "payNow", "buyNow", "completeOrder", "submitOrder"];

// As the list of methods calls it, unless the customer's language has a word for it.
function methodName(locale, { type, displayName }) {
  const key = `method_${type}`;
  if (key in facts.texts) return say(locale, key);
  return displayName || brandNames[type] || type;
}

// The documentation spells googlePay and ccavenue in two ways each: any will do.
const plainly = (type) => String(type).toLowerCase();
const knownMethods = new Set(facts.methods.map(plainly));

/** Which types a page wants to be offered, all when there are none, and which not. */
function choiceOf(methods) {
  const { enabledPaymentMethods, disabledPaymentMethods } = methods || {};
  return {
    enabled: (enabledPaymentMethods || []).map(plainly),
    disabled: (disabledPaymentMethods || []).map(plainly),
  };
}

/** Tell on the console what no customer can mend, and nothing else would say. */
function advise({ options, paymentMethodConfiguration }) {
  for (const name of ["enabledPaymentMethods", "disabledPaymentMethods"]) {
    const types = (paymentMethodConfiguration || {})[name] || [];
    const unknown = types.filter((type) => !knownMethods.has(plainly(type)));
    if (unknown.length > 0) {
      console.warn(
        `createDropin: ${name} has ${unknown.join(", ")}, which is no payment ` +
        `method. There are: ${facts.methods.join(", ")}.`
      );
    }
  }
  const { disableAutomaticRedirects, ...urls } = (options || {}).redirect || {};
  const lacking = ["returnUrl", "cancelUrl"].filter((name) => !urls[name]);
  if (disableAutomaticRedirects && lacking.length > 0) {
    console.warn(
      `createDropin: options.redirect lacks ${lacking.join(" and ")}. With ` +
      "disableAutomaticRedirects both are required, or methods that send the " +
      "customer away make no source."
    );
  }
}

/** Make a Drop-in, or throw what the provider throws. */
function makeDropin(river, configuration) {
  const given = configuration || {};
  const { sessionId, billingAddress } = given;
  const manages = (given.options || {}).flow === "managePaymentMethods";
  if (!manages && !sessionId) throw new Error("Please provide a sessionId");
  if (manages && !billingAddress) throw new Error("Please provide a billingAddress");
  const { enabled, disabled } = choiceOf(given.paymentMethodConfiguration);
  const at = enabled.findIndex((type) => disabled.includes(type));
  if (at >= 0) {
    const both = given.paymentMethodConfiguration.enabledPaymentMethods[at];
    throw new Error(`Payment method ${both} cannot be enabled and disabled.`);
  }
  advise(given);
  const dropin = new Dropin(river, given, manages);
  return {
    mount: (where) => dropin.mount(where),
    refresh: () => dropin.refresh(),
    unmount: () => dropin.unmount(),
  };
}

// Container to the Drop-in in it: there is room for one.
const mountedDropins = new WeakMap();

class Dropin {
  constructor(river, configuration, manages) {
    this.configuration = configuration;
    this.manages = manages;
    // Account management has no session, whatever the page passes on.
    this.sessionId = manages ? undefined : configuration.sessionId;
    this.options = {
      showTermsOfSaleDisclosure: true,
      expandFirstPaymentMethod: true,
      ...configuration.options,
    };
    if (manages) {
      this.options.showSavePaymentAgreement = true;
      this.options.showComplianceSection = false;
    }
    this.methods = configuration.paymentMethodConfiguration || {};
    this.locale = river.locale;
    this.key = river.key;
    this.container = null;
    this.chosen = null;
    this.busy = false;
    // What is paid now, to wait for; and the stay on the page that it belongs to.
    this.paying = null;
    this.stay = null;
  }

  say(key, values) {
    return say(this.locale, key, values);
  }

  // ---- what is there to choose from ----

  mount(where) {
    const container = typeof where === "string"
      ? document.getElementById(where.replace(/^#/, ""))
      : where;
    if (!(container instanceof Node)) {
      throw new Error(
        `The Drop-in cannot be mounted: this page has no element with the id ` +
        `"${where}". Pass the id of one that is there, or the element itself.`
      );
    }
    this.unmount();
    const other = mountedDropins.get(container);
    if (other) other.unmount();
    mountedDropins.set(container, this);
    this.container = container;
    this.stay = {};
    // Card fields find each other by their object; these are no one else's.
    this.river = new DigitalRiver(this.key, { locale: this.locale });
    this.load();
  }

  // What the customer was asked is asked no more, and the page hears nothing of it.
  unmount() {
    if (this.container === null) return;
    const { container } = this;
    mountedDropins.delete(container);
    this.container = null;
    this.stay = null;
    this.chosen = null;
    this.busy = false;
    closeSheets(this.river, true);
    this.clear();
    container.replaceChildren();
  }

  clear() {
    for (const way of this.ways || []) {
      for (const element of way.elements) element.destroy();
    }
    if (this.compliance) this.compliance.destroy();
    this.ways = [];
    this.compliance = null;
  }

  /** As `load`, once a payment that has begun is over: it is not to be lost. */
  async refresh() {
    const { stay } = this;
    const wallets = (this.ways || []).flatMap(({ elements }) => elements);
    const begun = [this.paying, ...wallets.map(({ running }) => running)];
    await Promise.allSettled(begun);
    if (this.stay === stay) await this.load();
  }

  /** Read the session and its methods anew; the customer's choice stays. */
  async load() {
    const { container } = this;
    if (container === null) return;
    const wanted = this.chosen && this.chosen.type;
    const reading = {};
    this.reading = reading;
    this.clear();
    const text = make("p", { role: "status" }, this.say("dropin_loading"));
    container.replaceChildren(make("div", { class: "DRDropin" }, text));
    const [session, entries, error] = await this.read();
    if (this.reading !== reading || this.container !== container) return;
    if (error) {
      this.build([]);
      this.tell(this.say("dropin_unavailable"), error.message);
      this.call("onError", error);
      return;
    }
    // What is paid is not paid a second time, though a source could still be made.
    const paid = session.state === "complete";
    this.session = session;
    this.build(paid ? [] : entries);
    const { ways, options } = this;
    const first = options.expandFirstPaymentMethod ? ways[0] : null;
    this.open(ways.find(({ type }) => type === wanted) || first);
    if (ways.length === 0) this.tell(this.say(paid ? "dropin_paid" : "dropin_none"));
    this.call("onReady", { paymentMethodTypes: ways.map(({ type }) => type) });
  }

  async read() {
    const { river, sessionId, options, manages } = this;
    const { address = {} } = this.configuration.billingAddress || {};
    const filters = sessionId ? { sessionId } : { country: address.country };
    if (options.usage === "subscription") filters.supportsRecurring = true;
    if (manages) filters.supportsStorage = true;
    const [[session, error], found] = await Promise.all([
      this.readSession(), river.retrieveAvailablePaymentMethods(filters),
    ]);
    return [session, this.offered(found.paymentMethods || []), error || found.error];
  }

  async readSession() {
    const { sessionId } = this;
    if (!sessionId) return [{}];
    const reply = await this.river.connection.call("GET", "/v1/mockdr/session", {
      query: { sessionId },
    });
    return reply.ok ? [reply.body] : [null, complained(reply.status, reply.body)];
  }

  // What most pay with comes first, unless the page says which methods it wants.
  offered(entries) {
    const { enabled, disabled } = choiceOf(this.methods);
    const order = enabled.length > 0 ? enabled : usualMethods.map(plainly);
    const place = ({ type }) =>
      order.includes(plainly(type)) ? order.indexOf(plainly(type)) : order.length;
    // One method is written in two ways; the customer sees it once.
    const types = new Set(entries.map(({ type }) => type));
    return entries
      .filter(({ type }) => !notInDropin.has(type))
      .filter(({ type }) => enabled.length === 0 || enabled.includes(plainly(type)))
      .filter(({ type }) => !disabled.includes(plainly(type)))
      .filter(({ type }) => type !== "ccAvenue" || !types.has("ccavenue"))
      .sort((one, other) => place(one) - place(other));
  }

  // ---- what is seen ----

  build(entries) {
    this.group = fresh("way");
    this.ways = entries.map((entry) => this.buildWay(entry));
    this.message = make("div", { class: "DRDropin-message", role: "alert" });
    this.footer = this.buildFooter();
    const title = this.say(this.manages ? "dropin_title_saved" : "dropin_title");
    this.form = make("form", {
      class: "DRDropin",
      novalidate: true,
      lang: this.locale,
      on: { submit: (event) => this.submitted(event) },
    },
      this.ways.length > 0 && make("fieldset", { class: "DRDropin-ways" },
        make("legend", { class: "DRDropin-heading" }, title),
        this.ways.map(({ node }) => node)
      ),
      this.message
    );
    this.container.replaceChildren(this.form);
    if (this.ways.length > 0 && this.options.showComplianceSection !== false) {
      this.buildCompliance();
    }
  }

  buildWay(entry) {
    const { type } = entry;
    const panel = make("div", { class: "DRDropin-panel", hidden: true });
    const way = { type, entry, panel, elements: [], fields: [], opened: false };
    const id = fresh("way");
    // Nobody pays in two ways at once: the choice stands while one is under way.
    const choose = () => {
      const { chosen } = this;
      if (!this.occupied) {
        this.open(way);
      } else if (chosen === null) {
        way.radio.checked = false;
      } else if (chosen !== way) {
        chosen.radio.checked = true;
        if (document.activeElement === way.radio) chosen.radio.focus();
      }
    };
    way.radio = make("input", {
      type: "radio", id, name: this.group, value: type, on: { change: choose },
    });
    way.node = make("div", { class: "DRDropin-way", "data-type": type },
      make("label", { class: "DRDropin-choice", for: id },
        way.radio,
        make("span", { class: "DRDropin-name" }, methodName(this.locale, entry))
      ),
      panel
    );
    return way;
  }

  open(way) {
    this.chosen = way || null;
    this.tell();
    for (const other of this.ways) {
      const chosen = other === way;
      other.radio.checked = chosen;
      other.panel.hidden = !chosen;
      other.node.classList.toggle("DRDropin-way--open", chosen);
    }
    if (!way) {
      this.footer.remove();
      return;
    }
    way.panel.append(this.footer);
    if (!way.opened) {
      way.opened = true;
      this.fill(way);
    }
    this.showAgreement(way);
    this.actions.replaceChildren(way.slot || this.button);
  }

  // What a method asks of its customer, once it is chosen for the first time.
  fill(way) {
    const { type, entry: { flow, terms } } = way;
    const { enrollmentUrl } = this.methods[type] || {};
    if (this.isWallet(way)) {
      this.fillWallet(way);
    } else if (type === "creditCard") {
      this.fillCard(way);
    } else if (type === "onlineBanking") {
      const { country, currency } = this.session;
      this.addField(way, "onlinebanking", { onlineBanking: { country, currency } });
    } else if (type === "konbini") {
      this.addField(way, "konbini");
    } else if (type === "ideal") {
      // A sentence and two fields at most, and no field itself.
      const classes = { base: "" };
      this.addField(way, "ideal", { classes, ideal: { sessionId: this.sessionId } });
    }
    if (terms && terms.length > 0) this.fillTerms(way, terms);
    const method = methodName(this.locale, way.entry);
    if (linkable(enrollmentUrl)) {
      const text = this.say("dropin_enroll", { method });
      const link = outwards(linkable(enrollmentUrl), text);
      this.place(way, make("p", { class: "DRDropin-hint" }, link));
    }
    const redirect = type in brandNames ? "dropin_redirect" : "dropin_redirect_bank";
    const hint = { redirect, receiver: "dropin_receiver" }[flow];
    if (hint && !way.slot && type !== "ideal") {
      const text = this.say(hint, { method });
      this.place(way, make("p", { class: "DRDropin-hint" }, text));
    }
  }

  place(way, ...nodes) {
    for (const node of nodes) way.panel.insertBefore(node, this.footer);
  }

  fillCard(way) {
    const card = this.methods.creditCard || {};
    const { mask } = card;
    this.addField(way, "cardnumber", {
      mask, placeholderText: card.cardNumberPlaceholderText,
    });
    this.addField(way, "cardexpiration", {
      mask, placeholderText: card.cardExpirationPlaceholderText,
    });
    this.addField(way, "cardcvv", {
      mask, placeholderText: card.cardCvvPlaceholderText,
    });
  }

  // An element with its label above and what is wrong with it below.
  addField(way, type, more = {}) {
    const own = this.methods[way.type] || {};
    const element = this.river.createElement(type, mergeOptions({
      style: mergeOptions(this.methods.style, own.style),
      classes: mergeOptions(this.methods.classes, own.classes),
      placeholderText: own.placeholderText,
    }, more));
    const label = make("label", { class: "DRDropin-label" });
    const holder = make("div");
    const error = make("p", {
      class: "DRDropin-error", id: fresh("error"), "aria-live": "polite",
    });
    this.place(way,
      make("div", { class: `DRDropin-field DRDropin-field--${type}` },
        label, holder, error)
    );
    element.mount(holder);
    const [control] = element.controls;
    if (control) {
      // A label of its own is better than the name that an element alone has.
      control.id = control.id || fresh("field");
      label.htmlFor = control.id;
      label.textContent = control.getAttribute("aria-label");
      control.removeAttribute("aria-label");
      control.setAttribute("aria-describedby", error.id);
    } else {
      label.remove();
    }
    element.on("change", (event) => {
      const { error: wrong } = event.iban || event;
      error.textContent = wrong ? wrong.message : "";
    });
    element.on("return", () => this.form.requestSubmit());
    way.elements.push(element);
    way.fields.push({ element, label: label.textContent });
  }

  fillTerms(way, terms) {
    const { currency } = this.session;
    const id = fresh("terms");
    const price = (amount) => priceText(this.locale, amount, currency);
    way.terms = make("select", { class: "DRDropin-select", id },
      terms.map((term) => make("option", { value: term.code || term.id },
        this.say("dropin_term", {
          months: term.durationMonths,
          amount: price(term.monthlyPaymentWithFeesAmount || term.monthlyPaymentAmount),
          total: price(term.totalRepayable),
        })
      ))
    );
    this.place(way, make("div", { class: "DRDropin-field" },
      make("label", { class: "DRDropin-label", for: id }, this.say("dropin_terms")),
      way.terms
    ));
  }

  // ---- wallets ----

  // Where the page sends its customer away itself, PayPal is sent there like the rest.
  isWallet({ type, entry: { flow } }) {
    return type in walletElements && (flow !== "redirect" || this.automatic);
  }

  fillWallet(way) {
    const { type } = way;
    const kind = walletElements[type];
    way.slot = make("div", { class: "DRDropin-wallet" });
    // No sheet opens before the customer has agreed to what has to be agreed to.
    way.slot.addEventListener("click", (event) => {
      if (this.occupied || !this.agreed()) event.stopPropagation();
      else this.renew(way);
    }, true);
    this.actions.replaceChildren(way.slot);
    const isPayPal = kind === "paypal";
    const { style } = this.methods[isPayPal ? "payPal" : type] || {};
    const element = isPayPal
      ? this.river.createElement(kind, { style, sourceData: {} })
      : this.river.createElement(kind, this.paymentRequest(style));
    element.mount(way.slot);
    element.on("cancel", () => this.cancelled(way));
    element.on("source", ({ source, error, complete }) => {
      if (complete) complete(error ? "failure" : "success");
      if (error) this.refused(way, error);
      else this.succeeded(way, source);
    });
    way.elements.push(element);
  }

  paymentRequest(style) {
    const { sessionId, session, configuration } = this;
    const { address = {} } = configuration.billingAddress || {};
    const total = { label: this.say("total"), isPending: true };
    // What is only kept for later costs nothing in any currency.
    const unpaid = { country: address.country, currency: "USD", total };
    const { country, currency, amount, items } = session;
    const paid = { country, currency, total: { ...total, amount, isPending: false } };
    return this.river.paymentRequest({
      ...(sessionId ? { sessionId, ...paid, displayItems: items } : unpaid),
      requestShipping: false,
      style,
    });
  }

  // What the customer has agreed to by now is part of the source.
  renew(way) {
    const [element] = way.elements;
    const data = this.sourceData(way);
    const { futureUse, usage, mandate } = data;
    element.update(
      element.type === "paypal" ? { sourceData: data } : { futureUse, usage, mandate }
    );
  }

  // ---- what the customer agrees to ----

  buildFooter() {
    this.found = this.readDisclosures();
    const { showTermsOfSaleDisclosure, consents } = this.options;
    this.save = this.buildBox("save");
    this.consents = consents && showTermsOfSaleDisclosure && this.buildBox("consents");
    if (this.consents) {
      this.consents.required = true;
      this.consents.text.replaceChildren(...this.consentNodes(consents));
    }
    this.button = make("button", { type: "submit", class: "DRDropin-button" },
      this.buttonText());
    this.actions = make("div", { class: "DRDropin-actions" });
    return make("div", { class: "DRDropin-footer" },
      this.save.node,
      this.consents && this.consents.node,
      showTermsOfSaleDisclosure && make("p", { class: "DRDropin-disclosure" },
        disclosureNodes(this.found, "confirmDisclosure")),
      this.actions
    );
  }

  buttonText() {
    const { type, buttonText } = this.options.button || {};
    if (type === "custom" && buttonText) return String(buttonText);
    return this.say(`button_${buttonTypes.includes(type) ? type : "continue"}`);
  }

  buildBox(name) {
    const [id, told] = [fresh(name), fresh("error")];
    const box = { text: make("span"), required: false };
    box.error = make("p", { class: "DRDropin-error", id: told, "aria-live": "polite" });
    box.input = make("input", {
      type: "checkbox", id, "aria-describedby": told, "data-agreement": name,
      on: { change: () => this.remind(box, false) },
    });
    box.node = make("div", { class: "DRDropin-box" },
      make("label", { for: id }, box.input, box.text), box.error);
    return box;
  }

  remind(box, lacking) {
    box.error.textContent = lacking ? this.say("dropin_agree") : "";
    box.input.setAttribute("aria-invalid", String(lacking));
  }

  consentNodes({ companyName, eula, termsOfUse }) {
    const links = [["dropin_eula", eula], ["dropin_terms_of_use", termsOfUse]]
      .filter(([, document]) => document)
      .map(([key, { url }]) => {
        const text = this.say(key);
        return linkable(url) ? outwards(linkable(url), text) : text;
      });
    const lead = this.say("dropin_consents", { company: companyName || "" });
    return [lead, ...links.flatMap((link, at) => [at ? ", " : " ", link])];
  }

  // Whoever sells has a word to say, in the customer's language if there is one.
  readDisclosures() {
    const { sellingEntity, country } = this.session || {};
    const { address = {} } = this.configuration.billingAddress || {};
    const where = country || address.country || this.locale.split(/[-_]/)[1];
    const local = Object.keys(facts.entities)
      .find((code) => facts.entities[code].country === where);
    const given = (sellingEntity || {}).id || local || "DR_IRELAND-ENTITY";
    const businessEntityCode = given in facts.entities ? given : "DR_IRELAND-ENTITY";
    const asked = { language: this.locale, country: where, businessEntityCode };
    this.seller = { entity: businessEntityCode, language: this.locale, country: where };
    try {
      return disclosures(asked);
    } catch (unsupported) {
      return disclosures({ ...asked, language: "en-US", country: "US" });
    }
  }

  buildCompliance() {
    const holder = make("div", { class: "DRDropin-compliance" });
    this.form.append(holder);
    this.compliance = this.river.createElement("compliance", {
      classes: { base: "" }, compliance: this.seller,
    });
    this.compliance.mount(holder);
  }

  // Only what can be kept is offered to be kept; who subscribes has no choice.
  showAgreement({ entry }) {
    const { save, options, subscribes, manages } = this;
    const asked = options.showSavePaymentAgreement || subscribes;
    const shown = Boolean(asked && entry.supportsStorage);
    const terms = subscribes ? "autorenewalPlanTerms" : "saveCardMandate";
    save.node.hidden = !shown;
    save.required = shown && (manages || subscribes);
    save.text.replaceChildren(...disclosureNodes(this.found, terms));
    this.remind(save, false);
  }

  get subscribes() {
    return Boolean(this.session.recurring) || this.options.usage === "subscription";
  }

  agreed() {
    const boxes = [this.save, this.consents].filter(Boolean);
    const lacking = boxes.filter(({ required, input }) => required && !input.checked);
    for (const box of boxes) this.remind(box, lacking.includes(box));
    if (lacking.length > 0) lacking[0].input.focus();
    return lacking.length === 0;
  }

  // ---- paying ----

  get automatic() {
    return !(this.options.redirect || {}).disableAutomaticRedirects;
  }

  submitted(event) {
    event.preventDefault();
    // The merchant's page may have a form of its own around the Drop-in.
    event.stopPropagation();
    const way = this.chosen;
    if (way && !way.slot) this.pay(way);
  }

  // A wallet is under way from its button's click to the end of its sheet.
  get occupied() {
    const elements = this.ways.flatMap((way) => way.elements);
    return this.busy || elements.some(({ opened }) => opened);
  }

  async pay(way) {
    if (this.occupied || !this.agreed()) return;
    const { stay } = this;
    this.setBusy(true);
    this.tell();
    try {
      this.paying = this.outcome(way, stay);
      const { source, error } = await this.paying;
      if (this.stay !== stay) return;
      if (error) await this.refused(way, error);
      else if (source) await this.succeeded(way, source);
      else await this.cancelled(way);
    } finally {
      if (this.stay === stay) this.setBusy(false);
    }
  }

  /** {source} or {error}, or neither when the customer has cancelled. */
  async outcome(way, stay) {
    const data = this.sourceData(way);
    const [field] = way.fields;
    const made = field
      ? await this.river.createSource(field.element, data)
      : await this.river.createSource(data);
    const { source } = made;
    const leaves = source && source.state === "pending_redirect" && this.automatic;
    return leaves && this.stay === stay ? this.sendAway(way, source) : made;
  }

  setBusy(busy) {
    this.busy = busy;
    this.form.setAttribute("aria-busy", String(busy));
    this.button.setAttribute("aria-disabled", String(busy));
  }

  sourceData(way) {
    const { type, entry: { flow } } = way;
    const { sessionId, options } = this;
    const { billingAddress: owner } = this.configuration;
    const { redirect = {}, usage } = options;
    const own = {};
    if (flow === "redirect") {
      own.returnUrl = this.automatic ? returnedUrl : redirect.returnUrl;
      own.cancelUrl = this.automatic ? returnedUrl : redirect.cancelUrl;
      if (returnsOnly.has(type)) delete own.cancelUrl;
    }
    if (way.terms) own.termCodeId = way.terms.value;
    const data = { type, sessionId, owner, usage, [type]: own };
    const kept = !this.save.node.hidden && this.save.input.checked;
    if (!kept) return { ...data, futureUse: false };
    const meant = usage || (this.subscribes ? "subscription" : "convenience");
    const mandate = { terms: this.save.text.textContent };
    return { ...data, futureUse: true, usage: meant, mandate };
  }

  // A window of its own, since this page has to be there when the customer returns:
  // its callbacks are. A frame would need leave of the page's Content-Security-Policy,
  // and no bank lets itself be framed.
  async sendAway(way, source) {
    const { redirectUrl } = source.redirect || {};
    const { id, clientSecret } = source;
    const method = methodName(this.locale, way.entry);
    let away, link;
    const note = make("p", { role: "status" });
    const seen = (what, key) => {
      if (link === what) return;
      link = note.dataset.window = what;
      if (key) note.textContent = this.say(`dropin_leaving_${key}`);
    };
    const show = () => {
      away = window.open(redirectUrl, "DRRedirect", "popup,width=520,height=720");
      seen(...(away ? ["opening", "text"] : ["blocked", "blocked"]));
    };
    show();
    const leave = () =>
      note.closest("dialog").querySelector('[data-action="cancel"]').click();
    const heard = ({ source: from, data }) => {
      if (away && from === away && data === returnedMessage) leave();
    };
    let asking = false;
    let looked = 0;
    // A shop's Cross-Origin-Opener-Policy takes the window away from this page, which
    // sees it as closed from the start: then only the source tells what happens there.
    const ask = async () => {
      if (asking) return;
      asking = true;
      const now = await this.river.connection.call("GET", "/v1/mockdr/source", {
        query: { sourceId: id, secret: secretOf(id, clientSecret) },
      });
      asking = false;
      if (now.ok && now.body.state !== "pending_redirect" && note.isConnected) leave();
    };
    const look = () => {
      if (!away) return;
      looked += 1;
      if (!away.closed) {
        if (isElsewhere(away)) seen("open");
        // The customer may have decided in another window, too.
        if (looked % 4 === 0) ask();
      } else if (link === "open") leave();
      else {
        seen("unseen", "unseen");
        ask();
      }
    };
    window.addEventListener("message", heard);
    const watching = setInterval(look, 250);
    await sheet({
      locale: this.locale,
      owner: this.river,
      title: this.say("dropin_leaving_title", { method }),
      body: note,
      actions: [
        { name: "again", label: this.say("dropin_leaving_again"), kind: "primary" },
        { name: "cancel", label: this.say("cancel") },
      ],
      answer: (name) => {
        if (name === "cancel") return true;
        if (!away || away.closed) show();
        else away.focus();
        return false;
      },
    });
    clearInterval(watching);
    window.removeEventListener("message", heard);
    if (away && !away.closed) away.close();
    const now = await this.river.retrieveSource(id, clientSecret);
    if (now.error || now.source.state === "chargeable") return now;
    if (now.source.state !== "failed") return {};
    const message = "The payment failed after the redirect.";
    return { error: failure("bad_request", "unknown_error", message) };
  }

  // ---- what came of it ----

  async succeeded(way, source) {
    this.tell();
    const { terms, signedTime } = source.mandate || {};
    const data = {
      source,
      readyForStorage: source.state === "chargeable" && Boolean(terms && signedTime),
      supportsStorage: Boolean(way.entry.supportsStorage),
    };
    if (this.options.showTermsOfSaleDisclosure) {
      const { eula, termsOfUse } = this.options.consents || {};
      data.consents = {
        eula: Boolean(eula), termsOfUse: Boolean(termsOfUse), termsOfSale: true,
      };
    }
    await this.call("onSuccess", data);
  }

  async cancelled(way) {
    this.tell();
    await this.call("onCancel", { paymentMethod: way.type });
  }

  // What is only unfinished the customer can mend; all else the page hears of, too.
  async refused(way, error) {
    if (error.type === "validation_error" && way.fields.length > 0) {
      const wrong = way.fields.filter(({ element }) => element.state.error);
      const [field] = wrong.length > 0 ? wrong : way.fields;
      if (wrong.length === 0) {
        const message = field.label || error.message;
        field.element.settle({ empty: true, error: { ...error.errors[0], message } });
      }
      field.element.focus();
      return;
    }
    this.tell(this.say("dropin_failed"), error.message);
    // Documented is the method, observed the error itself: both can be read.
    await this.call("onError", { ...error, paymentMethod: way.type });
  }

  tell(text = "", reason = "") {
    this.message.replaceChildren();
    if (text) this.message.append(make("p", {}, text));
    if (reason) this.message.append(make("p", { class: "DRDropin-reason" }, reason));
  }

  // A callback that throws is the page's mistake: it is seen there, and breaks nothing.
  async call(name, data) {
    const callback = this.configuration[name];
    if (typeof callback !== "function") return;
    try {
      await callback(data);
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
  }
}

/** An address of the web as it is written, or null. */
function linkable(url) {
  const text = String(url || "").replace(/\s/g, "");
  return /^https?:\/\//i.test(text) ? text : null;
}

function outwards(href, text) {
  return make("a", { href, target: "_blank", rel: "noopener" }, text);
}

/** Whether *away* shows what it was opened for, and this page still sees it. */
function isElsewhere(away) {
  try {
    return away.location.href !== "about:blank";
  } catch (forbidden) {
    return true;
  }
}
