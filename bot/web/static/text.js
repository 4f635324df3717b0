// Turns what somebody wrote into nodes: text stays text, only addresses and numbers become links.

import { say } from "./words.js";

const LINK = /https?:\/\/[^\s<>"'`，。；：！？、（）【】「」『』《》]+/g;
const PHONE = /(^|[^\d\-./])(0\d{2,3}-\d{7,8}|1[12]\d|12[0-9]{3}|400-?\d{3}-?\d{4}|1[3-9]\d{9})(?![\d\-/]|\.\d)/g;
const TICKET_PAGE = /^\/t\/([\d-]+)$/;
const CALLS = new Set(["110", "119", "120", "122"]);

/** The nodes of a text. */
export function nodesOf(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const address = found[0].replace(/[.,;:!?)\]]+$/, "");
    nodes.push(...withNumbers(text.slice(from, found.index)));
    nodes.push(link(address));
    from = found.index + address.length;
  }
  nodes.push(...withNumbers(text.slice(from)));
  return nodes;
}

function link(address) {
  const node = document.createElement("a");
  let url;
  try {
    url = new URL(address);
  } catch {
    return document.createTextNode(address);
  }
  node.href = url.href;
  const ticket = url.origin === location.origin && TICKET_PAGE.exec(url.pathname);
  // A signature tells nobody anything: the number does.
  node.textContent = ticket ? say("open_ticket", { number: ticket[1] }) : address;
  node.rel = "noopener noreferrer";
  if (url.origin !== location.origin || embedded()) node.target = "_blank";
  return node;
}

function withNumbers(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(PHONE)) {
    const number = found[2];
    if (number.length === 3 && !CALLS.has(number)) continue;
    const start = found.index + found[1].length;
    nodes.push(document.createTextNode(text.slice(from, start)));
    const node = document.createElement("a");
    node.href = `tel:${number.replace(/-/g, "")}`;
    node.textContent = number;
    nodes.push(node);
    from = start + number.length;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

/** Whether the page stands in a frame of another site. */
export function embedded() {
  return document.documentElement.classList.contains("embedded");
}

/** An element with a class, words and attributes. */
export function make(tag, className = "", words = "", attributes = {}) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (words) node.textContent = words;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
