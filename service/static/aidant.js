// Comfort of the space of helpers: a short-list that this browser keeps (identifiers and names,
// nothing of what was typed), keyboard shortcuts, and texts to copy. Without it all links remain.
"use strict";
(() => {
  const KEPT = "orientess.selection";
  const KEYS = "orientess.raccourcis";
  const MINE = "orientess.aidant";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const messages = $$(".status"); // what was done, and what cannot be
  const SHOWN_MS = 6000;
  let fading;
  const say = (what) => {
    for (const message of messages) message.textContent = message.dataset[what] ?? "";
    clearTimeout(fading);
    fading = setTimeout(() => messages.forEach((message) => message.replaceChildren()), SHOWN_MS);
  };
  let store = null;
  try {
    store = window.localStorage;
    store.getItem(KEPT);
  } catch {
    store = null; // a browser that keeps nothing: what is ticked is all there is
  }

  // The short-list
  const basket = store && $("#selection");
  const rows = $$("[data-id]");
  const chosen = $(".chosen .picks"); // a short-list from its address: its boxes choose among it
  const most = Number(basket?.dataset.most);
  const read = () => {
    try {
      const sound = (each) =>
        /^[a-z0-9~-]{1,240}$/.test(each?.id) && typeof each.name === "string";
      return JSON.parse(store.getItem(KEPT)).filter(sound).slice(0, most);
    } catch {
      return [];
    }
  };
  const withFields = (base, kept, limit) => {
    const fields = kept.slice(0, limit).map((each) => `f=${each.id}`);
    return [base, ...fields].join("&").replace(/^([^?]*?)&/, "$1?");
  };
  const draw = () => {
    const kept = read();
    const ids = new Set(kept.map((each) => each.id));
    basket.hidden = kept.length === 0;
    document.documentElement.classList.toggle("has-basket", kept.length > 0);
    $("[data-count]", basket).textContent = kept.length;
    for (const link of $$("[data-base]", basket)) {
      link.href = withFields(link.dataset.base, kept, Number(link.dataset.most));
    }
    $("[data-names]", basket).replaceChildren(
      ...kept.map((each) => {
        const item = document.createElement("li");
        item.textContent = each.name;
        return item;
      }),
    );
    for (const row of chosen ? [] : rows) {
      const button = $(".keep", row);
      const pressed = ids.has(row.dataset.id);
      button.setAttribute("aria-pressed", String(pressed));
      button.firstChild.data = `${pressed ? button.dataset.kept : button.dataset.keep} `;
    }
  };
  const write = (kept, what) => {
    try {
      if (kept.length) store.setItem(KEPT, JSON.stringify(kept));
      else store.removeItem(KEPT);
    } catch {
      return; // no room is left: the list stays as it was
    }
    draw();
    say(what);
  };
  const toggle = (row) => {
    const kept = read();
    const others = kept.filter((each) => each.id !== row.dataset.id);
    if (others.length < kept.length) write(others, "removed");
    else if (kept.length >= most) say("full");
    else write([...kept, { id: row.dataset.id, name: $("h2 a", row).textContent }], "kept");
  };
  const copy = async (text, field) => {
    try {
      await navigator.clipboard.writeText(text);
      say("copied");
    } catch {
      if (!field) return;
      field.closest("details").open = true;
      field.select();
      say("selected");
    }
  };
  if (basket) {
    document.documentElement.classList.add("keeps");
    for (const row of chosen ? [] : rows) {
      const button = $("template", basket).content.firstElementChild.cloneNode(true);
      $("span", button).textContent = $("h2 a", row).textContent;
      button.addEventListener("click", () => toggle(row));
      $(".row-do", row).prepend(button);
    }
    $("[data-empty]", basket).addEventListener("click", () => {
      write([], "emptied");
      $("#q, h1 a, .back")?.focus();
    });
    const link = $("[data-copy-link]", basket);
    link.hidden = !navigator.clipboard;
    link.addEventListener("click", () => copy($('[data-base*="/aidant/selection"]', basket).href));
    window.addEventListener("storage", draw);
    window.addEventListener("pageshow", draw);
    draw();
  }

  // The sheet: what is typed stays in the page, but who the helper is when asked to be kept
  const keepMine = () => {
    const box = $("#garder-moi");
    if (!store) return;
    box.closest("[hidden]").hidden = false;
    const fields = $$("[data-mine]");
    let mine = null;
    try {
      mine = JSON.parse(store.getItem(MINE));
    } catch {
      store.removeItem(MINE);
    }
    box.checked = mine instanceof Object;
    for (const field of box.checked ? fields : []) {
      const told = mine[field.dataset.mine];
      if (typeof told === "string") field.value = told.slice(0, field.maxLength);
    }
    const keep = () => {
      if (!box.checked) {
        store.removeItem(MINE);
        return;
      }
      const told = fields.map((field) => [field.dataset.mine, field.value.trim()]);
      try {
        store.setItem(MINE, JSON.stringify(Object.fromEntries(told)));
      } catch {
        box.checked = false; // no room is left
      }
    };
    for (const each of [box, ...fields]) each.addEventListener("input", keep);
  };
  // a browser brings the caret of a long text into view, and not the text
  for (const text of $$("textarea")) text.addEventListener("focus", () => text.scrollIntoView({ block: "nearest" }));
  const sms = $("#sms");
  if (sms) {
    const [hello, rest] = sms.value.split(/,(.*)/s);
    const name = $("#prenom");
    const greet = () => {
      const typed = name.value.trim();
      sms.value = `${hello}${typed ? ` ${typed}` : ""},${rest}`;
      $("#envoyer").href = `sms:?&body=${encodeURIComponent(sms.value)}`;
    };
    name.addEventListener("input", greet);
    greet();
    keepMine();
    for (const field of $$("[data-written]")) {
      const written = document.createElement("span");
      written.className = "written";
      field.after(written);
      const mirror = () => {
        const lines = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
        written.textContent = lines.join(lines.length > 6 ? " · " : "\n");
      };
      field.addEventListener("input", mirror);
      mirror();
    }
    document.documentElement.classList.add("mirrored");
    for (const button of $$("[data-copy]")) {
      const field = document.getElementById(button.dataset.copy);
      button.hidden = false;
      button.addEventListener("click", () => copy(field.value, field));
    }
    $("#imprimer").hidden = false;
    $("#imprimer").addEventListener("click", () => window.print());
  }

  // Keyboard shortcuts
  const help = $("#raccourcis");
  if (!help?.showModal) return;
  const active = $("#raccourcis-actifs");
  const opener = $("#raccourcis-voir");
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  $("#raccourcis-fermer").addEventListener("click", () => help.close());
  active.checked = store?.getItem(KEYS) !== "non";
  active.addEventListener("change", () => {
    if (active.checked) store?.removeItem(KEYS);
    else store?.setItem(KEYS, "non");
  });
  const current = () => document.activeElement.closest("[data-id]");
  const move = (step) => {
    const row = rows[rows.indexOf(current()) + step] ?? (step > 0 ? rows.at(-1) : rows[0]);
    if (row) $("h2 a", row).focus();
  };
  const follow = (key) => {
    const link = $(`[data-key=${key}]`);
    const row = key === "f" && current();
    if (chosen) $(key === "f" ? "[formaction]" : "[type=submit]", chosen).click();
    else if (basket && !basket.hidden) link.click();
    else if (row) $(".sheet-link", row).click();
    else say("none");
  };
  const acts = {
    "/": () => {
      const form = $(".asked");
      if (form) form.open = true;
      $("#q")?.focus();
    },
    j: () => move(1),
    k: () => move(-1),
    g: () => {
      const row = current();
      if (row && chosen) $(".pick input", row).click();
      else if (row && basket) toggle(row);
    },
    c: () => follow("c"),
    f: () => follow("f"),
    p: () => $("#imprimer")?.click(),
    "?": () => help.showModal(),
  };
  const announced = new Set($$("kbd", help).map((each) => each.textContent));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
    if (typing || modified || event.repeat || help.open || !active.checked) return;
    if (!announced.has(event.key)) return;
    event.preventDefault();
    acts[event.key]();
  });
})();
