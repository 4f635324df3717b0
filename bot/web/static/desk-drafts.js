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
  try {
    if (text) localStorage.setItem(`${PREFIX}${number}-${box}`, text);
    else localStorage.removeItem(`${PREFIX}${number}-${box}`);
  } catch { /* Without a store the words still stand in the box. */ }
}

/** Forget every draft of this official: the next one at this machine is somebody else. */
export function forgetDrafts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch { /* Nothing was kept. */ }
}
