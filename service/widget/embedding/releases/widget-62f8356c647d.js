// OrientESS: gives iframe[data-orientess] the height of what it shows. Reads and keeps nothing.
// Only messages of the service, from such a frame and of the awaited shape, are heard.
(() => {
  "use strict";
  const FRAMES = "iframe[data-orientess]";
  const [LEAST, MOST] = [100, 20000]; // pixels
  const service = new URL(document.currentScript.src).origin;
  const greet = (frame) => frame.contentWindow?.postMessage("orientess:bonjour", service);

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== service || typeof data !== "object" || data?.type !== "orientess:hauteur") return;
    const { hauteur } = data;
    if (!Number.isInteger(hauteur) || hauteur < LEAST || hauteur > MOST) return;
    for (const frame of document.querySelectorAll(FRAMES)) {
      if (frame.contentWindow === source) frame.style.height = `${hauteur}px`;
    }
  });
  // each page that a frame opens is greeted; so is one that opened before this script
  document.addEventListener("load", ({ target }) => target.matches?.(FRAMES) && greet(target), true);
  for (const frame of document.querySelectorAll(FRAMES)) {
    if (frame.contentDocument?.URL !== "about:blank") greet(frame);
  }
})();
