// Comfort only. Needs and names are looked for in lists fetched once: nothing typed is sent.
"use strict";
const MOST_OPTIONS = 5;
const combobox = (field, propose) => {
  const list = document.createElement("ul");
  let options = [];
  let active = -1;
  let asked = 0;

  list.id = `${field.id}-propositions`;
  list.className = "propositions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.list ?? field.labels[0].firstChild.textContent.trim());
  list.hidden = true;
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);

  const close = () => {
    asked += 1;
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    field.value = option.textContent;
    close();
  };
  const mark = (place) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = (place + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[active].id);
  };
  const show = (proposed) => {
    options = proposed.slice(0, MOST_OPTIONS).map(({ text, title }, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = text;
      if (title) option.dataset.title = title;
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => choose(option));
      return option;
    });
    list.replaceChildren(...options);
    active = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = options.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
  };
  field.addEventListener("input", async () => {
    asked += 1;
    const mine = asked;
    // else the field stays a plain one
    const proposed = await propose(field.value.trim(), () => mine !== asked).catch(() => []);
    if (mine === asked && document.activeElement === field) show(proposed);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active < 0 ? options.length - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) choose(options[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
};
for (const field of document.querySelectorAll("input[data-communes]")) {
  const LEAST = 3;
  const WAIT_MS = 300;
  combobox(field, async (text, late) => {
    if (text.length < LEAST) return [];
    await new Promise((ready) => setTimeout(ready, WAIT_MS));
    if (late()) return [];
    const answer = await fetch(`${field.dataset.communes}?q=${encodeURIComponent(text)}`);
    const { items } = await answer.json();
    return (items ?? []).map(({ libelle }) => ({ text: libelle }));
  });
}
for (const field of document.querySelectorAll("input[data-needs]")) {
  const LEAST = 2;
  const MOST_NAMES = 2;
  const HEARD = 0.4;
  const SOUNDS = [
    [/[^a-z0-9\u0370-\uffff]+/g, " "], [/ph/g, "f"], [/qu|k|ck|c(?=[aou])/g, "k"], [/c(?=[eiy])/g, "s"],
    [/e?au/g, "o"], [/ai|ei|er\b|ez\b|es\b|et\b/g, "e"], [/y/g, "i"], [/h/g, ""], [/(.)\1+/g, "$1"], [/[sxtdpe]+\b/g, ""],
  ];
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const heard = (text) => SOUNDS.reduce((sound, [from, to]) => sound.replace(from, to), fold(text)).split(" ").filter(Boolean);
  const begins = (own, start) => own.some((each) => each.startsWith(start));
  let lists;
  const indexed = async (address) => {
    const texts = await (await fetch(address)).json();
    return texts.map((text) => ({ text, words: fold(text).split(/[^\p{L}\d]+/u), sounds: heard(text) }));
  };
  const read = async () => {
    lists ??= await Promise.all([indexed(field.dataset.needs), indexed(field.dataset.names).catch(() => [])]);
    return lists;
  };
  const nearness = (need, words, sounds) => {
    const near = words.map((word, at) => {
      if (begins(need.words, word)) return 1;
      return sounds[at]?.length > 1 && begins(need.sounds, sounds[at]) ? HEARD : 0;
    });
    return near.every(Boolean) ? near.reduce((sum, each) => sum + each, 0) / need.words.length : 0;
  };
  field.addEventListener("focus", () => read().catch(() => {}), { once: true });
  combobox(field, async (text) => {
    if (text.length < LEAST) return [];
    const [needs, names] = await read();
    const words = fold(text).split(/[^\p{L}\d]+/u).filter((word) => word.length > 1);
    const sounds = words.map((word) => heard(word)[0]);
    const nearest = (texts, most) => texts
      .map(({ text, ...own }) => ({ text, near: nearness(own, words, sounds) }))
      .filter(({ near }) => words.length && near)
      .sort((one, other) => other.near - one.near)
      .slice(0, most);
    const own = nearest(names, MOST_NAMES);
    if (own.length) own[0].title = field.dataset.named;
    return [...nearest(needs, MOST_OPTIONS - own.length), ...own];
  });
}
// The browser's maker may hear, which the button says.
const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
for (const field of Recognition ? document.querySelectorAll("[data-dictate]") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "dictate";
  button.title = `${field.dataset.dictate}. ${field.dataset.warning}`;
  button.setAttribute("aria-label", button.title);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const heard = new Recognition();
    heard.lang = document.documentElement.lang;
    heard.addEventListener("start", () => button.setAttribute("aria-pressed", "true"));
    heard.addEventListener("end", () => button.setAttribute("aria-pressed", "false"));
    heard.addEventListener("result", (event) => {
      field.value = event.results[0][0].transcript;
      field.focus();
    });
    heard.start();
  });
  field.after(button);
}
// On request only: the position is rounded to some 2 km, and sent in the body of a request.
for (const button of document.querySelectorAll("[data-around]")) {
  const STEP = 0.02;
  const rounded = (degrees) => (Math.round(degrees / STEP) * STEP).toFixed(2);
  const note = document.createElement("p");
  note.className = "hint";
  note.setAttribute("role", "alert");
  button.form.append(note);
  button.addEventListener("click", () => {
    if (!button.form.reportValidity()) return;
    const failed = () => {
      note.textContent = button.dataset.failed;
    };
    const send = ({ coords }) => {
      const form = document.createElement("form");
      form.method = "post";
      form.action = button.dataset.around;
      const values = { q: button.form.elements.q.value, lat: rounded(coords.latitude), lon: rounded(coords.longitude) };
      for (const [name, value] of Object.entries(values)) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        form.append(field);
      }
      document.body.append(form);
      form.submit();
    };
    if (navigator.geolocation) navigator.geolocation.getCurrentPosition(send, failed, { timeout: 10000, maximumAge: 600000 });
    else failed();
  });
}
// What keeps sheets comes at the first touch, or at once when this browser keeps some.
const cards = document.querySelector("[data-keeper]");
if (cards) {
  const keeper = () => import(cards.dataset.keeper);
  cards.addEventListener("click", ({ target }) => {
    if (target.matches(".keep")) keeper().then(({ toggle }) => toggle(target));
  });
  try {
    if (localStorage.getItem("orientess.fiches")) keeper();
  } catch {
    // storage is forbidden: the button says so when it is touched
  }
}
