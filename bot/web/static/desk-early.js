// Hears what is pressed before the desk's script is there, and hands it over when it is.
(function () {
  "use strict";
  var KINDS = ["click", "keydown"];
  var pressed = [];

  function hear(event) {
    // What the browser does by itself (a link, a letter in a box) needs nobody to do it again.
    var wanted = event.type === "click" ? "button[type=button]" : ":not(input, textarea, select)";
    if (event.target.closest(wanted)) pressed.push(event);
  }

  function handOver() {
    KINDS.forEach(function (kind) { removeEventListener(kind, hear, true); });
    pressed.forEach(function (event) {
      // What the menus of every page have heard already is done.
      if (event.defaultPrevented || event.target.closest("[data-pref]")) return;
      event.target.dispatchEvent(new event.constructor(event.type, event));
    });
  }

  KINDS.forEach(function (kind) { addEventListener(kind, hear, true); });
  document.addEventListener("wenzheng:desk", handOver, { once: true });
})();
