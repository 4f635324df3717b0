// Inside WeChat: a button of WeChat's own that asks whether it may call the resident back.

import { say } from "./words.js";

const part = document.getElementById("subscribe-part");
const place = document.getElementById("subscribe");
const told = document.getElementById("subscribe-told");

function script(address) {
  return new Promise((loaded, failed) => {
    const node = document.createElement("script");
    node.src = address;
    node.onload = loaded;
    node.onerror = failed;
    document.head.append(node);
  });
}

function button(template) {
  const open = document.createElement("wx-open-subscribe");
  open.setAttribute("template", template);
  const inside = document.createElement("script");
  inside.type = "text/wxtag-template";
  inside.textContent = `<button style="width:100%;padding:14px;border:0;border-radius:8px;background:#07c160;color:#fff;font-size:18px">${say("subscribe_button")}</button>`;
  open.append(inside);
  open.addEventListener("success", (event) => answered(event.detail));
  open.addEventListener("error", hide);
  return open;
}

// WeChat calls it a success that somebody decided: what they decided stands in the details.
function answered(detail) {
  const accepted = /\baccept\b/.test(detail?.subscribeDetails ?? "");
  told.textContent = say(accepted ? "subscribe_thanks" : "subscribe_declined");
  place.hidden = accepted;
}

function hide() {
  part.hidden = true;
}

async function offer() {
  const address = location.href.split("#")[0];
  const response = await fetch(`/api/wechat/page?url=${encodeURIComponent(address)}`);
  if (!response.ok) return;
  const config = await response.json();
  await script(config.script);
  // A WeChat too old for its own buttons says so, or refuses the page.
  document.addEventListener("WeixinOpenTagsError", hide);
  window.wx.config({
    appId: config.app_id,
    timestamp: config.timestamp,
    nonceStr: config.nonce,
    signature: config.signature,
    jsApiList: ["closeWindow"],
    openTagList: ["wx-open-subscribe"],
  });
  window.wx.ready(() => {
    place.replaceChildren(button(config.template));
    part.hidden = false;
  });
  window.wx.error(hide);
}

// Without it the page is whole; a failure is nobody's loss.
offer().catch(() => {});
