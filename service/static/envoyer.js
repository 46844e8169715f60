// Occupations found for somebody: their address is copied, shared and printed. Without it, the page and
// its link still work.
"use strict";
(() => {
  const place = document.getElementById("envoyer");
  const link = document.getElementById("lien"); // none where the page has its own address
  const offer = (text, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = text;
    button.addEventListener("click", () => act(button));
    place.append(button);
  };
  const url = () => link?.href ?? location.href;
  if (navigator.clipboard) offer(place.dataset.copy, (button) =>
    navigator.clipboard.writeText(url()).then(() => {
      (link ? document.querySelector("[role=status]") : button).textContent = place.dataset.copied;
    }, () => button.remove()));
  if (navigator.share && place.dataset.share) offer(place.dataset.share, () =>
    navigator.share({ title: document.title, url: url() }).catch(() => {}));
  offer(place.dataset.print, () => print());
  // what helps to type a town comes with the field
  const { search } = document.currentScript.dataset;
  for (const field of document.querySelectorAll("input[data-communes]"))
    field.addEventListener("focus", () => import(search), { once: true });
})();
