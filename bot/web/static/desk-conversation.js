/** A ticket as it was lived: what was said, by whom, how far each answer came, and what happened. */

import { el, fill } from "./desk-dom.js";
import { moment, say } from "./desk-words.js";

const INLINE = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);
/** How a receipt is to be taken: all is well, it takes its time, or somebody has to do something. */
const RECEIPTS = {
  sent: ["good", "✓"], queued: ["wait", "…"], sending: ["wait", "…"], waiting_contact: ["wait", "…"],
  waiting_contact_called: ["wait", "…"], waiting_contact_arrived: ["wait", "…"], waiting_contact_refused: ["near", "!"],
  unknown: ["near", "?"], blocked: ["late", "✕"], failed: ["late", "✕"],
};

/** Show everything that was said, oldest first. */
export function drawConversation(node, messages) {
  const old = new Map([...node.children].map((child) => [child.dataset.print, child]));
  // What has not changed stays as it is: pictures do not load anew, a selection is not lost.
  fill(node, messages.map((message) => old.get(print(message)) ?? bubble(message)));
  if (!messages.length) fill(node, el("li", { class: "soft" }, say("nothing_said")));
}

function bubble(message) {
  const from = message.from;
  return el(
    "li", { class: `bubble bubble--${from}`, dataset: { print: print(message) } },
    el("p", { class: "bubble__head" },
      el("strong", {}, from === "note" ? say("note_tag") : message.name || say(`from_${from}`)),
      from === "note" && el("span", {}, message.name),
      el("time", { datetime: message.at }, moment(message.at))),
    message.erased
      ? el("p", { class: "bubble__text soft" }, say("erased"))
      : message.text && el("p", { class: "bubble__text", dir: "auto" }, message.text),
    message.attachments.length > 0 && el("ul", { class: "files" }, message.attachments.map(file)),
    message.receipt && from !== "note" && receipt(message.receipt),
  );
}

/** What of a message can be seen; the address of a file changes with time and is not among it. */
function print(message) {
  return JSON.stringify({ ...message, attachments: message.attachments.map(({ name, size }) => [name, size]) });
}

function file(attachment) {
  const name = attachment.name || say("attachment");
  const inline = INLINE.has(attachment.media_type);
  return el(
    "li", {},
    el("a", { href: attachment.url, target: "_blank", rel: "noopener", class: inline ? "file file--image" : "file" },
      inline ? el("img", { src: attachment.url, alt: name, loading: "lazy" }) : `${name} · ${size(attachment.size)}`),
  );
}

function size(bytes) {
  return bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

function receipt(state) {
  const [level, mark] = RECEIPTS[state] ?? ["wait", "…"];
  return el(
    "p", { class: `receipt receipt--${level}` },
    el("span", { "aria-hidden": "true" }, `${mark} `), say(`receipt_${state}`),
  );
}

/** Show what happened to the ticket, oldest first. */
export function drawTimeline(node, events) {
  fill(node, events.map((event) => el(
    "li", {},
    el("time", { datetime: event.at }, moment(event.at)),
    el("span", {},
      el("strong", {}, say(`event_${event.action}`)),
      event.outcome ? ` · ${say(`outcome_${event.outcome}`)}` : "",
      event.verdict ? ` · ${say(`verdict_${event.verdict}`)}` : "",
      event.satisfaction ? ` · ${say(`satisfaction_${event.satisfaction}`)}` : "",
      event.from !== event.to && event.to ? ` → ${say(`state_${event.to}`)}` : "",
      el("span", { class: "soft" }, ` ${event.name || say(`actor_${event.actor}`)}`)),
  )));
}

/** Why an answer is suggested: how sure, the wording matched, the words in common, what decided. */
function why(entry) {
  const percent = Math.round(entry.score * 100);
  return [
    say("suggestion_why", { percent, matched: entry.matched }),
    entry.shared.length
      ? say("suggestion_shared", { shared: entry.shared.join(say("suggestion_between")) })
      : "",
    say(entry.meant ? "suggestion_by_meaning" : "suggestion_by_letters"),
  ].filter(Boolean).join(" ");
}

/** Show up to three suggested answers; `use(answer)` takes one over into the answer box. */
export function drawSuggestions(node, suggestions, use) {
  fill(node, suggestions.map((entry) => el(
    "li", { class: "suggestion" },
    el("details", {},
      el("summary", {}, entry.question),
      el("p", { class: "suggestion__answer", dir: "auto" }, entry.answer),
      el("p", { class: "soft" }, [entry.department, entry.source, entry.updated].filter(Boolean).join(" · ")),
      el("p", { class: "soft" }, why(entry))),
    el("button", { type: "button", class: "button", onclick: () => use(entry) }, say("use_this")),
  )));
}
