// The conversation on the screen: each message once, in order, whichever way it came.

import { embedded, make, nodesOf } from "./text.js";
import { day, hour, say } from "./words.js";

const SHORT_LABEL = 8;
const TINY_LABEL = 4;

/** The log of messages; `choose(message, choice)` is told what was tapped. */
export class Lines {
  constructor(log, { choose }) {
    this.log = log;
    this.choose = choose;
    this.kept = new Map();
    this.pending = new Map();
  }

  /** The lowest id on the screen, 0 where there is none. */
  get oldest() {
    return this.kept.size ? Math.min(...this.kept.keys()) : 0;
  }

  get empty() {
    return this.kept.size === 0 && this.pending.size === 0;
  }

  /** Take everything off the screen that came from the server. */
  clear() {
    for (const node of this.kept.values()) node.remove();
    this.kept.clear();
    this.tidy();
  }

  /** Put messages where they belong; those already there stay as they are. */
  show(messages, { quietly = false } = {}) {
    if (quietly) this.log.setAttribute("aria-live", "off");
    const fresh = messages.filter((message) => !this.kept.has(message.id));
    for (const message of fresh) this.place(message);
    if (fresh.length) this.tidy();
    if (quietly) setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
    return fresh;
  }

  place(message) {
    const waited = message.client_id && this.pending.get(message.client_id);
    const node = waited ? this.adopt(waited, message) : this.draw(message);
    node.dataset.id = String(message.id);
    this.kept.set(message.id, node);
    const before = this.follower(message.id);
    if (!waited || node.nextElementSibling !== before) this.log.insertBefore(node, before);
  }

  /** The server has a message of ours: the same line stays, so that nothing is read out twice. */
  adopt(node, message) {
    this.mark(message.client_id, "delivered");
    this.pending.delete(message.client_id);
    delete node.dataset.pending;
    node.dataset.at = String(Date.parse(message.at));
    const local = node.querySelector(".pictures");
    if (local && message.attachments.length) local.replaceWith(files(message.attachments));
    node.querySelector(".line__foot").replaceWith(foot(message));
    return node;
  }

  follower(id) {
    let follower = null;
    for (let node = this.log.lastElementChild; node; node = node.previousElementSibling) {
      if (node.dataset.id && Number(node.dataset.id) < id) break;
      if (node.dataset.id ? Number(node.dataset.id) > id : node.dataset.pending) follower = node;
    }
    return follower;
  }

  /** Show a message of ours that the server does not have yet. */
  showPending(entry, files) {
    const node = make("div", "line line--own line--pending");
    node.dataset.pending = entry.id;
    node.dataset.at = String(entry.at);
    node.append(make("span", "unseen", say("you_said")));
    if (entry.text) node.append(bubble(entry.text));
    if (files && files.length) node.append(localPictures(files));
    node.append(make("div", "line__foot"));
    this.pending.set(entry.id, node);
    this.log.append(node);
    this.mark(entry.id, "sending");
    this.tidy();
  }

  /** Tell how far a message of ours has come: sending, delivered, unsent, and what can be done. */
  mark(id, state, { why = "", resend = null, wordsOnly = null, discard = null } = {}) {
    const node = this.pending.get(id);
    if (!node) return;
    for (const old of node.querySelectorAll(".unsent, .resend, .discard")) old.remove();
    node.classList.toggle("line--pending", state !== "delivered");
    const foot = node.querySelector(".line__foot");
    foot.textContent = state === "unsent" ? "" : say(state);
    if (state !== "unsent") return;
    if (resend) node.append(button("resend", why ? say("unsent_why", { why }) : say("unsent"), resend));
    else node.append(make("p", "unsent", why));
    if (wordsOnly) node.append(button("resend", say("words_only"), wordsOnly));
    if (discard) node.append(button("discard", say("discard"), discard));
  }

  /** A message of ours goes without its pictures. */
  removePictures(id) {
    const pictures = this.pending.get(id)?.querySelector(".pictures");
    if (pictures) pictures.remove();
  }

  /** A message of ours is given up. */
  remove(id) {
    const node = this.pending.get(id);
    if (node) node.remove();
    this.pending.delete(id);
    this.tidy();
  }

  /** Where to read from when these have come: the first of them, and the question before it. */
  startOf(messages) {
    const others = messages.filter((message) => message.direction === "out");
    if (!others.length) return null;
    const first = this.kept.get(Math.min(...others.map((message) => message.id)));
    let question = first;
    while (question && !question.classList.contains("line--own")) {
      question = question.previousElementSibling;
    }
    return { first, question };
  }

  /** Draw a line above the first message after `cursor` that somebody else wrote. */
  markFresh(cursor) {
    if (!cursor) return null;
    for (const node of this.log.querySelectorAll(".line[data-id]")) {
      if (Number(node.dataset.id) <= cursor || node.classList.contains("line--own")) continue;
      const mark = make("p", "fresh", say("new_messages"));
      this.log.insertBefore(mark, node);
      return mark;
    }
    return null;
  }

