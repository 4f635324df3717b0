/** Unsent words, kept in this browser for each ticket and each box until they are sent. */

import { page } from "./desk-words.js";

const PREFIX = `wenzheng-desk-draft-${page.me.id}-`;

/** The unsent words for this ticket in this box. */
export function draft(number, box) {
  try {
    return localStorage.getItem(`${PREFIX}${number}-${box}`) ?? "";
  } catch {
    return "";
  }
}

/** Keep unsent words; none are forgotten at once. */
export function keepDraft(number, box, text) {
  keep(`${number}-${box}`, text);
}

/** How far the ticket was when the unsent words were begun; empty where none were. */
export function begunAt(number, box) {
  return draft(number, `${box}-begun`);
}

/** Keep how far the ticket was when words were begun; empty once they are sent or deleted. */
export function keepBegun(number, box, version) {
  keep(`${number}-${box}-begun`, version);
}

/** Forget every draft of this official: the next one at this machine is somebody else. */
export function forgetDrafts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch { /* Nothing was kept. */ }
}

function keep(name, value) {
  try {
    if (value) localStorage.setItem(PREFIX + name, value);
    else localStorage.removeItem(PREFIX + name);
  } catch { /* Without a store the words still stand in the box. */ }
}
