// Comfort only: the browser reads the screen aloud, when asked to.
"use strict";
const said = document.currentScript.dataset;
const title = document.querySelector("h1");
const voices = window.speechSynthesis;
if (title && voices) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aloud";
  button.textContent = said.listen;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    if (voices.speaking) {
      voices.cancel();
      return;
    }
    const labels = [...document.querySelectorAll(".card-label")].map((label) => label.textContent);
    const spoken = new SpeechSynthesisUtterance([title.textContent, ...labels].join(". "));
    spoken.lang = document.documentElement.lang;
    spoken.addEventListener("start", () => button.setAttribute("aria-pressed", "true"));
    for (const end of ["end", "error"]) spoken.addEventListener(end, () => button.setAttribute("aria-pressed", "false"));
    voices.speak(spoken);
  });
  title.after(button);
}
