// Kept sheets: their list in this browser, the buttons "Garder", and the page "Mes fiches". Elsewhere it
// is imported at the first touch, or at once where something is kept. Nothing is sent.
const KEPT = "orientess.fiches";
const ADDRESS = /^\/(?:[a-z]{2}\/)?(?:fiches|lieux)\/[a-z0-9-]{1,120}$/;
const $ = (selector) => document.querySelector(selector);

// The kept sheets, each { address, name }: nothing of what was typed.
const read = () => {
  try {
    const sound = (each) => ADDRESS.test(each?.address) && typeof each.name === "string";
    return JSON.parse(localStorage.getItem(KEPT)).filter(sound);
  } catch {
    return []; // nothing kept, or a browser that keeps nothing
  }
};

// Asks the worker for copies of these pages and of no other; resolves to those that it has.
const copies = async (addresses) => {
  const workers = navigator.serviceWorker; // absent without HTTPS: names and links are kept all the same
  if (!workers) return [];
  if (addresses.length) await workers.register("/sw.js");
  const registration = await workers.getRegistration("/");
  if (!registration) return [];
  const { active } = await workers.ready;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((done) => {
    port1.onmessage = ({ data }) => done(data);
  });
  active.postMessage(addresses, [port2]);
  const held = await answer;
  if (!addresses.length) await registration.unregister();
  return held;
};

// The page that lists them is kept with them: it is shown in place of any page that needs the network.
const mine = $("header .mine");
const refresh = (sheets) =>
  copies(sheets.length ? [mine.pathname, ...sheets.map((each) => each.address)] : []).catch(() => []);

// Writes the list, then resolves to the addresses that open without a network.
const write = (sheets) => {
  if (sheets.length) localStorage.setItem(KEPT, JSON.stringify(sheets));
  else localStorage.removeItem(KEPT);
  return refresh(sheets);
};

let status = $(".share [role=status]"); // a sheet has one
let alarm; // what cannot be done
const region = (role) => {
  const made = document.createElement("p");
  made.className = "keeping";
  made.setAttribute("role", role);
  $("main").append(made);
  return made;
};
// a region that has just come is heard when it changes
const tell = (place, ...parts) => requestAnimationFrame(() => place.replaceChildren(...parts));
const say = (...parts) => {
  alarm?.replaceChildren();
  tell((status ??= region("status")), ...parts);
};
const warn = (text) => {
  if (status?.matches(".keeping")) status.replaceChildren();
  tell((alarm ??= region("alert")), text);
};

// The buttons "Garder", of a sheet or of cards
const sheetOf = (button) => {
  const link = button.closest("li")?.querySelector("h2 a, h3 a");
  const name = (link ?? $("h1")).textContent.replace(/\s+/g, " ").trim();
  return { address: (link ?? location).pathname, name };
};
const key = (address) => address.split("/").slice(-2).join("/"); // the same in any language
const draw = () => {
  const kept = new Set(read().map((each) => key(each.address)));
  for (const button of document.querySelectorAll("button.keep")) {
    const words = button.closest("[data-kept]").dataset;
    const sheet = sheetOf(button);
    const pressed = kept.has(key(sheet.address));
    button.setAttribute("aria-pressed", String(pressed));
    button.textContent = pressed ? words.kept : words.keep;
    if (button.closest("li")) button.setAttribute("aria-label", `${button.textContent} : ${sheet.name}`);
  }
};
export const toggle = async (button) => {
  const words = button.closest("[data-kept]").dataset;
  const sheet = sheetOf(button);
  const kept = read();
  const others = kept.filter((each) => key(each.address) !== key(sheet.address));
  const removed = others.length < kept.length;
  if (!removed && kept.length >= Number(words.most)) {
    warn(words.full);
    return;
  }
  try {
    const writing = write(removed ? others : [...kept, sheet]);
    draw();
    say(removed ? words.removed : words.stays, " ", mine.cloneNode(true));
    const held = await writing;
    if (!removed && held.includes(sheet.address)) say(words.offline, " ", mine.cloneNode(true));
  } catch {
    warn(words.refused); // storage that is full or forbidden
  }
};

// The page "Mes fiches"
const section = $("#gardees");
const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });
const line = (sheet) => {
  const item = element("li", "");
  const button = element("button", section.dataset.remove, { type: "button", className: "quiet" });
  button.setAttribute("aria-label", `${button.textContent} : ${sheet.name}`);
  button.addEventListener("click", () => {
    const at = [...item.parentElement.children].indexOf(item);
    change(read().filter((each) => each.address !== sheet.address), section.dataset.removed);
    const left = section.querySelectorAll("li button");
    (left[Math.min(at, left.length - 1)] ?? $("#aucune")).focus();
  });
  item.append(element("a", sheet.name, { href: sheet.address, lang: "fr" }), element("span", "", { className: "hint" }), button);
  return item;
};
const list = () => {
  const kept = read();
  section.hidden = !kept.length;
  $("#aucune").hidden = kept.length > 0;
  $("[data-count]").textContent = kept.length;
  const codes = $("[data-codes]");
  codes.href = `${codes.dataset.codes}?${kept.map((each) => `f=${each.address.split("/").pop()}`).join("&")}`;
  section.querySelector("ul").replaceChildren(...kept.map(line));
};
const mark = (held) => {
  for (const item of section.querySelectorAll("li")) {
    const opens = held.includes(item.querySelector("a").pathname);
    item.querySelector("span").textContent = opens ? section.dataset.offline : "";
  }
};
const change = (sheets, said) => {
  write(sheets).then(mark);
  list();
  status.textContent = said;
};
if (section) {
  status = $("main [role=status]");
  $("[data-empty]").addEventListener("click", () => {
    if (!confirm(section.dataset.sure)) return;
    change([], section.dataset.emptied);
    $("#aucune").focus();
  });
  refresh(read()).then(mark);
}

const show = section ? list : draw;
addEventListener("storage", show);
addEventListener("pageshow", show);
show();
