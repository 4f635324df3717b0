// The ticket page: shows the ticket as it is now, and takes words, photos, verdict and objection.

import { call, pause } from "./calls.js";
import { keep, newId, recall } from "./kept.js";
import { Lines, filesOf } from "./lines.js";
import {
  forgetTicket,
  openByCode,
  openQuietly,
  refresh,
  ticketToken,
  wasOpenedByCode,
} from "./opening.js";
import { Photos } from "./photos.js";
import { make, nodesOf } from "./text.js";
import { dayAndHour, read, say } from "./words.js";

const LOOK_EVERY = 10000;
const TRIES = 5;

const find = (id) => document.getElementById(id);
const number = find("main").dataset.number;
const lines = new Lines(find("lines"), {
  choose: (_, choice) => act({ choice: choice.value, text: choice.label }),
});
const photos = new Photos({
  list: find("photos"),
  input: find("files"),
  opener: find("add-photo"),
  problem: (sentence) => tell("problem", sentence),
});
let view = read("view");
let shown = "";

// Showing

function show(fresh) {
  const state = JSON.stringify({ ...fresh, read_at: "", token: "" });
  const changed = shown && shown !== state;
  if (shown === state) return;
  shown = state;
  view = fresh;
  find("unlock").hidden = !view.masked;
  find("forget").hidden = view.masked || !wasOpenedByCode(number);
  if (view.title) find("title").textContent = view.title;
  find("word").textContent = view.word;
  find("word").hidden = false;
  find("department").textContent = view.department
    ? say("by_department", { department: view.department })
    : say("department_open");
  tell("promise", view.reply_by ? say("reply_by", { time: view.reply_by }) : view.settle_by);
  showProgress();
  showAnswer();
  showRating();
  showMessages();
  for (const action of ["add", "insist", "object", "reopen"]) {
    find(`${action}-part`).hidden = !can(action);
  }
  if (changed) tell("news", say("ticket_updated"));
}

function can(action) {
  return view.actions.includes(action);
}

function showProgress() {
  find("progress-part").hidden = false;
  const last = view.progress.length - 1;
  const steps = view.progress.map((step, index) => {
    const item = make("li", index === last ? "step step--now" : "step");
    if (index === last) item.setAttribute("aria-current", "step");
    const facts = step.department ? `${step.at} · ${step.department}` : step.at;
    item.append(
      make("span", "step__word", step.word),
      make("span", "step__facts", facts),
      make("span", "step__reason", step.reason),
    );
    return item;
  });
  const ahead = view.ahead.map((word) => {
    const item = make("li", "step step--ahead");
    item.append(make("span", "step__word", word), make("span", "unseen", say("state_not_yet")));
    return item;
  });
  find("steps").replaceChildren(...steps, ...ahead);
}

function showAnswer() {
  find("answer-part").hidden = false;
  const place = find("answer");
  tell("outcome", view.outcome);
  const latest = view.answers[view.answers.length - 1];
  if (!latest) {
    place.replaceChildren(make("p", "soft", say("no_answer_yet")));
    return;
  }
  const words = make("div");
  words.append(...nodesOf(latest.text));
  const when = make("p", "answer__when", dayAndHour(new Date(latest.at)));
  place.replaceChildren(words, ...filesOf(latest), when);
}

function showRating() {
  const asked = can("confirm") || can("dispute") || can("rate");
  find("rating").hidden = !asked;
  press("verdict", view.verdict);
  find("verdicts").hidden = !(can("confirm") || can("dispute"));
  press("satisfaction", view.satisfaction);
  find("satisfaction").hidden = !(can("rate") && view.verdict);
  if (!view.verdict) return;
  const words = say(`verdict_${view.verdict}`);
  find("rating-title").textContent = say(view.contested ? "verdict_contested" : "verdict_given", { verdict: words });
}

function press(kind, value) {
  for (const button of document.querySelectorAll(`[data-choice^="${kind}:"]`)) {
    button.setAttribute("aria-pressed", String(button.dataset.choice === `${kind}:${value}`));
  }
}

