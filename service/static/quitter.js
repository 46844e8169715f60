// A page of danger. Its entry in the history gets an address that holds no text, and it is left at
// once by its link, or by Shift pressed three times, as the "Exit this page" component of GOV.UK.
// The other site takes the place of this page, so that Back does not show it again.
"use strict";
{
  const PRESSES = 3;
  const FORGOTTEN_MS = 5000;
  const link = document.querySelector(".leave");
  const said = document.getElementById("quitter-dit");
  let presses = 0;
  let forgotten;
  const say = (text) => { said.textContent = text; };
  const leave = () => {
    document.title = "";
    document.body.replaceChildren();
    location.replace(link.href);
  };
  if (link.dataset.here) history.replaceState(null, "", link.dataset.here);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = 0;
      return;
    }
    presses += 1;
    clearTimeout(forgotten);
    if (presses === PRESSES) {
      leave();
      return;
    }
    say(link.dataset.more.replace("%(n)s", String(PRESSES - presses)));
    forgotten = setTimeout(() => { presses = 0; say(""); }, FORGOTTEN_MS);
  });
}
