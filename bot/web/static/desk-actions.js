/** What can be done to a ticket now: at most four buttons, the others under one more. */

import { deed } from "./desk-deed.js";
import { byId, el, fill } from "./desk-dom.js";
import { say } from "./desk-words.js";

const LIKELY = 4;
/** These have boxes of their own. */
const WRITTEN = new Set(["answer", "note"]);

/** The action buttons of the open ticket; `done()` after a deed, `failed(error)` otherwise. */
export function ticketActions({ done, failed }) {
  let number = "";
  const dialog = byId("action-dialog");
  const form = byId("action-form");
  let asking = "";
  let version = "";
  let begun = "";

  async function carryOut(button, choice, details) {
    button.disabled = true;
    const worked = await deed(number, choice, details, failed);
    button.disabled = false;
    // After a refusal too: it may be that somebody else was faster.
    done();
    return worked;
  }

  function button(action, place) {
    const node = el("button", {
      // Closing is never what the eye should be drawn to: an answer comes first.
      type: "button", class: place === 0 && action.name !== "close" ? "button button--primary" : "button", dataset: { action: action.name },
      onclick: () => (action.words !== "no" ? ask(action) : carryOut(node, action.name, {})),
    }, say(`action_${action.name}`));
    return node;
  }

  function ask(action) {
    asking = action.name;
    begun = version;
    byId("action-title").textContent = say(`action_${action.name}_title`, { number });
    byId("action-hint").textContent = say(`action_${action.name}_hint`);
    byId("action-submit").textContent = say(`action_${action.name}`);
    byId("outcome-field").hidden = !action.outcomes.length;
    fill(byId("outcomes"), action.outcomes.map((outcome) => el(
      "label", { class: "outcome" },
      el("input", { type: "radio", name: "outcome", value: outcome, required: true }),
      el("span", {}, el("strong", {}, say(`outcome_${outcome}`)), el("span", { class: "soft" }, say(`outcome_${outcome}_hint`))),
    )));
    const must = action.words === "must";
    byId("action-text-label").textContent = say(`action_${action.name}_text${must ? "_needed" : ""}`);
    byId("action-text").required = must;
    byId("action-text").value = "";
    dialog.showModal();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const outcome = new FormData(form).get("outcome");
    // As in the box for answers: what was answered while the dialog stood open is not known here.
    const values = { version: begun, ...(outcome && { outcome }) };
    const details = { text: byId("action-text").value.trim(), values };
    // Close first: what the service says must not appear behind the dialog.
    dialog.close();
    if (!(await carryOut(byId("action-submit"), asking, details)) && details.text) {
      dialog.showModal();
    }
  });
  byId("action-cancel").addEventListener("click", () => dialog.close());

  return {
    /** Show the actions that are open now. */
    draw(ticket) {
      number = ticket.number;
      version = String(ticket.version);
      const buttons = ticket.actions.filter((action) => !WRITTEN.has(action.name)).map(button);
      const more = buttons.slice(LIKELY);
      fill(byId("actions"), buttons.slice(0, LIKELY), more.length > 0 && el(
        "details", { class: "menu", dataset: { menu: "" } }, el("summary", { class: "button" }, say("more_actions")), el("div", { class: "menu__panel" }, more),
      ));
    },
  };
}
