/** The page's own words, and how times and deadlines are told in them. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The part of the time after which a deadline is near (the first warning of the ladder). */
const NEAR = 0.75;

/** The page's data, written by the server into the page. */
export const page = JSON.parse(document.getElementById("desk-page").textContent);

let offset = 0;

/** Follow the server's clock: ages and deadlines are told by it, whatever this machine's says. */
export function setClock(serverNow) {
  offset = Date.parse(serverNow) - Date.now();
}

/** The present time in milliseconds by the server's clock. */
export function now() {
  return Date.now() + offset;
}

/** The sentence `name` with its values put in. */
export function say(name, values = {}) {
  const template = page.words[name] ?? name;
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, key) => String(values[key] ?? "")).trim();
}

const days = new Intl.DateTimeFormat(page.language, { dateStyle: "medium", timeZone: "UTC" });
const moments = new Intl.DateTimeFormat(page.language, {
  timeZone: page.zone, month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
});

/** A moment in the city's time. */
export function moment(iso) {
  return moments.format(new Date(iso));
}

/** A day (2027-03-01), which is the same in every zone. */
export function day(iso) {
  return days.format(new Date(iso));
}

/** A stretch of time in the two largest units that matter. */
export function duration(milliseconds) {
  const span = Math.max(0, milliseconds);
  if (span < MINUTE) return say("under_a_minute");
  const days = Math.floor(span / DAY);
  const hours = Math.floor((span % DAY) / HOUR);
  const minutes = Math.floor((span % HOUR) / MINUTE);
  if (days >= 3 || (days && !hours)) return say("days", { days });
  if (days) return say("days_hours", { days, hours });
  if (hours >= 6 || (hours && !minutes)) return say("hours", { hours });
  if (hours) return say("hours_minutes", { hours, minutes });
  return say("minutes", { minutes });
}

/** How long ago, in the largest unit alone: an age need not be exact. */
export function ago(iso) {
  const span = now() - Date.parse(iso);
  if (span < MINUTE) return say("just_now");
  const unit = [DAY, HOUR, MINUTE].find((each) => span >= each);
  return say("ago", { time: duration(Math.floor(span / unit) * unit) });
}

/** How a ticket stands to the running clock that ends first: `level` for the colour, words (or none) for everyone, with the clock's name. */
export function deadline(ticket) {
  if (ticket.state === "closed" || ticket.state === "replied") return { level: "none", text: "" };
  if (!ticket.clock) return { level: "none", text: ticket.first_reply_at ? say("deadline_met") : "" };
  const due = Date.parse(ticket.clock.due);
  const left = due - now();
  const named = (text) => say(`clock_${ticket.clock.watch}`, { left: text });
  if (left <= 0) return { level: "late", text: named(say("deadline_late", { time: duration(-left) })) };
  const whole = Math.max(1, due - Date.parse(ticket.created_at));
  const level = left < whole * (1 - NEAR) ? "near" : "good";
  return { level, text: named(say(`deadline_${level}`, { time: duration(left) })) };
}
