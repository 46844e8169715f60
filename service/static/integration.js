// Comfort only: offers to copy each code. Without this script, it is selected by hand.
"use strict";
if (navigator.clipboard) {
  const status = document.querySelector("[role=status][data-copy]");
  for (const place of document.querySelectorAll("[data-copies]")) {
    const code = document.getElementById(place.dataset.copies);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = status.dataset.copy;
    button.addEventListener("click", () =>
      navigator.clipboard.writeText(code.textContent).then(() => {
        status.textContent = "";
        button.textContent = status.dataset.copied;
        setTimeout(() => { status.textContent = status.dataset.copied; }, 50);
        setTimeout(() => { button.textContent = status.dataset.copy; }, 3000);
      }, () => button.remove()));
    place.append(button);
  }
}
