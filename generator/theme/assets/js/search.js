// Finds places for Material's search field. Material asks a worker; a page opened from a file may
// have none, so this answers in its place, the same everywhere, and loads the index when asked.
(function () {
  "use strict";
  var READY = 1, QUERY = 2, RESULT = 3; // Material's numbers for messages
  var entries = null;

  // Letters without accents, so that "cafe" finds "café"; the length stays the same.
  function fold(text) {
    return text.replace(/[^\0-\x7f]/g, function (sign) {
      var plain = sign.normalize("NFD").charAt(0);
      return plain.toLowerCase().length === 1 ? plain : sign;
    }).toLowerCase();
  }

  function startsWord(text, word) {
    for (var at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return at;
    }
    return -1;
  }

  function points(entry, word) {
    return (startsWord(entry.title, word) >= 0 ? 12 : 0)
      + (startsWord(entry.page, word) >= 0 ? 6 : 0)
      + (startsWord(entry.text, word) >= 0 ? 2 : 0);
  }

  // Entries with a score, page by page, the best first: those with all words, else with some.
  function find(asked) {
    var scored = entries.map(function (entry) {
      var each = asked.map(function (word) { return points(entry, word); });
      var sum = each.reduce(function (a, b) { return a + b; }, 0);
      return { entry: entry, each: each, score: sum, whole: each.every(Boolean) };
    });
    var whole = scored.some(function (one) { return one.whole; });
    var pages = new Map();
    scored.forEach(function (one) {
      if (!(whole ? one.whole : one.score)) one.score = 0;
      if (one.entry.first) pages.set(one.entry.first, [one]);
      else pages.get(one.entry.parent).push(one);
    });
    return Array.from(pages.values()).map(function (places) {
      return places.filter(function (one) { return one.score || one.entry.first; })
        .sort(function (a, b) { return b.score - a.score; });
    }).filter(function (places) { return places[0].score; })
      .sort(function (a, b) { return b[0].score - a[0].score; });
  }

  function escaped(text) {
    return text.replace(/[&<>"']/g, function (sign) { return "&#" + sign.charCodeAt(0) + ";"; });
  }

  function marked(text, asked) {
    var folded = fold(text), out = "", at = 0;
    while (at < text.length) {
      var next = -1, length = 0;
      asked.forEach(function (word) {
        var place = startsWord(folded.slice(at), word);
        if (place >= 0 && (next < 0 || place + at < next)) { next = place + at; length = word.length; }
      });
      if (next < 0) break;
      out += escaped(text.slice(at, next)) + "<mark>" + escaped(text.slice(next, next + length)) + "</mark>";
      at = next + length;
    }
    return out + escaped(text.slice(at));
  }

  function excerpt(entry, asked) {
    var text = entry.own.text;
    var places = asked.map(function (word) { return startsWord(entry.text, word); })
      .filter(function (place) { return place >= 0; });
    var start = places.length ? Math.max(0, Math.min.apply(null, places) - 60) : 0;
    if (start) start = text.indexOf(" ", start) + 1;
    var end = Math.min(text.length, start + 180);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + 1);
    return text ? (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "") : "";
  }

  function shown(one, asked) {
    var some = excerpt(one.entry, asked);
    return {
      location: one.entry.own.location,
      title: marked(one.entry.own.title, asked),
      text: some && "<p>" + marked(some, asked) + "</p>",
      score: one.score,
      terms: Object.fromEntries(asked.map(function (word, at) { return [word, Boolean(one.each[at])]; }))
    };
  }

  function prepared(docs) {
    var title = "", first = "";
    return docs.map(function (own) {
      var isFirst = own.location.indexOf("#") < 0;
      if (isFirst) { title = fold(own.title); first = own.location; }
      return { own: own, first: isFirst && first, parent: first, page: title, title: fold(own.title), text: fold(own.text) };
    });
  }

  window.Worker = class extends EventTarget {
    constructor() {
      super();
      document.getElementById("__search").addEventListener("change", this.load.bind(this), { once: true });
    }
    load() {
      // A script, because a page opened from a file may not fetch anything.
      var script = document.createElement("script"), worker = this;
      script.src = new URL("search/search_index.js", window.__md_scope);
      script.onload = function () { entries = prepared(window.__index.docs); worker.tell({ type: READY }); };
      script.onerror = function () {
        var said = document.querySelector(".md-search-result__meta");
        said.textContent = said.dataset.failed;
      };
      document.head.appendChild(script);
    }
    postMessage(message) {
      if (message.type !== QUERY) return;
      var asked = fold(message.data).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
      var found = asked.length ? find(asked) : [];
      this.tell({ type: RESULT, data: { items: found.map(function (places) {
        return places.map(function (one) { return shown(one, asked); });
      }) } });
    }
    // Later, as a worker's messages come: not everybody who listens has heard the last one yet.
    tell(data) { queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data: data }))); }
  };
})();
