// Text size, appearance and language: applied before the page is painted, kept on this device.
(function () {
  "use strict";
  var root = document.documentElement;
  var KEY = "wenzheng.";
  var memory = {};

  function read(name) {
    try {
      return localStorage.getItem(KEY + name) || "";
    } catch (blocked) {
      return memory[name] || "";
    }
  }

  function write(name, value) {
    memory[name] = value;
    try {
      localStorage.setItem(KEY + name, value);
    } catch (blocked) {
      // Private browsing: the choice lasts as long as the page.
    }
  }

  function speak(language) {
    var address = new URL(location.href);
    address.searchParams.set("lang", language);
    location.replace(address.href);
  }

  function apply() {
    var theme = read("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    root.dataset.size = read("size") === "large" ? "large" : "normal";
  }

  function press() {
    var theme = read("theme") || "auto";
    document.querySelectorAll("[data-pref]").forEach(function (button) {
      var chosen = {
        theme: theme,
        size: root.dataset.size,
        language: root.lang,
      }[button.dataset.pref];
      button.setAttribute("aria-pressed", String(chosen === button.dataset.value));
    });
  }

  function choose(button) {
    var pref = button.dataset.pref;
    var value = button.dataset.value;
    if (pref === "size") value = root.dataset.size === "large" ? "normal" : "large";
    write(pref, value);
    if (pref === "language") {
      document.dispatchEvent(new CustomEvent("wenzheng:leaving"));
      speak(value);
      return;
    }
    apply();
    press();
  }

  function closeMenus(except) {
    document.querySelectorAll("[data-menu][open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  var asked = new URL(location.href).searchParams.get("lang");
  var wanted = read("language");
  if (asked && asked === root.lang && wanted && wanted !== asked) write("language", asked);
  else if (!asked && wanted && wanted !== root.lang) speak(wanted);
  apply();

  document.addEventListener("DOMContentLoaded", press);
  document.addEventListener("wenzheng:translated", press);
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-pref]");
    if (button) choose(button);
    closeMenus(event.target.closest("[data-menu]"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var open = document.querySelector("[data-menu][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
    event.preventDefault();
  });
})();
