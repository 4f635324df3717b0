// The page's own sentences, in its language, as the server put them into it.

let words = read("words") || {};
let before = words;

/** The JSON that the server put into the page under this id. */
export function read(id) {
  const holder = document.getElementById(id);
  return holder ? JSON.parse(holder.textContent) : null;
}

/** A sentence of the catalogue with its blanks filled in. */
export function say(name, values = {}) {
  const text = words[name] || "";
  return text.replace(/\{\{\s*(\w+)[^}]*\}\}/g, (_, blank) => String(values[blank] ?? ""));
}

// The city's time, as in the sentences themselves, wherever this device may be.
const timeZone = document.documentElement.dataset.zone || undefined;
let clock;
let calendar;
speak(document.documentElement.lang || "zh-Hans");

function speak(language) {
  clock = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit" });
  calendar = new Intl.DateTimeFormat(language, {
    timeZone,
    year: "numeric",
    month: "long",
    day: "numeric",
  });
}

/** From now on say everything in another language, with the catalogue's sentences of it. */
export function learn(others, language) {
  before = words;
  words = others;
  speak(language);
}

/**
 * A sentence without blanks as the language that was learnt last has it; others stay. `names` are
 * those it may stand for: one language has the same words for what another tells apart.
 */
export function translated(text, names) {
  const name = names.find((each) => before[each] === text);
  return (name && words[name]) || text;
}

/** The hour and minute of a moment in the city. */
export function hour(moment) {
  return clock.format(moment);
}

/** The day of a moment, as people say it. */
export function day(moment) {
  const days = Math.round((midnight(new Date()) - midnight(moment)) / 86400000);
  if (days === 0) return say("today");
  if (days === 1) return say("yesterday");
  return calendar.format(moment);
}

/** Day and hour together. */
export function dayAndHour(moment) {
  return `${day(moment)} ${hour(moment)}`;
}

function midnight(moment) {
  // Swedish writes a date as ISO 8601 does.
  return Date.parse(new Intl.DateTimeFormat("sv-SE", { timeZone }).format(moment));
}
