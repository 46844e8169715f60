// The sheet of a record or of a location: keeps it, copies, shares and prints its address. Without it,
// the links still work.
"use strict";
(() => {
  const address = location.origin + location.pathname; // without the need that led here
  const place = document.getElementById("envoyer");
  const create = (text, kind, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = kind;
    button.textContent = text;
    button.addEventListener("click", () => act(button));
    return button;
  };
  const offer = (text, act) => place.append(create(text, "quiet", act));
  // what keeps comes at the first touch, or at once when this browser keeps sheets
  const keeper = () => import(place.dataset.keeper);
  document.getElementById("garder").replaceWith(create(place.dataset.keep, "quiet keep", (button) =>
    keeper().then(({ toggle }) => toggle(button))));
  try {
    if (localStorage.getItem("orientess.fiches")) keeper();
  } catch {
    // storage is forbidden: the button says so when it is touched
  }
  if (navigator.clipboard) offer(place.dataset.copy, (button) =>
    navigator.clipboard.writeText(address).then(() => {
      document.querySelector("[role=status]").textContent = button.textContent = place.dataset.copied;
    }, () => button.remove()));
  if (navigator.share) offer(place.dataset.share, () =>
    navigator.share({ title: document.querySelector("h1").textContent, url: address }).catch(() => {}));
  offer(place.dataset.print, () => print());
  addEventListener("beforeprint", () =>
    document.querySelectorAll(".record > details:not(.quality)").forEach((each) => (each.open = true)));
  // what helps to type another search comes with it
  const { search } = document.currentScript.dataset;
  for (const field of document.querySelectorAll("input[data-needs], input[data-communes]"))
    field.addEventListener("focus", () => import(search), { once: true });
})();
