/** What the answer check doubts, and the reason with which it is sent all the same. */

import { byId } from "./desk-dom.js";

const dialog = byId("check-dialog");
const form = byId("check-form");
let answer = () => {};

/** Show what is doubted. Resolves to the reason, or to nothing where the words will be mended. */
export function askReason(doubts) {
  byId("check-doubts").textContent = doubts;
  byId("check-reason").value = "";
  dialog.showModal();
  return new Promise((resolve) => {
    answer = resolve;
  });
}

function close(reason) {
  dialog.close();
  answer(reason);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  close(byId("check-reason").value.trim());
});
byId("check-mend").addEventListener("click", () => close(""));
dialog.addEventListener("cancel", () => answer(""));
