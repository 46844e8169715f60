// The page of occupations for somebody: copies and prints its address. Without it, the page still works.
"use strict";
(() => {
  const place = document.getElementById("envoyer");
  const offer = (text, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = text;
    button.addEventListener("click", () => act(button));
    place.append(button);
  };
  if (navigator.clipboard) offer(place.dataset.copy, (button) =>
    navigator.clipboard.writeText(location.href).then(() => {
      button.textContent = place.dataset.copied;
    }, () => button.remove()));
  offer(place.dataset.print, () => print());
  // what helps to type a town comes with the field
  const { search } = document.currentScript.dataset;
  for (const field of document.querySelectorAll("input[data-communes]"))
    field.addEventListener("focus", () => import(search), { once: true });
})();
