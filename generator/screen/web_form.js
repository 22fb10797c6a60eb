"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const facts = JSON.parse(by("facts").textContent);
  const form = by("form");
  const items = new Map(facts.items.map((item) => [item.id, item]));
  const block = (id) => form.querySelector('[data-item="' + CSS.escape(id) + '"]');
  const boxes = (column) => [...form.querySelectorAll('[name="' + CSS.escape(column) + '"]')];
  const filled = (text, values) =>
    text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
  const random = new Uint8Array(4);
  crypto.getRandomValues(random);
  const copy = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const file = facts.form + "-" + copy + ".json";

  // --- answers ---------------------------------------------------------------------------

  /** What stands in one column: the code of the chosen box, or what was written. */
  const value = (column) => {
    const all = boxes(column);
    if (all.length && /^(radio|checkbox)$/.test(all[0].type)) {
      const chosen = all.find((box) => box.checked);
      return chosen ? chosen.value : "";
    }
    return all.length ? all[0].value.trim() : "";
  };

  const opens = (rule, source, code) => {
    if (rule.operator === "answered") return true;
    if (rule.operator === "is") return code === rule.value;
    if (rule.operator === "is_not") return code !== rule.value;
    if (!/^-?\d+$/.test(code) || source.apart.includes(code)) return false;
    const met = rule.operator === "at_least" ? +code >= +rule.value : +code <= +rule.value;
    return met;
  };

  /** Whether a question is asked; where an earlier one is not, its answer counts for nothing. */
  const asked = (item) => {
    const rule = item.show;
    if (!rule) return true;
    const source = items.get(rule.item);
    if (!source || !asked(source)) return false;
    if (source.type === "several" && rule.operator !== "answered") {
      const ticked = value(source.id + "___" + rule.value) === "1";
      return ticked === (rule.operator === "is");
    }
    const codes = source.columns.map(value).filter((code) => code !== "");
    return codes.length > 0 && opens(rule, source, codes[0]);
  };

  /** The cells of one question. A list of boxes without any tick was not answered. */
  const cells = (item) => {
    const found = item.columns.map((column) => [column, value(column)]);
    if (item.type !== "several") return found.filter(([, code]) => code !== "");
    return found.some(([, code]) => code) ? found.map(([c, code]) => [c, code || "0"]) : [];
  };

  // --- what is shown ---------------------------------------------------------------------

  const route = () => {
    for (const item of facts.items) {
      const shown = block(item.id);
      if (shown) shown.hidden = !asked(item);
    }
    for (const button of form.querySelectorAll("[data-clear]")) {
      button.hidden = !value(button.dataset.clear);
    }
  };

  const clear = (button) => {
    const all = boxes(button.dataset.clear);
    for (const box of all) {
      if (box.type === "radio") box.checked = false;
      else box.value = "";
    }
    route();
    all[0].focus();
  };

  // --- faults ----------------------------------------------------------------------------

  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /** Whether a code's last letter fits the others: ISO 7064, MOD 37,36. */
  const fits = (code) => {
    const letters = [...code.toUpperCase()].filter((letter) => ALPHABET.includes(letter));
    if (letters.length < 2) return false;
    let product = 36;
    for (const letter of letters.slice(0, -1)) {
      product = ((((product + ALPHABET.indexOf(letter)) % 36) || 36) * 2) % 37;
    }
    return ALPHABET[(37 - product) % 36] === letters[letters.length - 1];
  };

  /** The survey code without blanks, as it is read everywhere; words may be a name and stay. */
  const surveyCode = () => {
    const typed = value("respondent");
    const code = typed.replace(/\s/g, "");
    return /\d/.test(code) || code === code.toUpperCase() ? code : typed;
  };

  const codeFault = () => {
    if (!facts.linked) return "";
    const code = surveyCode();
    const none = by("no-code").checked;
    if (!code) return none ? "" : "code_missing";
    if (none) return "code_both";
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(code)) return "code_letters";
    return facts.checked && !code.startsWith("UNLINKED-") && !fits(code) ? "code_wrong" : "";
  };

  const itemFault = (item) => {
    const said = value(item.id);
    if (item.type === "number" && said) {
      const within = /^\d{1,9}$/.test(said) && +said >= item.minimum && +said <= item.maximum;
      return within ? "" : "number_wrong";
    }
    if (item.type === "date") return boxes(item.id)[0].validity.valid ? "" : "date_wrong";
    return said.length > facts.longest ? "too_long" : "";
  };

  const show = (id, box, words) => {
    const fault = by(id + "-fault");
    fault.textContent = words;
    fault.hidden = !words;
    if (words) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  };

  /** Mark every fault where it is, list them all, and say whether there is none. */
  const checked = () => {
    const found = [];
    const note = (id, fault, values) => {
      const words = fault ? filled(facts.words[fault], values) : "";
      show(id, by(id), words);
      if (words) found.push([id, words]);
    };
    if (facts.linked) note("respondent", codeFault(), {});
    for (const item of facts.items) {
      if (!/^(number|date|short_text|long_text)$/.test(item.type)) continue;
      const values = { minimum: item.minimum, maximum: item.maximum, most: facts.longest };
      note("q-" + item.id, asked(item) ? itemFault(item) : "", values);
    }
    const list = by("problem-list");
    list.replaceChildren();
    for (const [id, words] of found) {
      const link = document.createElement("a");
      link.href = "#" + id;
      link.textContent = words;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        by(id).focus();
      });
      const line = document.createElement("li");
      line.append(link);
      list.append(line);
    }
    by("problems").hidden = !found.length;
    if (found.length) by("problems").focus();
    return !found.length;
  };

  // --- saving ----------------------------------------------------------------------------

  const answers = () => {
    const found = {};
    for (const item of facts.items) {
      if (!asked(item)) continue;
      for (const [column, code] of cells(item)) found[column] = code.normalize("NFC");
    }
    return found;
  };

  const save = () => {
    if (!checked()) return;
    const { kind, format, programme, version, language } = facts;
    const respondent = facts.linked ? surveyCode() : "";
    const own = { kind, format, programme, form: facts.form, version, language, copy };
    const text = JSON.stringify({ ...own, respondent, answers: answers() }, null, 1) + "\n";
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    const empty = facts.items.filter((item) => asked(item) && !cells(item).length).length;
    const plural = new Intl.PluralRules(facts.plurals).select(empty);
    const some = facts.words["unanswered." + plural] || facts.words.unanswered;
    by("done-file").textContent = filled(facts.words.saved, { file });
    by("done-unanswered").textContent = filled(empty ? some : facts.words.complete, { count: empty });
    by("answers-text").value = text;
    by("copied").textContent = "";
    by("done").hidden = false;
    by("done").focus();
  };

  const copyText = async () => {
    const text = by("answers-text");
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      if (!document.execCommand("copy")) return;
    }
    by("copied").textContent = facts.words.copied;
  };

  form.reset();
  form.addEventListener("input", route);
  form.addEventListener("change", route);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clear]");
    if (button) clear(button);
  });
  by("copy").addEventListener("click", copyText);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  by("save-first").remove();
  route();
})();
