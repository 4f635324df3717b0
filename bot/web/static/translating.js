// Turns the page into another language where it stands: nothing is loaded anew, what is being
// written and what was said stay as they are.

import { keep, recall } from "./kept.js";
import { hour, learn, translated } from "./words.js";

/** What the conversation itself fills: only its labels are ours. */
const FILLED = "#lines, #photos, #problem, #connection, noscript, script";
/** What the lines carry of ours, and the sentences that may stand there. */
const LABELS = {
  ".unseen": ["you_said"],
  ".line__who": ["service", "from_department"],
  ".line__foot, .line__foot span": ["sending", "delivered"],
  ".unsent": ["photos_lost"],
  ".resend": ["unsent", "words_only"],
  ".discard": ["discard"],
  ".fresh": ["new_messages"],
  ".more": ["open_link"],
};
const SAID = ["placeholder", "aria-label", "title", "data-say", "href"];

const QUIET = 500;

let spoken = recall("spoken");
let wanted = "";

/** Follow the language that the resident is answered in, from the moment that it changes. */
export async function follow(language, lines) {
  if (!language || language === spoken || language === wanted) return;
  // A page whose language was chosen by hand keeps it until the conversation's own changes.
  const mine = spoken || !recall("language") ? language : document.documentElement.lang;
  wanted = language;
  const done = mine === document.documentElement.lang || (await speak(mine, lines));
  if (wanted !== language) return;
  wanted = "";
  if (!done) return;
  spoken = language;
  keep("spoken", language);
}

async function speak(language, lines) {
  const address = new URL(location.href);
  address.searchParams.set("lang", language);
  const page = await fetched(address);
  // A later word may have asked for yet another language.
  if (!page || page.documentElement.lang !== language || wanted !== language) return false;
  put(page, language);
  relabel(lines);
  keep("language", language);
  history.replaceState(history.state, "", address.href);
  document.dispatchEvent(new CustomEvent("wenzheng:translated"));
  return true;
}

async function fetched(address) {
  try {
    const response = await fetch(address.href, { credentials: "same-origin" });
    return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  } catch {
    // Not reached: the next frame tries again.
    return null;
  }
}

function put(page, language) {
  document.documentElement.lang = language;
  document.title = page.title;
  copy(document.body, page.body);
  learn(JSON.parse(page.getElementById("words").textContent), language);
}

// Both pages come from one template: what stands at the same place says the same.
function copy(old, fresh) {
  for (const name of SAID) {
    if (fresh.hasAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
  }
  if (old.matches(FILLED) || old.childNodes.length !== fresh.childNodes.length) return;
  old.childNodes.forEach((node, index) => {
    const other = fresh.childNodes[index];
    if (node.nodeType !== other.nodeType) return;
    if (node.nodeType === Node.TEXT_NODE) node.nodeValue = other.nodeValue;
    else if (node.nodeType === Node.ELEMENT_NODE) copy(node, other);
  });
}

// Who said it, when, and whether it has come; what was said stays as it was.
function relabel(lines) {
  // Nothing new was said: nothing is read out.
  lines.log.setAttribute("aria-live", "off");
  setTimeout(() => lines.log.setAttribute("aria-live", "polite"), QUIET);
  for (const [place, names] of Object.entries(LABELS)) {
    for (const node of lines.log.querySelectorAll(place)) {
      if (!node.children.length) node.textContent = translated(node.textContent, names);
    }
  }
  for (const time of lines.log.querySelectorAll("time[datetime]")) {
    time.textContent = hour(new Date(time.dateTime));
  }
  lines.tidy();
}
