// The sheet of a record: copies, shares and prints its address. Without it, the links still work.
"use strict";
(() => {
  const address = location.origin + location.pathname; // without the need that led here
  const offer = (id, able, act) => {
    const button = document.getElementById(id);
    if (!button || !able) return;
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  };
  offer("copier", navigator.clipboard, (button) =>
    navigator.clipboard.writeText(address).then(() => {
      document.querySelector("[role=status]").textContent = button.textContent = button.dataset.done;
    }, () => (button.hidden = true)));
  offer("partager", navigator.share, () =>
    navigator.share({ title: document.querySelector("h1").textContent, url: address }).catch(() => {}));
  offer("imprimer", true, () => print());
  addEventListener("beforeprint", () =>
    document.querySelectorAll(".record > details:not(.quality)").forEach((each) => (each.open = true)));
})();
