/** What can be done to a ticket now: at most four buttons, the others under one more. */

import { deed } from "./desk-deed.js";
import { byId, el, fill } from "./desk-dom.js";
import { formFields, readForm } from "./desk-form.js";
import { takeRefusals } from "./desk-toast.js";
import { page, say } from "./desk-words.js";

const LIKELY = 4;
/** These have boxes of their own. */
const WRITTEN = new Set(["answer", "note"]);
/** These send words, to everybody who waits for them. */
const SENDING = new Set(["propose", "submit", "approve"]);
/** Closing is never what the eye should be drawn to: an answer comes first. */
const NEVER_FIRST = new Set(["propose", "return", "send_back", "recall"]);

/** The action buttons of the open ticket; `done()` after a deed, `failed(error)` otherwise. */
export function ticketActions({ done, failed }) {
  let number = "";
  const dialog = byId("action-dialog");
  const form = byId("action-form");
  let asking = null;
  let version = "";
  let people = 1;
  let begun = "";
  let offered = "";

  async function carryOut(button, choice, details) {
    button.disabled = true;
    const worked = await deed(number, choice, details, failed);
    button.disabled = false;
    // After a refusal too: it may be that somebody else was faster.
    done();
    return worked;
  }

  function button(action, place) {
    const first = place === 0 && !NEVER_FIRST.has(action.name);
    const node = el("button", {
      type: "button", class: first ? "button button--primary" : "button", dataset: { action: action.name },
      onclick: () => (action.fields.length ? ask(action) : carryOut(node, action.name, {})),
    }, say(`action_${action.name}`));
    return node;
  }

  function ask(action) {
    // The menu has done its work: Escape closes the form, not what stands behind it.
    byId("actions").querySelector("[data-menu]")?.removeAttribute("open");
    asking = action;
    begun = version;
    byId("action-title").textContent = say("action_title", { action: say(`action_${action.name}`), number });
    const hint = page.words[`action_${action.name}_hint`];
    byId("action-hint").textContent = hint ? say(`action_${action.name}_hint`) : "";
    byId("action-hint").hidden = !hint;
    byId("action-submit").textContent = say(`action_${action.name}`);
    fill(byId("action-fields"), formFields(action));
    open([]);
  }

  function open(problems) {
    byId("action-problem").textContent = problems.join("\n");
    byId("action-problem").hidden = !problems.length;
    dialog.showModal();
    // The first field has the focus, but the heading is to be seen.
    dialog.scrollTop = 0;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { text, values, files } = readForm(form, asking);
    // As in the box for answers: what was answered while the dialog stood open is not known here.
    const many = SENDING.has(asking.name) && people > 1 ? { people: String(people) } : {};
    const details = { text, values: { version: begun, ...many, ...values }, files };
    // Close first: what the service says must not appear behind the dialog.
    dialog.close();
    if (!(await carryOut(byId("action-submit"), asking.name, details))) {
      // Nothing that was written is lost: it stands there to be mended, with what is wrong.
      open(takeRefusals());
    }
  });
  byId("action-cancel").addEventListener("click", () => dialog.close());

  return {
    /** Do one of the offered actions that needs no form. */
    carryOut: (choice, values) => carryOut(el("button", {}), choice, { values: { version, ...values } }),
    /** Show the actions that are open now; what did not change stays under the finger as it is. */
    draw(ticket) {
      const same = number === ticket.number;
      number = ticket.number;
      version = String(ticket.version);
      people = ticket.people;
      const now = JSON.stringify(ticket.actions);
      if (same && now === offered) return;
      offered = now;
      const open = same && byId("actions").querySelector("[data-menu]")?.open;
      const buttons = ticket.actions.filter((action) => !WRITTEN.has(action.name)).map(button);
      const more = buttons.slice(LIKELY);
      fill(byId("actions"), buttons.slice(0, LIKELY), more.length > 0 && el(
        "details", { class: "menu", open, dataset: { menu: "" } }, el("summary", { class: "button" }, say("more_actions")), el("div", { class: "menu__panel" }, more),
      ));
    },
  };
}
