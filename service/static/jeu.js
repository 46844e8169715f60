// The game of skills: keys 1, 2 and 3 answer while the card has the focus. Without it, buttons do the
// same.
"use strict";
(() => {
  const card = document.getElementById("carte");
  const buttons = card.querySelectorAll("form button");
  buttons.forEach((button, place) => button.setAttribute("aria-keyshortcuts", place + 1));
  card.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // the place of the key: on French keyboards a figure asks for the shift key
    const place = /^(?:Digit|Numpad)([123])$/.exec(event.code)?.[1] ?? event.key;
    buttons[place - 1]?.click();
  });
})();
