// The form for ticket number and query code.

import { openByCode } from "./opening.js";
import { say } from "./words.js";

const form = document.getElementById("lookup");
const problem = document.getElementById("problem");

function tell(sentence) {
  problem.textContent = sentence;
  problem.hidden = !sentence;
}

/** The number as we write it: eight digits, a hyphen, the rest. */
function written(number) {
  const digits = number.normalize("NFKC").replace(/\D/g, "");
  return digits.length < 12 ? "" : `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  tell("");
  const number = written(form.elements.number.value);
  if (!number) {
    tell(say("error_code"));
    form.elements.number.focus();
    return;
  }
  try {
    await openByCode(number, form.elements.code.value);
    location.assign(`/t/${number}${location.search}`);
  } catch (failure) {
    tell(failure.message || say("ticket_gone_offline"));
    form.elements.code.focus();
  }
});
