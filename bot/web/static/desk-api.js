/** Talks to the desk's server and turns what goes wrong into a sentence. */

import { page, say } from "./desk-words.js";

/** Something that did not work, told in one sentence; `status` is 0 where nobody answered. */
export class Failure extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, {
      ...options,
      headers: { Accept: "application/json", "Accept-Language": page.language, ...options.headers },
      credentials: "same-origin",
    });
  } catch {
    throw new Failure(say("offline"), 0);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Failure(body.error || say("failed"), response.status);
  return body;
}

/** Fetch JSON. */
export function get(path) {
  return request(path);
}

/** Send JSON. */
export function post(path, body) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Do something to a ticket, with files if there are any; the same `id` again has no second effect. */
export function act(message, files = []) {
  if (!files.length) return post("/desk/api/messages", message);
  const form = new FormData();
  form.append("message", new Blob([JSON.stringify(message)], { type: "application/json" }));
  for (const file of files) form.append("file", file, file.name);
  return request("/desk/api/messages", { method: "POST", body: form });
}
