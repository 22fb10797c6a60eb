"use strict";
(() => {
  const block = document.getElementById("data");
  const data = JSON.parse(block.textContent);
  const tasks = data.tasks;
  const part = (id) => document.getElementById(id);
  if (!tasks.length) return;

  const HEADS = {
    page: "A page that could not be read", same: "A page that is here twice",
    code: "A code to type", with: "A page without a code", lost: "A missing page",
    doubt: "An answer to decide", blank: "A row that seems blank",
    writing: "Handwriting to type",
  };
  const BLANK = "", UNREADABLE = "-99", MOST_BYTES = 64 * 1024 * 1024, AROUND = 6, ENLARGED = 4;
  const ASIDE_KEYS = "SC", WITH_ALT = "0USC";
  const FIELDS = { picture: "string", page: "number", item: "string", answer: "string" };

  // --- what may be typed --------------------------------------------------------------------

  const GAPS = ["", "-97", "-98", "-99"], ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /** Whether a code's last sign fits the others: ISO 7064, MOD 37,36. */
  function fits(code) {
    const signs = [...code.toUpperCase()].filter((sign) => ALPHABET.includes(sign));
    if (signs.length < 2) return false;
    let product = 36;
    for (const sign of signs.slice(0, -1)) {
      product = ((((product + ALPHABET.indexOf(sign)) % 36) || 36) * 2) % 37;
    }
    return ALPHABET[(37 - product) % 36] === signs[signs.length - 1];
  }

  /** Whether a code fits as it is, or after a prefix such as wardA-, or needs no check sign. */
  function isChecked(code) {
    const [prefix, ...rest] = code.split("-");
    return fits(code) || code.startsWith("UNLINKED-")
      || (/[a-z]/.test(prefix) && fits(rest.join("-")));
  }

  function isDay(text) {
    const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)
      || /^([0-9]{1,2})[/]([0-9]{1,2})[/]([0-9]{4})$/.exec(text);
    if (!found) return false;
    const [year, month, day] = (text.includes("/") ? found.slice(1).reverse() : found.slice(1))
      .map(Number);
    const made = new Date(Date.UTC(year, month - 1, day));
    return made.getUTCFullYear() === year && made.getUTCMonth() === month - 1
      && made.getUTCDate() === day;
  }

  /** What is wrong with something typed, by the rules of response files; or nothing. */
  function faultOf(task, answer) {
    const { kind, least, most, checked } = task.typed;
    if (kind === "letter" && answer) {
      if (!/^[A-Za-z0-9_-]{1,32}$/.test(answer) || GAPS.includes(answer)) {
        return "A code has 1 to 32 letters A to Z and digits. If it cannot be read, choose "
          + "“No code that can be read”.";
      }
      if (checked && !isChecked(answer)) {
        return "The last letter does not fit the others: 1 of them is mistyped or swapped. Look "
          + "at the picture again. If you cannot tell, choose “No code that can be read”.";
      }
    }
    if (GAPS.includes(answer)) return "";
    if (kind === "digit" && !(/^[0-9]{1,9}$/.test(answer) && +answer >= least && +answer <= most)) {
      return `Type a whole number from ${least} to ${most}, in digits alone. For “about 45”, type 45. `
        + "If 2 numbers are meant, choose “Unreadable”.";
    }
    if (kind === "date" && !isDay(answer)) {
      return "Type year, month and day, such as 2027-01-31. If a part is missing, choose “Unreadable”.";
    }
    return "";
  }

  // --- what is decided ----------------------------------------------------------------------

  const decided = new Map();
  const touched = new Set();
  const picked = new Set();
  const quarters = new Map();
  const history = [];
  let here = 0;
  let unsaved = false;
  let shown = [];
  let number = data.number;
  let alt = "";

  const name = (key) => JSON.stringify(key);
  const put = (key, answer) => {
    const entry = { picture: key[0], page: key[1], item: key[2], answer };
    decided.set(name(key), entry);
  };
  for (const one of data.decisions) put([one.picture, one.page, one.item], one.answer);

  const said = (key) => decided.get(name(key))?.answer;
  const holds = (choice) => choice.sets.every(([p, n, i, answer]) => said([p, n, i]) === answer);
  const first = tasks.map((task) => said(task.key));
  const isDone = (index) => {
    const task = tasks[index], answer = said(task.key);
    if (task.aside.some(holds)) return true;
    if (!touched.has(index) && answer === first[index]) return !task.open;
    if (task.choices.some(holds)) return true;
    return task.mode !== "choice" && answer !== undefined && !faultOf(task, answer);
  };
  const waiting = () => tasks.map((_, index) => index).filter((index) => !isDone(index));

  /** Decide several things at once, so that one undo takes all of them back. */
  function decide(index, sets, also) {
    const before = sets.map(([p, n, i]) => [[p, n, i], said([p, n, i])]);
    history.push({ index, before, touched: [...touched], picked: [...picked] });
    for (const [p, n, i, answer] of sets) put([p, n, i], answer);
    touched.add(index);
    for (const one of also || []) picked.add(one);
    unsaved = true;
  }

  function undo() {
    const last = history.pop();
    if (!last) return tell("There is nothing to undo.");
    for (const [key, answer] of last.before) {
      if (answer === undefined) decided.delete(name(key));
      else put(key, answer);
    }
    touched.clear();
    picked.clear();
    last.touched.forEach((one) => touched.add(one));
    last.picked.forEach((one) => picked.add(one));
    unsaved = true;
    here = last.index;
    return show("Undone.");
  }

  // --- going through ------------------------------------------------------------------------

  function goOn() {
    const open = waiting();
    const next = open.find((index) => index >= here) ?? open[0];
    if (next !== undefined) here = next;
    show(next === undefined ? "Everything is decided." : "");
  }

  function step(by) {
    const from = shown.length > 1 && by > 0 ? shown[shown.length - 1] : here;
    here = Math.min(tasks.length - 1, Math.max(0, from + by));
    show("", true);
  }

  function tell(words) {
    const open = waiting().length;
    const done = tasks.length - open;
    part("bar").value = done;
    const saved = unsaved ? "Not saved yet." : "";
    const counted = `${done} of ${tasks.length} decided, ${open} to decide.`;
    part("told").textContent = [counted, saved, words]
      .filter(Boolean).join(" ");
  }

  // --- what is shown ------------------------------------------------------------------------

  function make(tag, words, facts) {
    const one = document.createElement(tag);
    if (words) one.textContent = words;
    for (const [fact, value] of Object.entries(facts || {})) one.setAttribute(fact, value);
    return one;
  }

  function button(words, key, act, pressed) {
    const one = make("button", "", { type: "button" });
    if (key) one.append(make("kbd", WITH_ALT.includes(key) ? alt + key : key), ` ${words}`);
    else one.textContent = words;
    if (key) one.dataset.key = key;
    if (pressed !== undefined) one.setAttribute("aria-pressed", String(pressed));
    one.addEventListener("click", act);
    return one;
  }

  const isWhole = (src) => /[/]page[.](png|jpg)$/.test(src);
  /** Whether answers are read from the picture of a whole page. */
  const byEye = (task) => !["page", "choice"].includes(task.mode)
    && task.images.some(({ src }) => isWhole(src));

  function pictures(task) {
    const all = make("div", "", task.images.length > 1 ? { class: "pair" } : {});
    for (const { src, alt } of task.images) {
      const figure = make("figure");
      const picture = make("img", "", { src, alt });
      if (isWhole(src) && !byEye(task)) picture.className = "whole";
      figure.append(picture);
      if (task.images.length > 1) figure.append(make("figcaption", alt));
      if (isWhole(src)) {
        const act = () => { quarters.set(src, (quarters.get(src) || 0) + 1); turn(figure, src, alt); };
        figure.prepend(button("Turn the picture", "", act));
        if (quarters.get(src)) turn(figure, src, alt);
      }
      all.append(figure);
    }
    return all;
  }

  /** Show a picture turned as somebody asked for it; it stays so for all that is read from it. */
  function turn(figure, src, alt) {
    const quarter = quarters.get(src) % 4;
    const picture = new Image();
    picture.onload = () => {
      const { naturalWidth: width, naturalHeight: height } = picture;
      const canvas = make("canvas", "", { role: "img", "aria-label": alt });
      [canvas.width, canvas.height] = quarter % 2 ? [height, width] : [width, height];
      const brush = canvas.getContext("2d");
      brush.translate(canvas.width / 2, canvas.height / 2);
      brush.rotate(quarter * Math.PI / 2);
      brush.drawImage(picture, -width / 2, -height / 2);
      const old = figure.querySelector("img, canvas");
      canvas.className = old.className;
      old.replaceWith(canvas);
    };
    picture.src = src;
  }

  function enlarged(task, code) {
    const box = task.boxes.find((one) => one[0] === code);
    if (!box || !task.images.length) return [];
    const [, x, y, width, height] = box;
    const canvas = make("canvas", "", { "aria-hidden": "true" });
    canvas.width = (width + 2 * AROUND) * ENLARGED;
    canvas.height = (height + 2 * AROUND) * ENLARGED;
    const picture = new Image();
    picture.onload = () => canvas.getContext("2d").drawImage(
      picture, x - AROUND, y - AROUND, width + 2 * AROUND, height + 2 * AROUND,
      0, 0, canvas.width, canvas.height);
    picture.src = task.images[0].src;
    return [canvas];
  }

  function show(words, stays) {
    const place = part("task");
    place.textContent = "";
    const open = waiting();
    alt = "";
    const head = make("h2", "", { tabindex: "-1" });
    place.append(head);
    if (!open.length && !stays) {
      shown = [];
      head.textContent = "Everything here is decided";
      last(place);
    } else if (tasks[here].kind === "blank" && !isDone(here) && !picked.has(here)) {
      glance(place, head);
    } else {
      shown = [here];
      single(place, head, here);
    }
    tell(words || "");
    part("undo").textContent = `Undo (${alt}Z)`;
    part("back").textContent = `Back (${alt}←)`;
    part("on").textContent = `Next (${alt}→)`;
    const field = place.querySelector("input[type=text], textarea, select");
    (field || head).focus();
  }

  /** Say how it goes on, and what the next run may ask. */
  function last(place) {
    place.append(make("p", "Save the decisions. Then run the scan command again, with "
      + `--decisions and the newest file. The next one is called ${fileName()}.`));
    const named = tasks.filter((task) => task.mode === "page"
      && ![undefined, "aside"].includes(said(task.key))).length;
    const more = [];
    if (named) {
      more.push(`the answers on ${named === 1 ? "the page" : `the ${named} pages`} that you named`);
    }
    if (tasks.some((task) => ["page", "code", "with", "same"].includes(task.kind))) {
      more.push("pages that are missing, or codes that stand twice, now that codes are known");
    }
    if (more.length) {
      place.append(make("p", `That run may ask more: ${more.join("; ")}. Then open this page again, `
        + "decide, save and run once more. Usually it takes 2 or 3 rounds."));
    }
  }

  function single(whole, head, index) {
    const task = tasks[index];
    alt = ["type", "page"].includes(task.mode) ? "Alt+" : "";
    let place = whole;
    head.textContent = `${HEADS[task.kind]} (${index + 1} of ${tasks.length})`;
    place.append(make("p", `${task.title}. ${task.where}`, { class: "where" }));
    if (task.reason) place.append(make("p", task.reason, { class: "reason" }));
    if (!byEye(task) && task.images.some(({ src }) => isWhole(src))) {
      const both = make("div", "", { class: "beside" });
      place = make("div");
      both.append(pictures(task), place);
      whole.append(both);
    } else if (!byEye(task)) place.append(pictures(task));
    place.append(make("p", task.question, { id: "asked" }));
    const names = task.suggested.map((code) => label(task, code));
    if (names.length) place.append(make("p", `Perhaps meant: ${names.join(", ")}. Look yourself.`));
    const answer = said(task.key);
    if (answer !== undefined && task.mode !== "choice") {
      place.append(make("p", `Decided until now: ${spoken(task, answer)}.`));
    }
    const forms = { one: ofOne, several: ofSeveral, type: ofTyping, page: ofPage };
    if (forms[task.mode]) forms[task.mode](place, task, index);
    offer(place, index, task.choices, task.mode === "choice" ? "123456789" : "");
    offer(place, index, task.aside, ASIDE_KEYS);
    if (byEye(task)) place.append(pictures(task));
  }

  /** Buttons that decide, each with its key; there may be more of them than keys. */
  function offer(place, index, choices, keys) {
    if (!choices.length) return;
    const all = make("div", "", { class: "options" });
    choices.forEach((choice, number) => {
      const act = () => { decide(index, choice.sets); goOn(); };
      all.append(button(choice.label, keys[number] ?? "", act, holds(choice)));
    });
    place.append(all);
  }

  const label = (task, code) => task.options.find((one) => one.code === code)?.label ?? code;

  function spoken(task, answer) {
    if (answer === BLANK) return "blank";
    if (answer === UNREADABLE) return "unreadable";
    if (task.mode === "several") return answer.split(" ").map((c) => label(task, c)).join(", ");
    return label(task, answer);
  }

  function answerWith(index, answer) {
    decide(index, [[...tasks[index].key, answer]]);
    goOn();
  }

  function others(place, task, index) {
    const answer = said(task.key);
    const none = task.key[2] === "respondent" ? "No code that can be read" : "Blank, nothing there";
    place.append(button(none, "0", () => answerWith(index, BLANK), answer === BLANK));
    if (task.key[2] === "respondent") return;
    place.append(button("Unreadable, or 2 answers meant", "U",
      () => answerWith(index, UNREADABLE), answer === UNREADABLE));
  }

  function ofOne(place, task, index) {
    const all = make("div", "", { class: "options", role: "group", "aria-labelledby": "asked" });
    task.options.forEach(({ code, label: words }, number) => {
      const key = number < 9 ? String(number + 1) : "";
      const one = button(words, key, () => answerWith(index, code), said(task.key) === code);
      one.append(...enlarged(task, code));
      all.append(one);
    });
    others(all, task, index);
    place.append(all);
  }

  function ofSeveral(place, task, index) {
    const all = make("div", "", { class: "options", role: "group", "aria-labelledby": "asked" });
    const before = (said(task.key) || "").split(" ");
    const boxes = task.options.map(({ code, label: words }, number) => {
      const outer = make("label");
      const box = make("input", "", { type: "checkbox", value: code });
      box.checked = before.includes(code);
      if (number < 9) box.dataset.key = String(number + 1);
      outer.append(box, " ");
      if (number < 9) outer.append(make("kbd", String(number + 1)));
      outer.append(` ${words}`, ...enlarged(task, code));
      all.append(outer);
      return box;
    });
    const accept = () => {
      const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
      if (ticked.length) answerWith(index, ticked.join(" "));
      else tell("Tick what is ticked on the paper, or choose blank.");
    };
    const go = button("These are ticked", "Enter", accept);
    go.classList.add("go");
    all.append(go);
    others(all, task, index);
    place.append(all);
  }

  function ofTyping(place, task, index) {
    const long = task.typed.kind === "text";
    const field = long ? make("textarea", "", { rows: "3" }) : make("input", "", { type: "text" });
    field.id = "typed";
    field.autocomplete = "off";
    field.spellcheck = false;
    const answer = said(task.key);
    field.value = answer === undefined || answer === UNREADABLE ? "" : answer;
    field.setAttribute("aria-describedby", "asked wrong");
    const wrong = make("p", "", { id: "wrong", role: "alert" });
    const note = (words) => {
      wrong.textContent = words;
      wrong.className = words ? "wrong" : "";
      field.setAttribute("aria-invalid", String(Boolean(words)));
    };
    const accept = () => {
      const gap = task.typed.kind === "letter" ? "" : " ";
      const words = field.value.trim().replace(/\s+/g, gap);
      const fault = words ? faultOf(task, words) : "Type what is written, or choose that nothing is.";
      note(fault);
      if (fault) field.focus();
      else answerWith(index, words);
    };
    if (field.value) note(faultOf(task, field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      accept();
    });
    const all = make("div", "", { class: "options" });
    const go = button("Accept", "Enter", accept);
    go.classList.add("go");
    all.append(go);
    others(all, task, index);
    place.append(make("label", task.typed.hint || "Type it", { for: "typed" }), field, wrong, all);
  }

  function ofPage(place, task, index) {
    const list = make("select", "", { id: "which" });
    list.append(make("option", "Choose", { value: "" }));
    for (const { value, label: words } of data.pages) list.append(make("option", words, { value }));
    const answer = said(task.key);
    if (answer) list.value = answer;
    const accept = () => {
      if (list.value) answerWith(index, list.value);
      else tell("Choose the page from the list, or set it aside.");
    };
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !list.value) return;
      event.preventDefault();
      accept();
    });
    const all = make("div", "", { class: "options" });
    const go = button("This is the page", "Enter", accept);
    go.classList.add("go");
    all.append(go);
    place.append(make("label", "Form and page. Its answers are asked when scan runs again.",
      { for: "which" }), list, all);
  }

  function glance(place, head) {
    shown = waiting().filter((n) => tasks[n].kind === "blank" && !picked.has(n));
    const left = shown.length;
    const from = Math.max(0, shown.indexOf(here));
    shown = shown.slice(from, from + data.atATime);
    head.textContent = `Rows that seem blank: ${shown.length} of ${left}`;
    place.append(make("p", "Look at each. Nothing is ticked or written in any? Press Enter. "
      + "Mark the others first: they are asked one at a time."));
    const list = make("ul", "", { class: "glance" });
    for (const index of shown) {
      const task = tasks[index];
      const line = make("li");
      const outer = make("label");
      const box = make("input", "", { type: "checkbox", value: String(index) });
      outer.append(box, ` Not blank: ${task.question}`);
      line.append(outer, pictures(task), make("p", `${task.title}. ${task.where}`,
        { class: "where" }));
      list.append(line);
    }
    const go = button("All others are blank", "Enter", accept);
    go.classList.add("go");
    place.append(list, go);
  }

  function accept() {
    const boxes = [...part("task").querySelectorAll("input[type=checkbox]")];
    const out = boxes.filter((box) => box.checked).map((box) => Number(box.value));
    const sets = shown.filter((index) => !out.includes(index))
      .map((index) => [...tasks[index].key, BLANK]);
    decide(shown[0], sets, out);
    if (out.length) here = out[0];
    goOn();
  }

  // --- keys ---------------------------------------------------------------------------------

  const TYPED = "input[type=text], textarea, select, input[type=file]";

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    const at = event.target;
    const typing = at.matches(TYPED);
    if (typing && !part("task").contains(at)) return;
    if (typing && event.key === "Escape") {
      event.preventDefault();
      part("task").querySelector("h2").focus();
      return;
    }
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way && (!typing || event.altKey || (at.value === "" && !at.matches("select")))) {
      event.preventDefault();
      step(way);
      return;
    }
    if (typing && !event.altKey) return;
    if (event.key === "Enter") {
      const own = at.closest("button, summary, a, input[type=file]");
      const go = part("task").querySelector("button.go");
      if (!own && !typing && go) { event.preventDefault(); go.click(); }
      return;
    }
    if (!event.altKey && !part("keys").checked) return;
    const key = event.key.toUpperCase();
    if (key === "Z") { event.preventDefault(); undo(); return; }
    if (event.altKey && !WITH_ALT.includes(key)) return;
    const one = [...part("task").querySelectorAll("[data-key]")]
      .find((found) => found.dataset.key === key);
    if (one) { event.preventDefault(); one.click(); }
  });

  // --- saving -------------------------------------------------------------------------------

  function written() {
    const lines = [...decided.values()].map((one) => JSON.stringify(one));
    return `{"format": ${data.format}, "decisions": [\n${lines.join(",\n")}\n]}\n`;
  }

  /** So that no browser gives the next file a name of its own, such as "decisions (1).json". */
  function fileName() {
    return number === 1 ? "decisions.json" : `decisions-${number}.json`;
  }

  function save() {
    const called = fileName();
    const link = make("a", "", { download: called });
    link.href = URL.createObjectURL(new Blob([written()], { type: "application/json" }));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    number += 1;
    tell(`Saved as ${called}, where your browser puts downloads. It holds all decisions: earlier `
      + "files are not needed.");
  }

  function take(text) {
    const found = JSON.parse(text);
    if (found.format !== data.format || !Array.isArray(found.decisions)) throw new Error();
    const fits = (one) => one && Object.entries(FIELDS).every(([n, kind]) => typeof one[n] === kind);
    if (!found.decisions.every(fits)) throw new Error();
    for (const one of found.decisions) put([one.picture, one.page, one.item], one.answer);
    return found.decisions.length;
  }

  async function load(file) {
    try {
      if (file.size > MOST_BYTES) throw new Error();
      const taken = take(await file.text());
      const before = /^decisions(?:-([0-9]{1,6}))?/.exec(file.name);
      if (before) number = Math.max(number, Number(before[1] || 1) + 1);
      history.length = 0;
      here = 0;
      goOn();
      tell(`${taken} decisions taken from the file.`);
    } catch {
      tell("This file holds no decisions of this page. Choose the file that you saved here.");
    }
  }

  part("save").addEventListener("click", save);
  part("undo").addEventListener("click", undo);
  part("back").addEventListener("click", () => step(-1));
  part("on").addEventListener("click", () => step(1));
  part("open").addEventListener("click", goOn);
  part("load").addEventListener("change", (event) => {
    if (event.target.files[0]) load(event.target.files[0]);
  });
  part("text").addEventListener("toggle", () => { part("copy").value = written(); });
  part("take").addEventListener("click", async () => {
    part("copy").value = written();
    part("copy").select();
    try {
      await navigator.clipboard.writeText(part("copy").value);
      tell("Copied.");
    } catch {
      tell("Press Ctrl+C to copy what is marked.");
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });

  goOn();
})();
