/** The officials' desk: puts list, ticket, live line and keys together. */

import { get } from "./desk-api.js";
import { batches } from "./desk-batch.js";
import { byId } from "./desk-dom.js";
import { forgetDrafts } from "./desk-drafts.js";
import { keys } from "./desk-keys.js";
import { ticketList } from "./desk-list.js";
import { listen } from "./desk-live.js";
import { ticketPane } from "./desk-ticket.js";
import { announce, notified, refused, told } from "./desk-toast.js";
import { page, say } from "./desk-words.js";

const MINUTE = 60_000;
/** Several tickets that change at once cost one look at the list. */
const GATHERING = 300;
const title = document.title;
const unseen = new Set();
let current = "";

const batch = batches({ redraw: () => list?.tick(), done: () => list.refresh(), failed });
const list = ticketList({ open: (number) => show(number, true), box: batch.box, failed });
const live = listen({ changed, reply: told, notice: notified, state: online, signedOut });
const ticket = ticketPane({
  drawn: ({ number, pulse }) => live.watch(number, pulse),
  changed: list.refresh,
  failed,
});

function show(number, moved) {
  current = number;
  document.body.classList.toggle("has-ticket", Boolean(number));
  if (moved) history.pushState({}, "", number ? `/desk/tickets/${encodeURIComponent(number)}` : "/desk");
  if (number) {
    ticket.open(number);
    unseen.delete(number);
  } else {
    ticket.close();
  }
  list.select(number);
  if (!number) live.watch("");
  showTitle();
}

function back() {
  const left = current;
  show("", true);
  list.focus(left);
}

let seeking = false;
async function next() {
  // Whoever presses twice while it is being looked for means one.
  if (seeking) return;
  seeking = true;
  try {
    const answer = await get(`/desk/api/next?${new URLSearchParams({ after: current })}`);
    if (answer.number) show(answer.number, true);
    else told(say("nothing_next"));
  } catch (error) {
    failed(error);
  } finally {
    seeking = false;
  }
}

let gathering = 0;
function changed(frame) {
  if (frame.new && frame.number !== current) {
    unseen.add(frame.number);
    announce(say("new_ticket", { number: frame.number }));
    showTitle();
  }
  if (frame.number === current) ticket.refresh();
  gathering ||= setTimeout(() => {
    gathering = 0;
    list.refresh();
  }, GATHERING);
}

function showTitle() {
  const base = current ? `${current} · ${title}` : title;
  document.title = unseen.size ? `(${unseen.size}) ${base}` : base;
}

let seenOffline = false;
function online(is) {
  const line = byId("line");
  line.dataset.state = is ? "on" : "off";
  line.textContent = say(is ? "line_on" : "line_off");
  // What happened while the line was down is fetched, not guessed.
  if (is && seenOffline) {
    list.refresh();
    ticket.refresh();
  }
  seenOffline = !is;
}

function signedOut() {
  byId("signed-out").hidden = false;
  byId("line").textContent = say("line_off");
}

function failed(error) {
  if (error.status === 401) signedOut();
  else refused(error.message);
}

for (const id of ["next", "next-here"]) byId(id).addEventListener("click", next);
byId("back").addEventListener("click", (event) => {
  event.preventDefault();
  back();
});
byId("sign-out").addEventListener("submit", forgetDrafts);
window.addEventListener("popstate", () => show(numberInAddress(), false));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen.clear();
  showTitle();
});
setInterval(() => {
  list.tick();
  ticket.tick();
}, MINUTE);
keys({
  j: () => list.move(1),
  k: () => list.move(-1),
  n: next,
  r: () => ticket.write(),
  "/": () => byId("search").focus(),
  Escape: () => current && back(),
});

function numberInAddress() {
  return decodeURIComponent(location.pathname.match(/^\/desk\/tickets\/([^/]+)$/)?.[1] ?? "");
}

show(page.number, false);
list.refresh();
document.dispatchEvent(new Event("wenzheng:desk"));