function showMessages() {
  find("messages-part").hidden = view.messages.length === 0;
  const plain = view.messages.map((message) => ({
    client_id: "",
    ...message,
    link: "",
    choices: [],
  }));
  lines.show(plain, { quietly: !shown });
}

function tell(id, sentence) {
  find(id).textContent = sentence;
  find(id).hidden = !sentence;
}

// Saying

async function act(said, files = []) {
  const language = recall("language");
  const message = { id: newId(), language, ...said };
  for (let tries = 0; ; tries += 1) {
    try {
      await call("POST", `/api/tickets/${number}/messages`, {
        token: ticketToken(number),
        scheme: "Ticket",
        body: form(message, files),
      });
      break;
    } catch (failure) {
      if (!failure.passing || tries === TRIES) throw failure;
      tell("connection", failure.message || say("ticket_gone_offline"));
      await new Promise((resolve) => setTimeout(resolve, pause(tries)));
    }
  }
  tell("connection", "");
  await look();
}

function form(message, files) {
  if (!files.length) return message;
  const parts = new FormData();
  parts.append("message", new Blob([JSON.stringify(message)], { type: "application/json" }));
  for (const file of files) parts.append("file", file, file.name);
  return parts;
}

async function pressAndTell(button) {
  const words = button.dataset.words ? find(button.dataset.words).value.trim() : "";
  button.disabled = true;
  tell("news", "");
  try {
    await act({ choice: button.dataset.choice, text: words || button.textContent.trim() });
    tell("news", thanks(button.dataset.choice));
  } catch (failure) {
    tell("news", failure.message || say("ticket_gone_offline"));
  } finally {
    button.disabled = false;
  }
  find("news").scrollIntoView({ block: "center" });
}

function thanks(choice) {
  if (choice === "object" || choice === "insist") return say(`${choice}_done`);
  return choice === "reopen" ? say("reopen_done") : say("rating_thanks");
}

// Looking

async function look() {
  try {
    const fresh = ticketToken(number) ? await refresh(number) : null;
    if (fresh) show(fresh);
    else if (!view.masked) location.reload();
    tell("connection", "");
  } catch {
    tell("connection", say("ticket_gone_offline"));
  }
}

async function begin() {
  lines.log.replaceChildren();
  try {
    const own = await openQuietly(number);
    if (own) {
      show(own);
      return;
    }
  } catch {
    tell("connection", say("ticket_gone_offline"));
  }
  if (view) show(view);
  else find("unlock").hidden = false;
}

find("unlock").addEventListener("submit", async (event) => {
  event.preventDefault();
  tell("code-problem", "");
  try {
    const opened = await openByCode(number, find("code").value);
    shown = "";
    lines.clear();
    show(opened);
    tell("news", say("ticket_opened"));
    find("title").setAttribute("tabindex", "-1");
    find("title").focus();
  } catch (failure) {
    tell("code-problem", failure.message || say("ticket_gone_offline"));
    find("code").focus();
  }
});
find("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = find("text").value.trim();
  const button = event.submitter || find("add").querySelector("[type=submit]");
  if (!words && !photos.files.length) {
    find("text").focus();
    return;
  }
  button.disabled = true;
  tell("problem", "");
  const files = photos.files.slice();
  try {
    await act({ text: words }, files);
    find("text").value = "";
    keep(`draft.${number}`, "");
    photos.take();
    tell("news", say("add_done"));
  } catch (failure) {
    tell("problem", failure.message || say("ticket_gone_offline"));
  } finally {
    button.disabled = false;
  }
});
find("text").addEventListener("input", () => keep(`draft.${number}`, find("text").value));
find("text").value = recall(`draft.${number}`);
for (const button of document.querySelectorAll("[data-choice]")) {
  button.addEventListener("click", () => pressAndTell(button));
}
find("forget").addEventListener("click", () => {
  forgetTicket(number);
  keep(`draft.${number}`, "");
  location.reload();
});
setInterval(() => {
  if (document.visibilityState === "visible" && view && !view.masked) look();
}, LOOK_EVERY);
begin();
