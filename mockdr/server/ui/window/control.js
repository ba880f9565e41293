// Speaks with the control API of the server that served this file, and with no other.

// The token beyond loopback. It lives here and nowhere else, and is gone with the page.
let token = "";

// Tokens are of such characters; fetch would fail for others, so none is sent.
const POSSIBLE = /^[!-~]*$/;

export function remember(text) {
  token = text.trim();
}

// The server's no, or its silence: what was wrong, and what to do.
export class Refused extends Error {
  constructor(status, error) {
    super(error.message || "something went wrong");
    this.status = status;
    this.code = error.code || "";
    this.help = error.help || "";
    this.more = error;
  }
}

async function ask(method, name, query, body) {
  const address = new URL(`/_mockdr/${name}`, location.origin);
  for (const [parameter, value] of Object.entries(query || {})) {
    if (value !== undefined && value !== null && value !== "" && value !== false) {
      address.searchParams.set(parameter, value);
    }
  }
  if (!POSSIBLE.test(token)) {
    throw new Refused(401, { code: "unauthorized", message: "that is not the token" });
  }
  // The server's log leaves out what is only looked at.
  const headers = { Accept: "application/json", "X-Mockdr-Window": "1" };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  const options = { method, headers, cache: "no-store", credentials: "omit" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let reply;
  try {
    reply = await fetch(address, options);
  } catch {
    throw new Refused(0, {
      code: "unreachable",
      message: "mockdr does not answer",
      help: "Is it still running? The window tries again by itself.",
    });
  }
  const document = reply.status === 204 ? null : await reply.json().catch(() => null);
  if (!reply.ok) {
    throw new Refused(reply.status, (document && document.error) || {
      message: `mockdr answered ${reply.status}`,
    });
  }
  return document;
}

export const get = (name, query) => ask("GET", name, query);
export const post = (name, query, body) => ask("POST", name, query, body || {});