  draw(message) {
    const own = message.direction === "in";
    const node = make("div", "line");
    node.classList.toggle("line--own", own);
    node.classList.toggle("line--official", message.official);
    node.classList.toggle("line--erased", message.erased);
    node.dataset.at = String(Date.parse(message.at));
    if (own) node.append(make("span", "unseen", say("you_said")));
    else node.append(head(message));
    if (message.erased) node.append(make("div", "bubble", say("erased")));
    else if (message.text) node.append(bubble(message.text));
    node.append(...filesOf(message));
    if (message.link) node.append(pageLink(message.link));
    if (message.choices.length) node.append(this.choices(message));
    if (own) {
      node.append(foot(message));
      this.press(message.text);
    }
    return node;
  }

  choices(message) {
    const group = make("div", "choices", "", { "role": "group", "aria-label": say("choices") });
    const longest = Math.max(...message.choices.map((choice) => choice.label.length));
    group.classList.toggle("choices--short", longest <= SHORT_LABEL);
    group.classList.toggle("choices--tiny", longest <= TINY_LABEL);
    for (const choice of message.choices) {
      const button = make("button", "choice", choice.label, { type: "button" });
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        this.pressed(button);
        this.choose(message, choice);
      });
      group.append(button);
    }
    return group;
  }

  pressed(button) {
    for (const other of button.parentElement.children) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  }

  press(label) {
    const groups = this.log.querySelectorAll(".choices");
    const last = groups[groups.length - 1];
    if (!last) return;
    for (const button of last.children) if (button.textContent === label) this.pressed(button);
  }

  tidy() {
    this.agePast();
    this.markDays();
  }

  agePast() {
    const own = this.log.querySelectorAll(".line--own");
    const last = own[own.length - 1];
    for (const group of this.log.querySelectorAll(".choices")) {
      const past =
        last && group.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING;
      group.classList.toggle("choices--past", Boolean(past));
    }
  }

  markDays() {
    for (const old of this.log.querySelectorAll(".day")) old.remove();
    let before = "";
    for (const node of this.log.querySelectorAll(".line")) {
      const named = day(new Date(Number(node.dataset.at)));
      if (named !== before) this.log.insertBefore(make("p", "day", named), node);
      before = named;
    }
  }
}

function button(kind, label, pressed) {
  const node = make("button", kind, label, { type: "button" });
  node.addEventListener("click", pressed);
  return node;
}

function bubble(text) {
  const node = make("div", "bubble");
  node.append(...nodesOf(text));
  return node;
}

function head(message) {
  const node = make("div", "line__head");
  const who = make("span", "line__who", say(message.official ? "from_department" : "service"));
  node.append(who, when(message));
  return node;
}

function foot(message) {
  const node = make("div", "line__foot");
  node.append(when(message), make("span", "", say("delivered")));
  return node;
}

function when(message) {
  return make("time", "", hour(new Date(message.at)), { datetime: message.at });
}

/** The files of a message, ready to be put somewhere. */
export function filesOf(message) {
  return message.attachments.length ? [files(message.attachments)] : [];
}

function files(attachments) {
  const holder = make("div", "pictures");
  attachments.forEach((attachment, index) => {
    const shown = attachment.media_type.startsWith("image/");
    holder.append(shown ? picture(attachment, index + 1) : paper(attachment));
  });
  return holder;
}

function picture(attachment, n) {
  const name = attachment.name || say("photo_n", { n });
  const link = make("a", "picture", "", {
    "href": attachment.url,
    "target": "_blank",
    "rel": "noopener",
    "aria-label": say("open_photo", { name }),
  });
  link.append(make("img", "", "", { src: attachment.url, alt: name, loading: "lazy" }));
  return link;
}

/** A file that is not looked at here: its name and how large it is, to be opened on its own. */
function paper(attachment) {
  const name = attachment.name || say("file");
  const megabytes = Math.max(0.1, attachment.size / 1_048_576).toFixed(1);
  return make("a", "paper", `${name} · ${megabytes} MB`, { href: attachment.url, target: "_blank", rel: "noopener" });
}

function localPictures(files) {
  const holder = make("div", "pictures");
  files.forEach((file, index) => {
    const frame = make("span", "picture");
    const picture = make("img", "", "", { alt: say("photo_n", { n: index + 1 }) });
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    frame.append(picture);
    holder.append(frame);
  });
  return holder;
}

function pageLink(address) {
  const url = new URL(address, location.href);
  if (url.protocol !== "https:" && url.protocol !== "http:") return make("span");
  const link = make("a", "button more", say("open_link"), { href: url.href, rel: "noopener" });
  if (url.origin !== location.origin || embedded()) link.target = "_blank";
  return link;
}
