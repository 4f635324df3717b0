// The city's own site shows the conversation in a corner: one script tag, no other trace.
//
// <script src="https://this-service/widget.js" data-lang="zh-Hans" data-side="right" defer></script>
(function () {
  "use strict";
  var WORDS = "__WORDS__";
  var script = document.currentScript;
  if (!script || window.wenzhengWidget) return;
  window.wenzhengWidget = true;

  var origin = new URL(script.src).origin;
  var language = WORDS[script.dataset.lang] ? script.dataset.lang : nearest(document.documentElement.lang);
  var words = WORDS[language];
  var side = script.dataset.side === "left" ? "left" : "right";
  var narrow = window.matchMedia("(max-width: 600px)");
  var frame = null;

  function nearest(tag) {
    var lower = (tag || "").toLowerCase();
    if (/^zh-(hant|tw|hk|mo)/.test(lower)) return "zh-Hant";
    if (lower.indexOf("en") === 0) return "en";
    return "zh-Hans";
  }

  // Styles are set one by one: a site's content policy may forbid style sheets, never these.
  function make(tag, styles, attributes) {
    var node = document.createElement(tag);
    Object.assign(node.style, styles);
    Object.keys(attributes || {}).forEach(function (name) {
      node.setAttribute(name, attributes[name]);
    });
    return node;
  }

  var sans = "-apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', system-ui, sans-serif";
  var host = make("div", { all: "initial" });
  var root = host.attachShadow ? host.attachShadow({ mode: "open" }) : host;
  var launcher = make(
    "button",
    {
      position: "fixed",
      bottom: "20px",
      zIndex: "2147483000",
      display: "flex",
      alignItems: "center",
      gap: "10px",
      minHeight: "60px",
      padding: "8px 20px 8px 10px",
      border: "2px solid #ffffff",
      borderRadius: "32px",
      background: "#0b5a5e",
      color: "#ffffff",
      font: "600 19px/1.2 " + sans,
      boxShadow: "0 4px 18px rgba(0, 0, 0, 0.3)",
      cursor: "pointer",
    },
    { "type": "button", "aria-label": words.open_long, "aria-expanded": "false", "lang": language },
  );
  launcher.style[side] = "20px";
  var seal = make("span", {
    display: "grid",
    placeItems: "center",
    width: "40px",
    height: "40px",
    borderRadius: "9px",
    background: "#b3261e",
    fontSize: "24px",
    fontWeight: "700",
  }, { "aria-hidden": "true" });
  seal.textContent = "问";
  var label = make("span", {});
  label.textContent = words.open;
  var badge = make("span", {
    display: "none",
    minWidth: "26px",
    padding: "3px 7px",
    borderRadius: "14px",
    background: "#ffffff",
    color: "#96201a",
    fontSize: "15px",
    textAlign: "center",
  });
  launcher.append(seal, label, badge);

  var panel = make(
    "div",
    { position: "fixed", zIndex: "2147483001", display: "none", flexDirection: "column" },
    { "role": "dialog", "aria-label": words.title, "lang": language },
  );
  var close = make(
    "button",
    {
      flex: "none",
      alignSelf: "stretch",
      minHeight: "48px",
      border: "0",
      background: "#0b5a5e",
      color: "#ffffff",
      font: "600 18px/1.2 " + sans,
      cursor: "pointer",
    },
    { type: "button" },
  );
  close.textContent = words.close + " ✕";
  panel.append(close);
  root.append(launcher, panel);

  function fit() {
    var full = narrow.matches;
    Object.assign(panel.style, {
      inset: full ? "0" : "auto",
      bottom: full ? "0" : "20px",
      width: full ? "auto" : "420px",
      height: full ? "auto" : "min(720px, calc(100vh - 40px))",
      borderRadius: full ? "0" : "16px",
      overflow: "hidden",
      background: "#f6f3ec",
      boxShadow: "0 8px 40px rgba(0, 0, 0, 0.35)",
    });
    panel.style[side] = full ? "0" : "20px";
  }

  function open() {
    if (!frame) {
      frame = make("iframe", { flex: "1", width: "100%", minHeight: "0", border: "0" }, {
        src: origin + "/?embed=1&lang=" + encodeURIComponent(language),
        title: words.title,
      });
      frame.addEventListener("load", tellOpened);
      panel.append(frame);
    } else {
      tellOpened();
    }
    fit();
    panel.style.display = "flex";
    launcher.style.display = "none";
    launcher.setAttribute("aria-expanded", "true");
    tellUnread(0);
    close.focus();
  }

  function tellOpened() {
    frame.contentWindow.postMessage({ wenzheng: "opened" }, origin);
  }

  function shut() {
    panel.style.display = "none";
    launcher.style.display = "flex";
    launcher.setAttribute("aria-expanded", "false");
    launcher.focus();
  }

  function tellUnread(count) {
    badge.style.display = count ? "block" : "none";
    badge.textContent = String(count);
    var long = words.open_long;
    if (count) long += " · " + words.unread.replace(/\{\{.*?\}\}/, String(count));
    launcher.setAttribute("aria-label", long);
  }

  launcher.addEventListener("click", open);
  close.addEventListener("click", shut);
  panel.addEventListener("keydown", function (event) {
    if (event.key === "Escape") shut();
  });
  if (narrow.addEventListener) narrow.addEventListener("change", fit);
  window.addEventListener("message", function (event) {
    if (!frame || event.origin !== origin || event.source !== frame.contentWindow) return;
    var said = event.data || {};
    if (said.wenzheng !== "unread" || panel.style.display !== "none") return;
    tellUnread(Number(said.count) || 0);
  });

  function begin() {
    document.body.append(host);
  }
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
