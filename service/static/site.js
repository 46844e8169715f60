// Comfort only: proposes communes while a place is typed, after the combobox pattern of the ARIA
// Authoring Practices. Nothing of the need is sent; without this script the field is a plain one.
"use strict";
for (const field of document.querySelectorAll("input[data-communes]")) {
  const LEAST = 3;
  const WAIT_MS = 300;
  const list = document.createElement("ul");
  let options = [];
  let active = -1;
  let waiting;
  let asked = 0;

  list.id = `${field.id}-propositions`;
  list.className = "propositions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].firstChild.textContent.trim());
  list.hidden = true;
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);

  const close = () => {
    asked += 1;
    clearTimeout(waiting);
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
  const show = (items) => {
    options = items.map((item, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = item.libelle;
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
  const ask = async (text) => {
    asked += 1;
    const mine = asked;
    try {
      const answer = await fetch(`${field.dataset.communes}?q=${encodeURIComponent(text)}`);
      const { items } = await answer.json();
      if (mine === asked && document.activeElement === field) show(items ?? []);
    } catch {
      // without an answer the field stays a plain one
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = field.value.trim();
    if (text.length < LEAST) close();
    else waiting = setTimeout(() => ask(text), WAIT_MS);
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
}
// "Around me", on request only: the position is rounded to 0.02 degrees, some 2 km, and sent in the
// body of a request; the server answers with the results near the commune that is there.
for (const button of document.querySelectorAll("[data-around]")) {
  const STEP = 0.02;
  const rounded = (degrees) => (Math.round(degrees / STEP) * STEP).toFixed(2);
  const note = document.createElement("p");
  note.className = "hint";
  note.setAttribute("role", "status");
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
