/** One answer for many tickets: pick them in the list, write once, and see a receipt for each. */

import { get } from "./desk-api.js";
import { deed } from "./desk-deed.js";
import { byId, el, fill } from "./desk-dom.js";
import { takeRefusals } from "./desk-toast.js";
import { say } from "./desk-words.js";

const LOOK_EVERY = 4_000;

/** Batches; `redraw()` shows the list anew, `done()` after one was sent, `failed(error)` tells. */
export function batches({ redraw, done, failed }) {
  const picked = new Set();
  const dialog = byId("batch-dialog");
  const form = byId("batch-form");
  let picking = false;
  let sent = [];
  let timer = 0;

  function pick(on) {
    picking = on;
    picked.clear();
    byId("batch").setAttribute("aria-pressed", String(on));
    byId("batch-bar").hidden = !on;
    count();
    redraw();
  }

  function count() {
    byId("batch-count").textContent = say("batch_count", { count: picked.size });
    byId("batch-write").disabled = picked.size < 2;
  }

  /** The box with which a ticket is picked; nothing where none are being picked. */
  function box(ticket) {
    return picking && el("label", { class: "item__pick" },
      el("input", {
        type: "checkbox", checked: picked.has(ticket.number), "aria-label": say("batch_pick", { number: ticket.number, title: ticket.title }),
        onchange: (event) => {
          if (event.target.checked) picked.add(ticket.number);
          else picked.delete(ticket.number);
          count();
        },
      }));
  }

  function open() {
    byId("batch-title").textContent = say("batch_title", { count: picked.size });
    byId("batch-problem").hidden = true;
    byId("batch-result").hidden = true;
    form.hidden = false;
    dialog.showModal();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = byId("batch-text").value.trim();
    if (!text) return;
    const numbers = [...picked];
    byId("batch-send").disabled = true;
    dialog.close();
    const worked = await deed(numbers[0], "answer", { text, values: { also: numbers.slice(1).join(" ") } }, failed);
    byId("batch-send").disabled = false;
    dialog.showModal();
    if (!worked) {
      byId("batch-problem").textContent = takeRefusals().join("\n");
      byId("batch-problem").hidden = !byId("batch-problem").textContent;
      return;
    }
    sent = numbers;
    byId("batch-text").value = "";
    form.hidden = true;
    byId("batch-result").hidden = false;
    pick(false);
    done();
    look();
    timer = setInterval(look, LOOK_EVERY);
  });

  async function look() {
    try {
      const found = await get(`/desk/api/receipts?${new URLSearchParams({ numbers: sent.join(" ") })}`);
      fill(byId("batch-receipts"), found.map(({ number, receipt }) => el("li", {},
        el("a", { href: `/desk/tickets/${number}` }, number), " ",
        el("span", { class: "soft" }, receipt ? say(`receipt_${receipt}`) : say("batch_not_sent")))));
      if (found.every(({ receipt }) => receipt === "sent")) clearInterval(timer);
    } catch (error) {
      clearInterval(timer);
      failed(error);
    }
  }

  byId("batch").addEventListener("click", () => pick(!picking));
  byId("batch-write").addEventListener("click", open);
  for (const id of ["batch-cancel", "batch-close"]) byId(id).addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => clearInterval(timer));

  return { box };
}
