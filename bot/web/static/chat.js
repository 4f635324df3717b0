// The conversation page: puts the composer, the log and the live connection together.

import { call, forgetIdentity, identity } from "./calls.js";
import { keep, recall } from "./kept.js";
import { Lines } from "./lines.js";
import { Live } from "./live.js";
import { Outgoing } from "./outgoing.js";
import { Photos } from "./photos.js";
import { embedded } from "./text.js";
import { follow } from "./translating.js";
import { say } from "./words.js";

const NEAR_END = 120;
const SHOW_OFFLINE_AFTER = 1500;
const SHOW_BACK_FOR = 3000;
const MOST_PAGES_BACK = 10;

const find = (id) => document.getElementById(id);
const talk = find("main");
const text = find("text");

const lines = new Lines(find("lines"), { choose });
const outgoing = new Outgoing(lines, { sent: () => live.say({ type: "look" }) });
const photos = new Photos({
  list: find("photos"),
  input: find("files"),
  opener: find("add-photo"),
  problem: tellProblem,
});
const live = new Live("/api/stream", { hello, heard, state, refused });

let cursor = 0;
let begun = false;
let moreBefore = false;
let fetching = false;
let unread = 0;
let reading = true;

// Sending

function said(words) {
  const language = recall("language");
  return { text: words, language: language === document.documentElement.lang ? language : "" };
}

async function send(message, files = []) {
  await outgoing.add(message, files);
  welcome();
  toEnd();
  live.start();
}

function choose(message, choice) {
  send({
    ...said(choice.label),
    choice: choice.value,
    ticket: message.ticket,
    reply_to: String(message.id),
  });
}

function submit() {
  const words = text.value.trim();
  if (!words && !photos.files.length) {
    text.focus();
    return;
  }
  tellProblem("");
  text.value = "";
  keep("draft", "");
  grow();
  send(said(words), photos.take());
  text.focus();
}

function tellProblem(sentence) {
  const place = find("problem");
  place.textContent = sentence;
  place.hidden = !sentence;
}

function grow() {
  text.style.height = "";
  if (text.value) text.style.height = `${text.scrollHeight + 3}px`;
}

// Receiving

async function hello() {
  return { type: "hello", token: await identity(), after: cursor };
}

function heard(frame) {
  if (frame.type !== "messages") return;
  follow(frame.language, lines);
  if (frame.reset) {
    lines.clear();
    cursor = 0;
    keep("cursor", "");
  }
  const first = !begun;
  if (first) {
    begun = true;
    moreBefore = frame.more;
  }
  receive(frame.messages, first);
}

async function receive(messages, first) {
  const atEnd = isAtEnd();
  const fresh = lines.show(messages, { quietly: first });
  for (const message of messages) {
    if (message.client_id) outgoing.arrived(message.client_id);
  }
  const seen = Number(recall("cursor")) || 0;
  if (messages.length) {
    const newest = Math.max(...messages.map((message) => message.id));
    cursor = Math.max(cursor, newest);
    keep("cursor", String(Math.max(cursor, seen)));
    live.say({ type: "ack", id: newest });
  }
  welcome();
  showOlder();
  if (first) {
    await backTo(seen);
    const mark = lines.markFresh(seen);
    if (mark) {
      mark.scrollIntoView({ block: "start" });
      reading = isAtEnd();
    } else if (!lines.empty) {
      toAnswer(lastAnswers(messages));
    }
    return;
  }
  countUnread(fresh);
  if (atEnd && fresh.length) toAnswer(fresh);
  else if (fresh.some((message) => message.direction === "out")) find("to-newest").hidden = false;
}

async function backTo(seen) {
  for (let page = 0; seen && moreBefore && lines.oldest > seen + 1; page += 1) {
    if (page === MOST_PAGES_BACK || !(await older())) return;
  }
}

async function older() {
  const token = recall("token");
  if (fetching || !moreBefore || !token || !lines.oldest) return false;
  fetching = true;
  const button = find("older");
  button.textContent = say("older_loading");
  try {
    const answer = await call("GET", `/api/history?before=${lines.oldest}`, { token });
    const height = talk.scrollHeight;
    const top = talk.scrollTop;
    moreBefore = answer.more;
    lines.show(answer.messages, { quietly: true });
    talk.scrollTop = top + talk.scrollHeight - height;
    return true;
  } catch {
    return false;
  } finally {
    fetching = false;
    button.textContent = say("older");
    showOlder();
  }
}

