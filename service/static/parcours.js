// Comfort only: the browser reads the screen aloud, or takes a town in dictation, when asked to.
"use strict";
const said = document.currentScript.dataset;
const title = document.querySelector("h1");
const voices = window.speechSynthesis;
if (title && voices) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aloud";
  button.textContent = said.listen;
  button.addEventListener("click", () => {
    if (voices.speaking) {
      voices.cancel();
      return;
    }
    const labels = [...document.querySelectorAll(".card-label")].map((label) => label.textContent);
    const spoken = new SpeechSynthesisUtterance([title.textContent, ...labels].join(". "));
    spoken.lang = document.documentElement.lang;
    voices.speak(spoken);
  });
  title.after(button);
}
const field = document.querySelector("#lieu");
const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
if (field && Recognition) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aloud";
  button.textContent = said.dictate;
  button.title = said.warning;
  button.addEventListener("click", () => {
    const heard = new Recognition();
    heard.lang = document.documentElement.lang;
    heard.addEventListener("result", (event) => {
      field.value = event.results[0][0].transcript;
      field.focus();
    });
    heard.start();
  });
  field.form.append(button);
}
