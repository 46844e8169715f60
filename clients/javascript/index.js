// Client of the API of OrientESS: an ES module without any dependency, for browsers and Node 18.
import { OPERATIONS, VERSION } from "./operations.js";

export { VERSION };

const TRIES = 4, BACKOFF_MS = 500, WAIT_MAX_MS = 30_000, TIMEOUT_MS = 10_000;
const BUSY = new Set([429, 503]);

/** An error response: a problem document (RFC 9457), or that of a server in between. */
export class OrientESSError extends Error {
  constructor(status, title, detail, errors = []) {
    super(`${title} (${status}) : ${detail}`);
    this.name = "OrientESSError";
    Object.assign(this, { status, title, detail, errors });
  }
}

/** Client of the API; `index.d.ts` has its methods, one for each operation. */
export class OrientESS {
  #address;
  #options;

  constructor(address, options = {}) {
    this.#address = address.replace(/\/+$/, "");
    this.#options = options;
  }

  async call(name, parameters = {}, body = undefined) {
    const response = await this.#answered(name, parameters, body);
    const type = response.headers.get("content-type") ?? "";
    return /[/+]json(;|$)/.test(type) ? response.json() : response.text();
  }

  search(parameters) {
    return this.call("search", parameters);
  }

  async *everyResult(parameters) {
    yield* this.#pages((page) => this.search({ ...parameters, page }));
  }

  async *everyActor(parameters = {}) {
    yield* this.#pages((page) => this.actors({ ...parameters, page }));
  }

  async *exportLines(parameters = {}) {
    const response = await this.#answered("export", parameters);
    const decoder = new TextDecoder();
    let rest = "";
    for await (const part of chunks(response.body)) {
      const lines = (rest + decoder.decode(part, { stream: true })).split("\n");
      rest = lines.pop();
      yield* lines;
    }
    rest += decoder.decode();
    if (rest) yield rest;
  }

  async *#pages(read) {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const answer = await read(page);
      pages = answer.pages;
      yield* answer.items;
    }
  }

  async #answered(name, parameters, body) {
    const request = this.#request(name, parameters, body);
    for (let tries = 0; ; tries += 1) {
      const response = await this.#sent(request);
      if (response.ok) return response;
      if (!BUSY.has(response.status) || tries === TRIES) throw await problemOf(response);
      await new Promise((resume) => setTimeout(resume, waitOf(response, tries)));
    }
  }

  /** Waits a while for the first bytes of an answer; the rest, or a file, may take its time. */
  async #sent({ url, init, kind }) {
    const send = this.#options.fetch ?? fetch;
    if (kind === "csv") return send(url, init);
    const limit = AbortSignal.timeout(this.#options.timeout ?? TIMEOUT_MS);
    const request = new AbortController();
    const giveUp = () => request.abort(limit.reason);
    limit.addEventListener("abort", giveUp);
    try {
      return await send(url, { ...init, signal: request.signal });
    } finally {
      limit.removeEventListener("abort", giveUp);
    }
  }

  /** Returns what to send: words of people go in bodies, because addresses are written to logs. */
  #request(name, parameters, body) {
    if (!Object.hasOwn(OPERATIONS, name)) throw new TypeError(`Opération inconnue : ${name}`);
    const [method, template, kind] = OPERATIONS[`${name}ByPost`] ?? OPERATIONS[name];
    const rest = Object.fromEntries(
      Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null),
    );
    const path = template.replace(/\{(\w+)\}/g, (_, field) => {
      const value = rest[field];
      if (value === undefined) throw new TypeError(`Paramètre attendu : ${field}`);
      delete rest[field];
      return encodeURIComponent(value);
    });
    const headers = {};
    if (this.#options.key) headers.Authorization = `Bearer ${this.#options.key}`;
    if (kind === "json") {
      headers["Content-Type"] = "application/json";
      return { url: this.#address + path, init: { method, headers, body: JSON.stringify(rest) }, kind };
    }
    if (kind === "csv") headers["Content-Type"] = "text/csv";
    const query = queryOf(rest);
    const url = this.#address + path + (query ? `?${query}` : "");
    return { url, init: { method, headers, ...(kind === "csv" && { body }) }, kind };
  }
}

for (const [name, [, , kind]] of Object.entries(OPERATIONS)) {
  if (Object.hasOwn(OrientESS.prototype, name)) continue;
  const method = kind === "csv"
    ? function (content, parameters = {}) { return this.call(name, parameters, content); }
    : function (parameters = {}) { return this.call(name, parameters); };
  Object.defineProperty(OrientESS.prototype, name, { value: method, writable: true, configurable: true });
}

function queryOf(values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  return query.toString();
}

async function* chunks(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

function waitOf(response, tries) {
  const told = Number(response.headers.get("retry-after"));
  return Math.min(told > 0 ? told * 1000 : BACKOFF_MS * 2 ** tries, WAIT_MAX_MS);
}

async function problemOf(response) {
  try {
    const { title, detail, errors } = await response.json();
    if (title && detail) return new OrientESSError(response.status, title, detail, errors ?? []);
  } catch {
    // not a problem of the service: a proxy answered
  }
  const title = response.statusText || "Erreur";
  return new OrientESSError(response.status, title, "La réponse n'est pas du service.");
}
