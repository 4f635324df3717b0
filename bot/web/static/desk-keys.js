/** One-key commands for those who have eighty tickets before them; they can be switched off. */

import { byId } from "./desk-dom.js";

const KEPT = "wenzheng-desk-keys";

/** Let `commands` (key → function) run when nobody is writing. */
export function keys(commands) {
  const box = byId("keys-on");
  const dialog = byId("help-dialog");
  box.checked = enabled();
  box.addEventListener("change", () => keep(box.checked));
  byId("help-open").addEventListener("click", () => dialog.showModal());
  byId("help-close").addEventListener("click", () => dialog.close());

  document.addEventListener("keydown", (event) => {
    // A menu that Escape has closed: one press, one step back.
    if (event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (isWriting(event.target)) {
      if (event.key === "Escape") leave(event);
      return;
    }
    if (event.key !== "Escape" && !box.checked) return;
    if (event.key === "?") dialog.showModal();
    else if (commands[event.key]) commands[event.key]();
    else return;
    event.preventDefault();
  });
}

/** One step back from the box: what is written stays in it, and the keys are commands again. */
function leave(event) {
  if (!event.target.matches("textarea")) return;
  byId("ticket-title").focus({ preventScroll: true });
  event.preventDefault();
}

function isWriting(node) {
  return node instanceof HTMLElement && node.closest("input, textarea, select, [contenteditable]") !== null;
}

function enabled() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch { /* It then lasts until the page is left. */ }
}
