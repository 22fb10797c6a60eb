// Everything here is a convenience: without it every page can be read and reached.
(function () {
  "use strict";
  var root = document.documentElement;

  // ---- Light and dark ----
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  var schemeButton = document.getElementById("scheme");
  function isDark() {
    var chosen = root.getAttribute("data-scheme");
    return chosen ? chosen === "dark" : system.matches;
  }
  function nameScheme() {
    schemeButton.querySelector(".scheme-name").textContent = isDark() ? schemeButton.dataset.light : schemeButton.dataset.dark;
  }
  schemeButton.addEventListener("click", function () {
    var next = isDark() ? "light" : "dark";
    root.setAttribute("data-scheme", next);
    window.__md_set("scheme", next);
    nameScheme();
  });
  system.addEventListener("change", nameScheme);
  nameScheme();

  // ---- Buttons for the menu and the search: Material has labels, which no keyboard reaches ----
  document.querySelectorAll("[data-opens]").forEach(function (button) {
    var toggle = document.getElementById("__" + button.dataset.opens);
    button.addEventListener("click", function () {
      toggle.click();
      if (button.dataset.opens === "search") document.querySelector(".md-search__input").focus();
    });
    toggle.addEventListener("change", function () { button.setAttribute("aria-expanded", String(toggle.checked)); });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && toggle.checked && button.offsetParent) { toggle.click(); button.focus(); }
    });
  });
  // Material's shortcuts are single letters: who speaks or trembles would set them off.
  window.addEventListener("keydown", function (event) {
    if (event.key.length === 1 && !event.target.matches("input, select, textarea")) event.stopImmediatePropagation();
  }, true);

  // ---- A table or chart that fits needs no stop for the keyboard, and is no place of its own ----
  var regions = Array.from(document.querySelectorAll(".table-scroll, .drawing-scroll"), function (box) {
    return { box: box, when: { tabindex: "0", role: box.getAttribute("role"), "aria-label": box.getAttribute("aria-label") } };
  });
  function fitRegions() {
    regions.forEach(function (region) {
      var scrolls = region.box.scrollWidth > region.box.clientWidth;
      Object.keys(region.when).forEach(function (name) {
        if (scrolls && region.when[name]) region.box.setAttribute(name, region.when[name]);
        else region.box.removeAttribute(name);
      });
    });
  }
  window.addEventListener("resize", fitRegions);
  document.addEventListener("toggle", fitRegions, true); // what was closed had no width
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(fitRegions);
  fitRegions();
})();

// The theme opens every closed part before printing: what a reader opened is marked, and only that is printed.
document.addEventListener("click", function (event) {
  var summary = event.target.closest("details.more > summary");
  if (summary) summary.parentNode.classList.toggle("asked", !summary.parentNode.open);
});
