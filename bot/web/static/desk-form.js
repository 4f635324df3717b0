/** Draws the form of an action from data, and reads what was filled in. */

import { el } from "./desk-dom.js";
import { page, say } from "./desk-words.js";

const IMAGES = "image/jpeg,image/png,image/webp,image/gif";
const INPUTS = { line: "text", day: "date", moment: "datetime-local" };

/** The elements of an action's form; one that matters for one choice only comes and goes with it. */
export function formFields(action) {
  const nodes = action.fields.map((field) => [field, draw(action, field)]);
  const chooser = nodes.find(([field]) => field.kind === "choice")?.[1];
  const follow = () => {
    const chosen = chooser?.querySelector(":checked")?.value ?? "";
    for (const [field, node] of nodes) {
      if (!field.only_for) continue;
      node.hidden = field.only_for !== chosen;
      const input = node.querySelector("input");
      input.required = field.required && !node.hidden;
    }
  };
  chooser?.addEventListener("change", follow);
  follow();
  return nodes.map(([, node]) => node);
}

/** What stands in the form: the words of the deed, its values, and its files in their order. */
export function readForm(form, action) {
  const data = new FormData(form);
  const values = {};
  const files = [];
  for (const field of action.fields) {
    if (field.kind === "photos") {
      const chosen = data.getAll(field.name).filter((file) => file.size);
      files.push(...chosen);
      values[field.name] = String(chosen.length);
    } else if (field.name !== "text" && !form.elements[`action-${field.name}`]?.closest("[hidden]")) {
      const value = data.getAll(field.name).join(" ").trim();
      if (value) values[field.name] = value;
    }
  }
  return { text: (data.get("text") ?? "").trim(), values, files };
}

function draw(action, field) {
  const id = `action-${field.name}`;
  const label = labelOf(action, field);
  if (field.kind === "choice" || field.kind === "officials") return choices(field, label);
  const attributes = { class: "field", id, name: field.name, required: field.required };
  return el("div", {}, el("label", { class: "label", for: id }, label), control(action, field, attributes));
}

function control(action, field, attributes) {
  switch (field.kind) {
    case "department":
      return el("select", attributes, el("option", { value: "" }, say("choose")),
        field.choices.map(({ value, label }) => el("option", { value }, label)));
    case "photos":
      return el("input", { ...attributes, type: "file", accept: IMAGES, multiple: true });
    case "words":
      return words(action, field, attributes);
    default:
      return el("input", { ...attributes, type: INPUTS[field.kind], value: field.value, maxlength: 200 });
  }
}

function words(action, field, attributes) {
  const box = el("textarea", { ...attributes, rows: field.name === "text" ? 4 : 2, maxlength: 5000, dir: "auto" });
  if (field.name === "text" && action.name === "approve") box.value = action.draft;
  return box;
}

function choices(field, label) {
  const many = field.kind === "officials";
  return el("fieldset", { class: "outcomes", id: `action-${field.name}-choices` },
    el("legend", { class: "label" }, label),
    el("div", { class: "choices" }, field.choices.map(({ value, label: name }) => el(
      "label", { class: "outcome" },
      el("input", { type: many ? "checkbox" : "radio", name: field.name, value, required: !many && field.required }),
      el("span", {},
        el("strong", {}, name || say(`${field.name}_${value}`)),
        page.words[`${field.name}_${value}_hint`] && el("span", { class: "soft" }, say(`${field.name}_${value}_hint`))),
    ))));
}

/** The words of a deed are asked for in its own words; other fields are called alike everywhere. */
function labelOf(action, field) {
  const name = field.name === "text" ? say(`text_${action.name}`) : say(`field_${field.name}`);
  return field.required || field.only_for ? name : `${name}${say("optional")}`;
}
