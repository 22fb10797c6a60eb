// Runs before the page is drawn, so that a chosen colour scheme does not flicker, and sets what
// Material's script expects: where the site lies, and how a choice is kept.
(function () {
  "use strict";
  var root = document.documentElement;
  root.className = "js";
  window.__md_scope = new URL("../../", document.currentScript.src);
  window.__md_hash = function (words) {
    return Array.from(words).reduce(function (sum, sign) { return (sum << 5) - sum + sign.charCodeAt(0); }, 0);
  };
  // A browser may refuse storage to file:// pages: then a choice holds for this page only.
  window.__md_get = function (name) {
    try { return JSON.parse(localStorage.getItem(window.__md_scope.pathname + "." + name)); } catch (refused) { return null; }
  };
  window.__md_set = function (name, value) {
    try { localStorage.setItem(window.__md_scope.pathname + "." + name, JSON.stringify(value)); } catch (refused) { /* this page only */ }
  };
  var chosen = window.__md_get("scheme");
  if (chosen === "dark" || chosen === "light") root.setAttribute("data-scheme", chosen);
})();
