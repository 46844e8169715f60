// The game of skills: keys 1, 2 and 3 answer while the card has the focus; its end is copied, shared
// and printed. Without it, buttons and links do the same.
"use strict";
(() => {
  const card = document.getElementById("carte");
  if (card) {
    const buttons = card.querySelectorAll("form button");
    buttons.forEach((button, place) => button.setAttribute("aria-keyshortcuts", place + 1));
    card.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      // the place of the key: on French keyboards a figure asks for the shift key
      const place = /^(?:Digit|Numpad)([123])$/.exec(event.code)?.[1] ?? event.key;
      buttons[place - 1]?.click();
    });
  }
  const place = document.getElementById("envoyer");
  if (!place) return;
  const { href } = document.getElementById("lien");
  const offer = (text, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = text;
    button.addEventListener("click", () => act(button));
    place.append(button);
  };
  if (navigator.clipboard) offer(place.dataset.copy, (button) =>
    navigator.clipboard.writeText(href).then(() => {
      document.querySelector("[role=status]").textContent = place.dataset.copied;
    }, () => button.remove()));
  if (navigator.share) offer(place.dataset.share, () =>
    navigator.share({ title: document.title, url: href }).catch(() => {}));
  offer(place.dataset.print, () => print());
})();
