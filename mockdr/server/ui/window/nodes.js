// Draws what a view describes, and changes only what differs from what is there:
// so focus, scrolling, selections and what is unfolded stay where they were.

// What a node was drawn from, to compare with what it is to become.
const drawn = new WeakMap();

// Addresses that a link or a picture may have; anything else would be a door for
// what comes from outside, such as the address of a webhook.
const SAFE_LINK = /^(#|\/(?!\/)|https?:\/\/)/i;
const SAFE_PICTURE = /^data:image\/svg\+xml[;,]/;

// Describes an element: its attributes, and its children in any depth of arrays.
export function h(tag, attributes, ...children) {
  const all = attributes || {};
  return { tag, attributes: all, key: all.key, children: flat(children, []) };
}

function flat(children, into) {
  for (const child of children) {
    if (Array.isArray(child)) {
      flat(child, into);
    } else if (child !== null && child !== undefined && child !== false) {
      into.push(typeof child === "object" ? child : String(child));
    }
  }
  return into;
}

// Makes the children of a node what is wanted.
export function draw(parent, wanted) {
  const children = flat([wanted], []);
  const keyed = new Map();
  for (const node of parent.childNodes) {
    const before = drawn.get(node);
    if (before && before.key !== undefined) {
      keyed.set(before.key, node);
    }
  }
  let place = parent.firstChild;
  for (const child of children) {
    const node = reuse(child, place, keyed) || create(child);
    if (node === place) {
      place = place.nextSibling;
    } else {
      parent.insertBefore(node, place);
    }
    become(node, child);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function reuse(child, place, keyed) {
  if (typeof child === "string") {
    return place && place.nodeType === Node.TEXT_NODE ? place : null;
  }
  if (child.key !== undefined) {
    const node = keyed.get(child.key);
    keyed.delete(child.key);
    return node && drawn.get(node).tag === child.tag ? node : null;
  }
  const before = place && drawn.get(place);
  return before && before.tag === child.tag && before.key === undefined ? place : null;
}

function create(child) {
  return typeof child === "string"
    ? document.createTextNode(child)
    : document.createElement(child.tag);
}

function become(node, child) {
  if (typeof child === "string") {
    if (node.data !== child) {
      node.data = child;
    }
    return;
  }
  const before = drawn.get(node);
  drawn.set(node, child);
  const old = before ? before.attributes : {};
  // A select can only choose among options that are there.
  draw(node, child.children);
  for (const name of Object.keys(old)) {
    if (!(name in child.attributes)) {
      assign(node, name, null);
    }
  }
  for (const [name, value] of Object.entries(child.attributes)) {
    // What was typed or unfolded since stays: only what is wanted anew is put there.
    if (old[name] !== value || child.tag === "select") {
      assign(node, name, value);
    }
  }
  if (!before && child.attributes.focused) {
    queueMicrotask(() => node.focus());
  }
}

function assign(node, name, value) {
  if (name === "key" || name === "focused") {
    return;
  }
  if (name.startsWith("on")) {
    node[name] = typeof value === "function" ? value : null;
  } else if (name === "value" || name === "checked" || name === "open") {
    node[name] = value === null ? "" : value;
  } else if (value === null || value === undefined || value === false) {
    node.removeAttribute(name);
  } else if (name === "href" && !SAFE_LINK.test(String(value))) {
    node.removeAttribute(name);
  } else if (name === "src" && !SAFE_PICTURE.test(String(value))) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}
