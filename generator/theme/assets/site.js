// Everything here is a convenience: without it every page can be read and reached.
(function () {
  "use strict";
  var root = document.documentElement;
  var base = root.getAttribute("data-base") || ".";
  if (base.slice(-1) !== "/") base += "/";
  var byId = function (id) { return document.getElementById(id); };

  document.querySelector(".header-tools").hidden = false;

  // ---- Light and dark ----
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  var schemeButton = byId("scheme");
  function isDark() {
    var chosen = root.getAttribute("data-scheme");
    return chosen ? chosen === "dark" : system.matches;
  }
  function nameScheme() {
    schemeButton.querySelector(".scheme-name").textContent = isDark() ? "Light" : "Dark";
  }
  schemeButton.addEventListener("click", function () {
    var next = isDark() ? "light" : "dark";
    root.setAttribute("data-scheme", next);
    try { localStorage.setItem("mentoring-scheme", next); } catch (refused) { /* this page only */ }
    nameScheme();
  });
  system.addEventListener("change", nameScheme);
  nameScheme();

  // ---- Menu on narrow screens ----
  var menuButton = byId("menu-button");
  function showMenu(open) {
    menuButton.setAttribute("aria-expanded", String(open));
    byId("menu").classList.toggle("open", open);
  }
  menuButton.addEventListener("click", function () {
    showMenu(menuButton.getAttribute("aria-expanded") !== "true");
  });
  byId("menu").addEventListener("keydown", function (event) {
    if (event.key === "Escape" && menuButton.offsetParent) { showMenu(false); menuButton.focus(); }
  });

  // ---- A table or chart that fits needs no stop for the keyboard, and is no place of its own ----
  var regions = Array.from(document.querySelectorAll(".table-scroll, .drawing-scroll"), function (box) {
    return { box: box, when: { tabindex: "0", role: box.getAttribute("role"), "aria-label": box.getAttribute("aria-label") } };
  });
  function fitRegions() {
    regions.forEach(function (region) {
      var scrolls = region.box.scrollWidth > region.box.clientWidth + 1;
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

  // ---- Search ----
  var dialog = byId("search");
  var words = byId("search-words");
  var status = byId("search-status");
  var results = byId("search-results");
  var entries = null;

  // Letters without accents, so that "cafe" finds "café"; the length stays the same.
  function fold(text) {
    return Array.from(text, function (sign) {
      var plain = sign.normalize("NFD").charAt(0).toLowerCase();
      return plain.length === sign.length ? plain : sign;
    }).join("");
  }

  function load() {
    if (entries) return;
    // A script, because a page opened from a file may not fetch anything.
    var script = document.createElement("script");
    script.src = base + "search/index.js";
    script.onload = function () {
      entries = window.mentoringSearch.map(function (entry) {
        return { entry: entry, page: fold(entry.page), title: fold(entry.title), text: fold(entry.text) };
      });
      find();
    };
    script.onerror = function () { status.textContent = "The search could not be loaded."; };
    document.head.appendChild(script);
  }

  function startsWord(text, word) {
    for (var at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (at === 0 || !/[a-z0-9]/.test(text.charAt(at - 1))) return at;
    }
    return -1;
  }

  function points(found, asked, all) {
    var sum = 0;
    for (var i = 0; i < asked.length; i++) {
      var one = (startsWord(found.title, asked[i]) >= 0 ? 12 : 0)
        + (startsWord(found.page, asked[i]) >= 0 ? 6 : 0)
        + (startsWord(found.text, asked[i]) >= 0 ? 2 : 0);
      if (!one && all) return 0;
      sum += one;
    }
    return sum;
  }

  function ranked(asked, all) {
    return entries
      .map(function (found, order) { return { found: found, order: order, points: points(found, asked, all) }; })
      .filter(function (one) { return one.points > 0; })
      .sort(function (a, b) { return b.points - a.points || a.order - b.order; });
  }

  function marked(parent, text, asked) {
    var folded = fold(text);
    var at = 0;
    while (at < text.length) {
      var next = -1;
      var length = 0;
      asked.forEach(function (word) {
        var place = startsWord(folded.slice(at), word);
        if (place >= 0 && (next < 0 || place + at < next)) { next = place + at; length = word.length; }
      });
      if (next < 0) break;
      parent.append(text.slice(at, next));
      var mark = document.createElement("mark");
      mark.textContent = text.slice(next, next + length);
      parent.append(mark);
      at = next + length;
    }
    parent.append(text.slice(at));
  }

  function excerpt(found, asked) {
    var text = found.entry.text;
    var places = asked.map(function (word) { return startsWord(found.text, word); })
      .filter(function (place) { return place >= 0; });
    var start = places.length ? Math.max(0, Math.min.apply(null, places) - 60) : 0;
    if (start) start = text.indexOf(" ", start) + 1;
    var end = Math.min(text.length, start + 180);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + 1);
    return (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  }

  function show(one, asked) {
    var entry = one.found.entry;
    var item = document.createElement("li");
    var link = document.createElement("a");
    link.href = base + entry.address;
    marked(link, entry.title, asked);
    item.append(link);
    if (entry.page !== entry.title) {
      var where = document.createElement("p");
      where.className = "search-page";
      where.textContent = "In: " + entry.page;
      item.append(where);
    }
    var some = excerpt(one.found, asked);
    if (some) {
      var text = document.createElement("p");
      marked(text, some, asked);
      item.append(text);
    }
    results.append(item);
  }

  function find() {
    results.textContent = "";
    var asked = fold(words.value).split(/[^a-z0-9]+/).filter(Boolean);
    if (!entries || !asked.length) { status.textContent = ""; return; }
    var found = ranked(asked, true);
    var partly = !found.length && asked.length > 1;
    if (partly) found = ranked(asked, false);
    var shown = found.slice(0, 20);
    shown.forEach(function (one) { show(one, asked); });
    status.textContent = !found.length ? "Nothing found. Try other or fewer words."
      : (partly ? "No place holds all of these words. " : "")
        + (found.length > shown.length ? "The best 20 of " + found.length + " places." :
          found.length === 1 ? "1 place found." : found.length + " places found.");
  }

  byId("open-search").addEventListener("click", function () { dialog.showModal(); words.focus(); load(); });
  byId("close-search").addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("click", function (event) {
    if (event.target === dialog) dialog.close();
    else if (event.target.closest("a")) dialog.close();
  });
  words.addEventListener("input", find);
  words.addEventListener("keydown", function (event) {
    // A search field would use the first Escape to empty itself.
    if (event.key === "Escape") { event.preventDefault(); dialog.close(); return; }
    var first = results.querySelector("a");
    if ((event.key === "Enter" || event.key === "ArrowDown") && first) { event.preventDefault(); first.focus(); }
  });
})();
