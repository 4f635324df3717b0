/** The pane of one ticket: its head, its conversation, what is known about it. */

import { ticketActions } from "./desk-actions.js";
import { get, post } from "./desk-api.js";
import { composer } from "./desk-compose.js";
import { drawConversation, drawSuggestions, drawTimeline } from "./desk-conversation.js";
import { byId, el, fill } from "./desk-dom.js";
import { announce } from "./desk-toast.js";
import { ago, day, deadline, moment, say, setClock } from "./desk-words.js";

/**
 * The ticket pane; `drawn(ticket)` after each drawing, `changed()` after a deed, `failed(error)`
 * tells what went wrong.
 */
export function ticketPane({ drawn, changed, failed }) {
  let number = "";
  let shown = null;
  let asked = 0;
  const after = () => {
    refresh();
    changed();
  };
  const boxes = composer({ done: after, failed });
  const buttons = ticketActions({ done: after, failed });

  async function refresh() {
    if (!number) return;
    const turn = ++asked;
    try {
      const ticket = await get(`/desk/api/tickets/${encodeURIComponent(number)}`);
      if (turn !== asked) return;
      setClock(ticket.now);
      draw(ticket);
    } catch (error) {
      if (turn !== asked) return;
      if (error.status === 404) close(error.message);
      else failed(error);
    }
  }

  function draw(ticket) {
    const first = shown?.number !== ticket.number;
    const news = !first && ticket.messages.length > shown.messages.length;
    shown = ticket;
    byId("ticket-pane").hidden = false;
    byId("no-ticket").hidden = true;
    drawHead();
    byId("ticket-title").textContent = ticket.title || say("erased");
    drawFacts(ticket);
    const scroller = byId("conversation-scroll");
    const wasAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    drawConversation(byId("conversation"), ticket.messages);
    if (news) announce(say("new_message"));
    drawTimeline(byId("timeline"), ticket.events);
    byId("timeline-count").textContent = ticket.events.length;
    if (first) {
      drawSuggestions(byId("suggestions"), ticket.suggestions, (entry) => boxes.write("answer", entry.answer));
      byId("suggestions-box").hidden = !ticket.suggestions.length;
    }
    drawMany(ticket);
    buttons.draw(ticket);
    boxes.allow(ticket);
    // Last, for the boxes below take their height only now.
    if (first) showLastWords(scroller);
    else if (news && (wasAtEnd || ticket.messages.at(-1).from !== "resident")) scroller.scrollTop = scroller.scrollHeight;
    if (first) byId("ticket-title").focus({ preventScroll: true });
    drawn(ticket);
  }

  function drawHead() {
    const due = deadline(shown);
    fill(byId("ticket-head"),
      due.text && el("span", { class: `due due--${due.level}` }, due.text),
      shown.urgent && el("span", { class: "tag tag--bad" }, say("urgent")),
      shown.hot && el("span", { class: "tag tag--bad" }, say("hot")),
      shown.people > 1 && el("span", { class: "tag tag--bad" }, say("goes_to", { count: shown.people })),
      shown.leader && el("span", { class: "tag" }, say("follows", { number: shown.leader })),
      shown.notice_until && el("span", { class: "tag" }, say("notice_until", { time: moment(shown.notice_until) })),
      shown.confidential && el("span", { class: "tag" }, say("confidential")),
      el("span", { class: `state state--${shown.state}` }, say(`state_${shown.state}`)),
      shown.supervised && el("span", { class: "tag tag--bad" }, say("supervised")),
      shown.proposed && el("span", { class: "tag" }, say("proposed", { outcome: say(`outcome_${shown.proposed}`) })),
      shown.outcome && el("span", { class: "tag" }, say(`outcome_${shown.outcome}`)),
      el("span", { class: "number" }, shown.number));
  }

  /** What others reported that is alike, and the units that the catalogue thinks of: one tap each. */
  function drawMany(ticket) {
    const may = (name) => ticket.actions.some((action) => action.name === name);
    fill(byId("many"),
      ticket.units.map((unit) => el("button", {
        type: "button", class: "button", onclick: () => buttons.carryOut("dispatch", { department: unit.id }),
      }, say("dispatch_to", { name: unit.name, percent: unit.percent }))),
      ticket.similar.map((other) => el("p", { class: "similar" },
        el("span", {}, `${other.number} ${other.title} · ${say(`state_${other.state}`)} `),
        may("merge") && el("button", {
          type: "button", class: "button", onclick: () => buttons.carryOut("merge", { also: other.number }),
        }, say("action_merge")))));
    byId("many-title").textContent = say(ticket.units.length ? "many" : "similar");
    byId("many-box").hidden = !ticket.units.length && !ticket.similar.length;
  }

  function drawFacts(ticket) {
    const facts = [
      [say("fact_department"), ticket.department || say("no_department")],
      [say("fact_owner"), ticket.owner ? ticket.owner + (ticket.mine ? say("that_is_me") : "") : say("no_owner")],
      [say("fact_kind"), [say(`kind_${ticket.kind}`), ticket.hard && say("kind_hard")].filter(Boolean).join(" · ")],
      [say("fact_created"), `${moment(ticket.created_at)} · ${ago(ticket.created_at)}`],
    ];
    if (ticket.acceptance_due) facts.push([say(ticket.urgent ? "fact_act_by" : "fact_acceptance"), moment(ticket.acceptance_due)]);
    facts.push([say("fact_due"), moment(ticket.first_reply_due)]);
    if (ticket.resolution_due) facts.push([say("fact_resolution"), moment(ticket.resolution_due) + (ticket.resolution_due_original && ticket.resolution_due_original !== ticket.resolution_due ? say("originally", { time: moment(ticket.resolution_due_original) }) : "")]);
    facts.push([say("fact_channel"), say(`channel_${ticket.channel}`)], [say("fact_history"), say("history", { count: ticket.history })]);
    if (ticket.assisting.length) facts.push([say("fact_assisting"), ticket.assisting.join(" ")]);
    if (ticket.confirm_by && ticket.state === "replied") facts.push([say("fact_confirm_by"), moment(ticket.confirm_by)]);
    if (ticket.scheduled_for) facts.push([say("fact_scheduled"), day(ticket.scheduled_for) + say(ticket.scheduled_moved ? "day_moved" : "day_may_move")]);
    if (ticket.visit_required) facts.push([say("fact_visit"), ticket.visits.length ? say("visits", { count: ticket.visits.length }) : say("visit_needed")]);
    for (const asked of ticket.waiting.filter(({ state }) => state === "waiting")) facts.push([say("fact_waiting"), waits(asked)]);
    if (ticket.level) facts.push([say("fact_level"), say(ticket.reviewed_by === "leader" ? "level_leader" : "level_head", { level: ticket.level })]);
    if (ticket.verdict) facts.push([say("fact_verdict"), verdict(ticket)]);
    if (ticket.satisfaction) facts.push([say("fact_satisfaction"), say(`satisfaction_${ticket.satisfaction}`)]);
    fill(byId("facts"), facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
    const known = byId("to-knowledge");
    known.href = `/desk/knowledge?${new URLSearchParams({ ticket: ticket.number })}`;
    known.hidden = !ticket.first_reply_at || ticket.confidential;
    const person = byId("person");
    if (person.dataset.number === ticket.number && person.dataset.shown) return;
    person.dataset.number = ticket.number;
    delete person.dataset.shown;
    fill(person, ticket.may_look
      ? el("button", { type: "button", class: "button", onclick: look }, say("look"))
      : el("p", { class: "soft" }, say("look_not_yours")),
    el("p", { class: "soft" }, say("look_logged")));
  }

  async function look() {
    const person = byId("person");
    try {
      const details = await post(`/desk/api/tickets/${encodeURIComponent(number)}/person`, {});
      person.dataset.shown = "yes";
      fill(person, el("dl", { class: "facts" }, ["name", "phone", "place"].map((field) => el(
        "div", {}, el("dt", {}, say(`person_${field}`)), el("dd", {}, details[field] || say("not_given")),
      ))), el("p", { class: "soft" }, say("look_logged")));
    } catch (error) {
      failed(error);
    }
  }

  function close(reason = "") {
    number = "";
    shown = null;
    asked += 1;
    byId("ticket-pane").hidden = true;
    byId("no-ticket").hidden = false;
    byId("no-ticket-text").textContent = reason || say("choose_ticket");
  }

  return {
    refresh,
    close,
    /** Show another ticket. */
    open(next) {
      if (next === number) return;
      number = next;
      boxes.open(next);
      refresh();
    },
    /** Put the cursor into the answer box. */
    write: () => shown && boxes.focus(),
    /** Tell ages and deadlines anew as time goes by. */
    tick: () => shown && drawHead(),
  };
}

/** What a person said last, from its beginning: our own lines that came after it stand below. */
function showLastWords(scroller) {
  scroller.scrollTop = scroller.scrollHeight;
  const last = [...scroller.querySelectorAll(".bubble:not(.bubble--service)")].pop();
  if (!last) return;
  const above = last.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  if (above < 0) scroller.scrollTop += above - 12;
}

/** What waits for a second person, who asked for it and why. */
function waits(asked) {
  const what = [say(`action_${asked.action}`), asked.outcome && say(`outcome_${asked.outcome}`), asked.into, asked.into_words && `「${asked.into_words}」`, asked.kind && say(`kind_${asked.kind}`), asked.until && day(asked.until), asked.reason];
  return [...what.filter(Boolean), asked.by].join(" · ");
}

/** The verdict, with the first one and one that is to be asked for again beside it. */
function verdict(ticket) {
  const said = say(`verdict_${ticket.verdict}`);
  if (ticket.contested_verdict) return say("verdict_contested", { first: said, now: say(`verdict_${ticket.contested_verdict}`) });
  const changed = ticket.first_verdict && ticket.first_verdict !== ticket.verdict;
  return changed ? say("verdict_changed", { first: say(`verdict_${ticket.first_verdict}`), now: said }) : said;
}
