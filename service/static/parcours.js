// Comfort only: the browser reads the screen aloud, or takes a dictation, when it is asked to.
"use strict";
const title = document.querySelector("h1");
const voices = window.speechSynthesis;
if (title && voices) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aloud";
  button.textContent = "Écouter";
  button.addEventListener("click", () => {
    if (voices.speaking) {
      voices.cancel();
      return;
    }
    const labels = [...document.querySelectorAll(".card-label")].map((label) => label.textContent);
    const said = new SpeechSynthesisUtterance([title.textContent, ...labels].join(". "));
    said.lang = "fr-FR";
    voices.speak(said);
  });
  title.after(button);
}
const field = document.querySelector("#q");
const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
if (field && Recognition) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aloud";
  button.textContent = "Dicter";
  button.title = "Votre navigateur peut envoyer votre voix à son éditeur.";
  button.addEventListener("click", () => {
    const heard = new Recognition();
    heard.lang = "fr-FR";
    heard.addEventListener("result", (event) => {
      field.value = event.results[0][0].transcript;
      field.focus();
    });
    heard.start();
  });
  field.form.append(button);
}
