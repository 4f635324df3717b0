/** Carries out one action on a ticket and says at once what came of it. */

import { act } from "./desk-api.js";
import { askReason } from "./desk-check.js";
import { newId } from "./desk-dom.js";
import { clearOutcome, refused, told } from "./desk-toast.js";
import { say } from "./desk-words.js";

let last = { content: "", id: "" };

/** The id for this content: a second try after a broken line is the same message, not a new one. */
function idFor(content) {
  if (last.content !== content) last = { content, id: newId() };
  return last.id;
}

/**
 * Do `choice` to ticket `number` with `text`, `values` and `files`. Resolves to whether it was
 * done; what was said about it is shown. `failed(error)` hears what went wrong on the way.
 */
export async function deed(number, choice, { text = "", values = {}, files = [] }, failed) {
  const message = { ticket: number, choice, text, values };
  const content = JSON.stringify([message, files.map((file) => [file.name, file.size, file.lastModified])]);
  clearOutcome();
  try {
    const answer = await act({ id: idFor(content), ...message }, files);
    last = { content: "", id: "" };
    const doubted = answer.replies.find((reply) => reply.doubted);
    if (doubted) {
      const reason = await askReason(doubted.text);
      return Boolean(reason) && deed(number, choice, { text, values: { ...values, reason }, files }, failed);
    }
    const no = answer.replies.filter((reply) => reply.refused);
    for (const reply of answer.replies) (reply.refused ? refused : told)(reply.text);
    if (!answer.replies.length) told(say(answer.state === "done" ? "done" : "kept"));
    return no.length === 0;
  } catch (error) {
    failed(error);
    return false;
  }
}
