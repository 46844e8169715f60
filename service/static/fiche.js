// The sheet of a record: copies, shares and prints its address. Without it, the links still work.
"use strict";
(() => {
  const address = location.origin + location.pathname; // without the need that led here
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
    navigator.clipboard.writeText(address).then(() => {
      document.querySelector("[role=status]").textContent = button.textContent = place.dataset.copied;
    }, () => button.remove()));
  if (navigator.share) offer(place.dataset.share, () =>
    navigator.share({ title: document.querySelector("h1").textContent, url: address }).catch(() => {}));
  offer(place.dataset.print, () => print());
  addEventListener("beforeprint", () =>
    document.querySelectorAll(".record > details:not(.quality)").forEach((each) => (each.open = true)));
})();