function refused() {
  forgetIdentity(recall("token"));
  cursor = 0;
  begun = false;
}

// What is on the screen

function welcome() {
  const first = lines.empty;
  find("welcome").hidden = !first;
  find("lines").hidden = first;
}

function showOlder() {
  find("older").hidden = !moreBefore;
  find("beginning").hidden = moreBefore || lines.empty;
}

function isAtEnd() {
  return talk.scrollHeight - talk.scrollTop - talk.clientHeight < NEAR_END;
}

function toEnd() {
  talk.scrollTop = talk.scrollHeight;
  reading = true;
  find("to-newest").hidden = true;
}

function lastAnswers(messages) {
  const own = messages.map((message) => message.direction).lastIndexOf("in");
  return messages.slice(own + 1);
}

// A long answer is read from its beginning, below the question if there is room for both.
function toAnswer(fresh) {
  const start = lines.startOf(fresh);
  toEnd();
  if (!start) return;
  const top = (node) => node.getBoundingClientRect().top - talk.getBoundingClientRect().top;
  const { first, question } = start;
  const near = question && top(first) - top(question) < talk.clientHeight / 3;
  const above = top(near ? question : first) - 12;
  if (above < 0) talk.scrollTop += above;
  reading = isAtEnd();
  find("to-newest").hidden = reading;
}

let bannerTimer = 0;
let isUp = true;

function state(up) {
  if (up === isUp) return;
  isUp = up;
  clearTimeout(bannerTimer);
  const banner = find("connection");
  if (!up) {
    bannerTimer = setTimeout(() => tellState("down", "state_offline"), SHOW_OFFLINE_AFTER);
    return;
  }
  if (banner.hidden) return;
  tellState("back", "state_back");
  outgoing.hurry();
  bannerTimer = setTimeout(() => {
    banner.hidden = true;
  }, SHOW_BACK_FOR);
}

function tellState(name, words) {
  const banner = find("connection");
  banner.dataset.state = name;
  banner.hidden = false;
  banner.textContent = say(words);
}

function countUnread(fresh) {
  if (!embedded()) return;
  unread += fresh.filter((message) => message.direction === "out").length;
  // The frame around us learns a number and nothing else.
  parent.postMessage({ wenzheng: "unread", count: unread }, "*");
}

// What the resident does

find("form").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
text.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  submit();
});
text.addEventListener("input", () => {
  keep("draft", text.value);
  grow();
});
text.addEventListener("paste", (event) => {
  const files = Array.from(event.clipboardData ? event.clipboardData.files : []);
  if (!files.length) return;
  event.preventDefault();
  photos.add(files);
});
for (const button of document.querySelectorAll("[data-say]")) {
  button.addEventListener("click", () => send(said(button.dataset.say)));
}
for (const button of document.querySelectorAll("[data-example]")) {
  button.addEventListener("click", () => {
    send(said(button.textContent.trim()));
    text.focus();
  });
}
// Whoever reads the end stays there when a picture, a button or the keyboard changes the room; a
// welcome is read from its beginning.
for (const room of [talk, find("lines")]) {
  new ResizeObserver(() => {
    if (reading && !lines.empty) toEnd();
  }).observe(room);
}
find("older").addEventListener("click", older);
find("to-newest").addEventListener("click", toEnd);
talk.addEventListener("scroll", () => {
  if (talk.scrollTop < NEAR_END) older();
  reading = isAtEnd();
  if (reading) find("to-newest").hidden = true;
});
addEventListener("online", () => outgoing.hurry());
addEventListener("message", (event) => {
  if (event.source !== parent || !event.data || event.data.wenzheng !== "opened") return;
  unread = 0;
  text.focus();
});

text.value = recall("draft");
grow();
welcome();
outgoing.resume().then(() => {
  welcome();
  if (!lines.empty) toEnd();
});
if (recall("token")) live.start();
