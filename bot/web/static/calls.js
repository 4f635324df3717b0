// Calls to our server: who we are, what went wrong, and when to try again.

import { keep, recall } from "./kept.js";

const SHORTEST = 500;
const LONGEST = 8000;
const PATIENCE = 60000;

/** Milliseconds to wait before try number `tries` + 1: doubling, never all at once. */
export function pause(tries) {
  const full = Math.min(LONGEST, SHORTEST * 2 ** tries);
  return full / 2 + (Math.random() * full) / 2;
}

/** What the server refused, or that it was not reached (`status` 0). */
export class CallError extends Error {
  constructor(status, sentence, retryAfter, code) {
    super(sentence);
    this.status = status;
    this.retryAfter = retryAfter;
    this.code = code;
  }

  /** Whether the same call may succeed later. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** One call; the answer's JSON. Throws `CallError`. */
export async function call(method, path, { token = "", scheme = "Bearer", body } = {}) {
  const headers = { "Accept": "application/json", "Accept-Language": document.documentElement.lang };
  if (token) headers.Authorization = `${scheme} ${token}`;
  if (body && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body && !(body instanceof FormData) ? JSON.stringify(body) : body,
      credentials: "same-origin",
      cache: "no-store",
      signal: stop.signal,
    });
    const answer = await response.json();
    if (response.ok) return answer;
    const seconds = Number(response.headers.get("Retry-After")) || 0;
    throw new CallError(response.status, answer.error || "", seconds * 1000, answer.code || "");
  } catch (failure) {
    if (failure instanceof CallError) throw failure;
    throw new CallError(0, "", 0, "");
  } finally {
    clearTimeout(timer);
  }
}

let minting = null;

/** This browser's identity; asks the server for one the first time. */
export async function identity() {
  const known = recall("token");
  if (known) return known;
  minting = minting || call("POST", "/api/session");
  try {
    const { token } = await minting;
    keep("token", recall("token") || token);
    return recall("token");
  } finally {
    minting = null;
  }
}

/** The server does not know this identity any more: the next call begins a new one. */
export function forgetIdentity(token) {
  if (recall("token") !== token) return;
  keep("token", "");
  keep("cursor", "");
}
