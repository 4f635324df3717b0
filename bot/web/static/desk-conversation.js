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
      el("strong", {}, from === "note" ? say(message.draft ? "draft_tag" : "note_tag") : message.name || say(`from_${from}`)),
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

/** The words of a list, with what stands between them in the page's language. */
const listed = (words) => words.join(say("suggestion_between"));
const percent = (share) => Math.round(share * 100);

/** Why an answer is suggested: the wording that matched, the words of both, what decided. */
function why(entry) {
  const { shared, missing, added, stage, by, alike } = entry;
  const decided = stage === "sentence" && !by ? "sentence_hidden" : stage;
  return [
    say("suggestion_why", { percent: percent(entry.score), matched: entry.matched }),
    shared.length && say("suggestion_shared", { shared: listed(shared) }),
    missing.length && say("suggestion_missing", { words: listed(missing) }),
    added.length && say("suggestion_added", { words: listed(added) }),
    say(`suggestion_stage_${decided}`, { by }),
    say(entry.meant ? "suggestion_by_meaning" : "suggestion_by_letters"),
    Object.keys(alike).length && say("suggestion_alike", {
      what: Object.entries(alike)
        .map(([name, share]) => say(`suggestion_alike_${name}`, { percent: percent(share) }))
        .join(say("suggestion_between")),
    }),
  ].filter(Boolean);
}

/** What to look at before an answer is used: near-twins differ by it; nothing where nothing is. */
function look(entry) {
  if (!entry.differ.length) return null;
  const what = entry.differ.map((name) => say(`suggestion_differ_${name}`)).join(say("suggestion_comma"));
  return el("p", { class: "suggestion__look" }, say("suggestion_look", { what }));
}

/** Show up to three suggested answers; `use(answer)` takes one over into the answer box. */
export function drawSuggestions(node, suggestions, use) {
  fill(node, suggestions.map((entry) => el(
    "li", { class: "suggestion" },
    el("details", {},
      el("summary", {},
        entry.question, " ",
        el("span", { class: "soft" }, say("suggestion_percent", { percent: percent(entry.score) }))),
      el("p", { class: "suggestion__answer", dir: "auto" }, entry.answer),
      el("p", { class: "soft" }, [entry.department, entry.source, entry.updated].filter(Boolean).join(" · ")),
      el("ul", { class: "suggestion__why soft" }, why(entry).map((line) => el("li", {}, line)))),
    el("button", { type: "button", class: "button", onclick: () => use(entry) }, say("use_this")),
    look(entry),
  )));
}
