/** The list of tickets: filters, search, and moving through it. */

import { get } from "./desk-api.js";
import { byId, el, fill } from "./desk-dom.js";
import { ago, deadline, page, say, setClock } from "./desk-words.js";

const PAGE = 100;
const TYPING = 250;
const KEPT = `wenzheng-desk-filters-${page.me.id}`;
const SCOPES = ["mine", "department", "all"];

/**
 * The list pane; `open(number)` shows a ticket, `box(ticket)` is what stands before its row,
 * `failed(error)` tells what went wrong.
 */
export function ticketList({ open, box, failed }) {
  const filters = { scope: "all", state: "", q: "", ...stored() };
  let tickets = [];
  let limit = PAGE;
  let current = "";
  let asked = 0;
  let looking = null;

  const rows = byId("rows");
  const search = byId("search");
  const state = byId("state-filter");

  function refresh() {
    looking = look();
    return looking;
  }

  async function look() {
    const turn = ++asked;
    try {
      const answer = await get(`/desk/api/tickets?${new URLSearchParams({ ...filters, limit })}`);
      if (turn !== asked) return;
      setClock(answer.now);
      tickets = answer.tickets;
      draw(answer);
    } catch (error) {
      failed(error);
    }
  }

  function draw(answer) {
    drawRows();
    byId("empty").hidden = tickets.length > 0;
    byId("empty").textContent = say(filters.q ? "nothing_found" : "nothing_to_do");
    byId("more").hidden = !answer.more;
    for (const scope of SCOPES) byId(`count-${scope}`).textContent = answer.counts[scope];
    byId("list-status").textContent = say("shown", { count: tickets.length });
  }

  function drawRows() {
    const focused = rows.contains(document.activeElement) ? document.activeElement.dataset.number : "";
    fill(rows, tickets.map(row));
    if (focused) linkOf(focused)?.focus({ preventScroll: true });
    mark();
  }

  function row(ticket) {
    const due = deadline(ticket);
    const marks = [
      ticket.urgent && el("span", { class: "tag tag--bad" }, say("urgent")),
      ticket.hot && el("span", { class: "tag tag--bad" }, say("hot")),
      ticket.followers > 0 && el("span", { class: "tag" }, say("followers", { count: ticket.followers })),
      ticket.leader && el("span", { class: "tag" }, say("follows", { number: ticket.leader })),
      ticket.confidential && el("span", { class: "tag" }, say("confidential")),
    ];
    return el(
      "li", {},
      box(ticket),
      el(
        "a",
        {
          class: `item item--${due.level}`, href: `/desk/tickets/${ticket.number}`, dataset: { number: ticket.number },
          onclick: (event) => follow(event, ticket.number),
        },
        el("span", { class: "item__top" },
          due.text && el("span", { class: `due due--${due.level}` }, due.text),
          marks,
          el("span", { class: `state state--${ticket.state}` }, say(`state_${ticket.state}`))),
        el("span", { class: "item__title" }, ticket.title || say("erased")),
        el("span", { class: "item__foot" },
          el("span", { class: "number" }, ticket.number),
          el("span", { class: "item__unit" }, ticket.department || say("no_department")),
          ticket.mine
            ? el("strong", { class: "item__mine" }, say("mine_tag"))
            : el("span", {}, ticket.owner || say("no_owner")),
          el("span", { class: "item__age" }, ago(ticket.created_at)))),
    );
  }

  function follow(event, number) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    open(number);
  }

  function linkOf(number) {
    return rows.querySelector(`[data-number="${CSS.escape(number)}"]`);
  }

  function mark() {
    for (const link of rows.querySelectorAll("a")) {
      if (link.dataset.number === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  function change(values) {
    Object.assign(filters, values);
    limit = PAGE;
    try {
      localStorage.setItem(KEPT, JSON.stringify({ scope: filters.scope }));
    } catch { /* A full or forbidden store costs only the memory of a filter. */ }
    showFilters();
    // What was found begins with its first line, wherever one had read on to before.
    refresh().then(() => rows.closest(".list__scroll").scrollTo({ top: 0 }));
  }

  function showFilters() {
    for (const scope of SCOPES) byId(`scope-${scope}`).setAttribute("aria-pressed", String(filters.scope === scope));
    state.value = filters.state;
  }

  async function move(step) {
    // Pressed before there is anything to move through: as soon as there is.
    if (!rows.childElementCount) await looking;
    const links = [...rows.querySelectorAll("a")];
    if (!links.length) return;
    const from = links.findIndex((link) => link === document.activeElement);
    const start = from >= 0 ? from : links.findIndex((link) => link.dataset.number === current);
    const next = links[Math.min(links.length - 1, Math.max(0, start + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  for (const scope of SCOPES) byId(`scope-${scope}`).addEventListener("click", () => change({ scope }));
  state.addEventListener("change", () => change({ state: state.value }));
  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => change({ q: search.value.trim() }), TYPING);
  });
  byId("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    change({ q: search.value.trim() });
  });
  byId("more").addEventListener("click", () => {
    limit += PAGE;
    refresh();
  });
  showFilters();

  return {
    refresh,
    move,
    /** Mark the ticket that is open. */
    select(number) {
      current = number;
      mark();
      linkOf(number)?.scrollIntoView({ block: "nearest" });
    },
    /** Put the cursor on the row of a ticket that was open. */
    focus(number) {
      (linkOf(number) ?? search).focus({ preventScroll: true });
    },
    /** Tell ages and deadlines anew as time goes by. */
    tick: drawRows,
  };
}

function stored() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return SCOPES.includes(kept.scope) ? { scope: kept.scope } : {};
  } catch {
    return {};
  }
}
