// Runs before the page is drawn, so that a chosen colour scheme does not flicker.
(function () {
  "use strict";
  var root = document.documentElement;
  root.className = "js";
  try {
    var chosen = localStorage.getItem("mentoring-scheme");
    if (chosen === "dark" || chosen === "light") root.setAttribute("data-scheme", chosen);
  } catch (refused) {
    // A browser may refuse storage to file:// pages: then the system's scheme holds.
  }
})();
