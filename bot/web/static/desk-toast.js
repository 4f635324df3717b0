/** Says at once what happened, for the eye and for a screen reader. */

import { byId, el } from "./desk-dom.js";
import { say } from "./desk-words.js";

const STAYS = 8_000;

/** Tell that something was done. */
export function told(text) {
  show(byId("toasts"), text, "toast toast--told");
}

/** Tell what nobody asked for, such as a reminder; it stays until it is dismissed. */
export function notified(text) {
  show(byId("toasts"), text, "toast", false);
}

/** Tell that something was refused or failed; it stays until it is dismissed. */
export function refused(text) {
  show(byId("alerts"), text, "toast toast--refused", false);
}

/** Tell a screen reader only. */
export function announce(text) {
  byId("announcer").textContent = text;
}

/** Take away what came of an earlier deed, done or refused: something new is being tried. */
export function clearOutcome() {
  byId("alerts").replaceChildren();
  for (const toast of byId("toasts").querySelectorAll(".toast--told")) toast.remove();
}

/** The refusals that are shown, taken from there to be told where they belong. */
export function takeRefusals() {
  const texts = [...byId("alerts").querySelectorAll("p")].map((line) => line.textContent);
  byId("alerts").replaceChildren();
  return texts;
}

document.addEventListener("keydown", (event) => {
  const elsewhere = event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]");
  if (event.key !== "Escape" || elsewhere) return;
  const newest = [...document.querySelectorAll(".toast")].filter((toast) => toast.offsetParent).at(-1);
  if (!newest) return;
  dismiss(newest);
  // Whoever is writing leaves the box with the same press: the next key is a command, no letter.
  if (!(event.target instanceof HTMLTextAreaElement)) event.preventDefault();
});

function dismiss(toast) {
  const focused = toast.contains(document.activeElement);
  toast.remove();
  // Whoever works by keyboard is not thrown back to the beginning of the page.
  if (focused) (document.querySelector(".toast:last-child button") ?? byId("main")).focus();
}

function show(region, text, className, passes = true) {
  const toast = el("div", { class: className }, el("p", {}, text));
  toast.append(
    el("button", { type: "button", class: "toast__close", "aria-label": say("dismiss"), onclick: () => dismiss(toast) }, "×"),
  );
  region.append(toast);
  while (region.children.length > 3) region.firstElementChild.remove();
  if (passes) setTimeout(() => toast.remove(), STAYS);
}
