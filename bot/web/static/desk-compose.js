/** The two boxes: an answer goes to the resident, a note stays inside. Each has a button of its own. */

import { deed } from "./desk-deed.js";
import { byId, el, fill } from "./desk-dom.js";
import { begunAt, draft, keepBegun, keepDraft } from "./desk-drafts.js";
import { refused } from "./desk-toast.js";
import { page, say } from "./desk-words.js";

const BOXES = ["answer", "note"];

/** The boxes of the open ticket; `done()` after something was sent, `failed(error)` otherwise. */
export function composer({ done, failed }) {
  let number = "";
  let version = "";
  let people = 1;
  const files = { answer: [], note: [] };

  for (const box of BOXES) {
    const text = byId(`${box}-text`);
    text.addEventListener("input", () => {
      keepWords(box, text.value);
      grow(text);
    });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId(`${box}-form`).requestSubmit();
    });
    byId(`${box}-form`).addEventListener("submit", (event) => {
      event.preventDefault();
      send(box);
    });
    byId(`${box}-file`).addEventListener("change", (event) => add(box, event.target));
    byId(`tab-${box}`).addEventListener("click", () => choose(box));
  }
  byId("to-answer").addEventListener("click", () => {
    choose("answer");
    byId("answer-text").focus();
  });
  byId("compose-tabs").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = byId("tab-note").getAttribute("aria-selected") === "true" ? "answer" : "note";
    choose(other);
    byId(`tab-${other}`).focus();
  });

  /** Keep what stands in the box; words that are begun now are begun with what can be seen now. */
  function keepWords(box, words) {
    if (!words) keepBegun(number, box, "");
    else if (!draft(number, box)) keepBegun(number, box, version);
    keepDraft(number, box, words);
  }

  function choose(box) {
    for (const each of BOXES) {
      byId(`tab-${each}`).setAttribute("aria-selected", String(each === box));
      byId(`tab-${each}`).tabIndex = each === box ? 0 : -1;
      byId(`panel-${each}`).hidden = each !== box;
    }
    grow(byId(`${box}-text`));
  }

  function add(box, input) {
    for (const file of input.files) {
      if (files[box].length >= page.max_files) refused(say("too_many_files", { count: page.max_files }));
      else if (file.size > page.max_bytes) refused(say("file_too_large", { name: file.name, megabytes: page.max_bytes / 1_048_576 }));
      else files[box].push(file);
    }
    input.value = "";
    showFiles(box);
  }

  function showFiles(box) {
    fill(byId(`${box}-files`), files[box].map((file) => el(
      "li", {}, file.name,
      el("button", {
        type: "button", class: "remove", "aria-label": say("remove_file", { name: file.name }),
        onclick: () => {
          files[box] = files[box].filter((each) => each !== file);
          showFiles(box);
        },
      }, "×"),
    )));
  }

  async function send(box) {
    const text = byId(`${box}-text`);
    if (!text.value.trim() && !files[box].length) {
      refused(say(`${box}_empty`));
      text.focus();
      return;
    }
    const button = byId(`${box}-send`);
    if (button.disabled) return;
    button.disabled = true;
    const sent = number;
    const words = text.value.trim();
    // What a colleague answered since the words were begun is not known to them, live as the page is:
    // so that two never answer past each other.
    const seen = begunAt(sent, box) || version;
    const worked = await deed(sent, box, { text: words, values: { version: seen, ...(box === "answer" && people > 1 ? { people: String(people) } : {}) }, files: files[box] }, failed);
    button.disabled = false;
    if (!worked) {
      done();
      return;
    }
    if (draft(sent, box).trim() === words) {
      keepDraft(sent, box, "");
      keepBegun(sent, box, "");
    }
    if (number === sent) {
      files[box] = [];
      text.value = draft(sent, box);
      showFiles(box);
      grow(text);
    }
    done();
  }

  function write(box, words) {
    const text = byId(`${box}-text`);
    // What the official has written already is theirs: add below it, never replace it.
    text.value = text.value.trim() ? `${text.value.trimEnd()}\n\n${words}` : words;
    keepWords(box, text.value);
    choose(box);
    text.focus();
    text.scrollIntoView({ block: "nearest" });
  }

  return {
    write,
    choose,
    /** Take up another ticket, with what was left unsent there. */
    open(next) {
      number = next;
      version = "";
      for (const box of BOXES) {
        files[box] = [];
        showFiles(box);
        byId(`${box}-text`).value = draft(number, box);
      }
      choose(draft(number, "note") && !draft(number, "answer") ? "note" : "answer");
    },
    /** Put the cursor into the answer box. */
    focus() {
      choose("answer");
      byId("answer-text").focus();
    },
    /** Offer only what the ticket's state and the official's roles allow. */
    allow(ticket) {
      const actions = ticket.actions.map((action) => action.name);
      version = String(ticket.version);
      people = ticket.people;
      byId("answer-send").textContent = people > 1 ? say("answer_send_all", { count: people }) : say("answer_send");
      byId("answer-who").textContent = say(ticket.answering_takes ? "answer_takes" : "answer_who");
      byId("answer-shut").textContent = say(whyShut(ticket.state, actions));
      byId("answer-shut").hidden = actions.includes("answer");
      byId("answer-fields").disabled = !actions.includes("answer");
      byId("note-fields").disabled = !actions.includes("note");
    },
  };
}

/** Why no answer can be written now: the state that it is in comes before the official's roles. */
function whyShut(state, actions) {
  if (state === "closed") return "answer_shut_closed";
  if (state !== "in_review") return "answer_shut";
  if (actions.includes("approve")) return "answer_shut_yours_to_review";
  return actions.includes("recall") ? "answer_shut_in_your_review" : "answer_shut_in_review";
}

function grow(text) {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 4, window.innerHeight / 2)}px`;
}
