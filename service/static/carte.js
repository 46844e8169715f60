// The detailed map: tiles of OpenStreetMap under the results of the list, for who asked for them.
"use strict";
(() => {
  const holder = document.querySelector(".detailed");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  holder.hidden = false;
  document.querySelector(".drawing").hidden = true;
  const map = L.map(holder.querySelector(".tiles"), {
    zoomControl: false,
    attributionControl: false,
    scrollWheelZoom: false,
    // on a screen that is touched, one finger scrolls the page and two move the map
    dragging: !matchMedia("(pointer: coarse)").matches,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
  });
  // the owners of the tiles ask to know the site: they are told its origin, never the whole address
  const tiles = L.tileLayer(`${holder.dataset.tiles}/{z}/{x}/{y}.png`, { maxZoom: 19, referrerPolicy: "strict-origin" });
  // images that do not come leave a bare ground under the numbers: it is said, until one comes
  const failing = holder.querySelector(".failing");
  let came = false;
  tiles.on("tileload", () => {
    came = true;
    failing.textContent = "";
  });
  tiles.on("tileerror", () => {
    if (!came) failing.textContent = holder.dataset.failing;
  });
  tiles.addTo(map);

  const places = new Map();
  for (const item of document.querySelectorAll("[data-place]")) {
    const place = item.dataset.place;
    places.set(place, [...(places.get(place) ?? []), item]);
  }
  const pointOf = (place) => place.split(",").map(Number);
  // what the drawing shows comes first in the list, and is what is looked at first
  const seen = document.querySelector("[data-place]").closest("ol").querySelectorAll("[data-place]");
  map.fitBounds([...seen].map((item) => pointOf(item.dataset.place)), { padding: [40, 40], maxZoom: 15, animate: false });

  const told = (items, close) => {
    const box = document.createElement("div");
    for (const item of items) {
      box.append(...[...item.querySelectorAll(":scope > a:not(.see), .facts")].map((part) => part.cloneNode(true)));
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = holder.dataset.close;
    button.addEventListener("click", close);
    box.append(button);
    box.addEventListener("keydown", (event) => event.key === "Escape" && close());
    return box;
  };
  for (const [place, items] of places) {
    // one result has its number in the list, and the colour of its theme; several say how many
    const label = document.createElement("span");
    label.className = items.length > 1 ? "" : items[0].querySelector(".rank").className.replace("rank", "");
    label.append(items.length > 1 ? `×${items.length}` : items[0].value);
    const icon = L.divIcon({ html: label, className: "place", iconSize: [32, 32] });
    const marker = L.marker(pointOf(place), { icon }).addTo(map);
    const button = marker.getElement();
    const names = items.map((item) => `${item.value}. ${item.querySelector("a").textContent}`);
    const several = holder.dataset.several.replace("{n}", items.length);
    button.setAttribute("aria-label", [...(items.length > 1 ? [several] : []), ...names].join(", "));
    if (items.length > 1) button.title = several;
    button.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      marker.openPopup();
    });
    marker.bindPopup(told(items, () => marker.closePopup()), { closeButton: false, maxHeight: 240 });
    marker.on("popupopen", ({ popup }) => popup.getElement().querySelector("a").focus());
    marker.on("popupclose", () => button.focus());
  }
  if (holder.dataset.here) {
    const mark = { radius: 9, color: "#1b2b27", weight: 2, fillColor: "#ffd166", fillOpacity: 1, interactive: false };
    L.circleMarker(pointOf(holder.dataset.here), mark)
      .addTo(map)
      .bindTooltip(holder.dataset.name, { permanent: true, direction: "top", offset: [0, -10] });
  }
  for (const button of holder.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => map.setZoom(map.getZoom() + Number(button.dataset.zoom)));
  }
})();
