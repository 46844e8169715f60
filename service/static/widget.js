// In the frame: tells its height to the page that frames it, once that page has said hello and its
// origin is one of those that the key of the widget names. Nothing else is told, nor kept.
"use strict";
if (parent !== window) {
  const hosts = new Set([location.origin, ...document.body.dataset.hosts.split(" ").filter(Boolean)]);
  const root = document.documentElement;
  let host = "";
  const tell = () => {
    if (!host) return;
    const hauteur = Math.ceil(root.getBoundingClientRect().height);
    parent.postMessage({ type: "orientess:hauteur", hauteur }, host);
  };
  addEventListener("message", (event) => {
    if (event.source !== parent || event.data !== "orientess:bonjour" || !hosts.has(event.origin)) return;
    host = event.origin;
    tell();
  });
  new ResizeObserver(tell).observe(root);
}
