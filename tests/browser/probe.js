// What the proofs measure inside a page. Each function returns the faults it sees, in words.
"use strict";
window.probe = (() => {
  const TARGETS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";

  const described = (each) => {
    const name = each.tagName.toLowerCase();
    const id = each.id ? `#${each.id}` : "";
    const kinds = [...each.classList].map((kind) => `.${kind}`).join("");
    const text = (each.value || each.textContent).trim().replace(/\s+/g, " ").slice(0, 40);
    const parent = each.parentElement?.closest("[class], [id]");
    const within = parent ? `${parent.tagName.toLowerCase()}${parent.id ? `#${parent.id}` : ""}${
      [...parent.classList].map((kind) => `.${kind}`).join("")} ` : "";
    return `${within}${name}${id}${kinds} « ${text} »`;
  };

  // Hidden for the eyes only, on purpose: one pixel, or out of the screen until it is focused.
  const unseen = (each) => {
    const box = each.getBoundingClientRect();
    return (
      !each.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
      box.right <= 0 || box.width <= 1 || box.height <= 1
    );
  };

  // Boxes that scroll by themselves, such as a wide table, keep their overflow.
  const scrolled = (each) => each.parentElement?.closest(".scroll, pre") !== null;

  const closed = [];
  // The menu of languages lies over the page: it is looked at by itself.
  const openAll = () => {
    for (const each of document.querySelectorAll("details:not([open], .languages)")) {
      each.open = true;
      closed.push(each);
    }
  };

  // The page as it came: its details, its texts, its place and its focus.
  const reset = () => {
    for (const each of closed.splice(0)) each.open = false;
    document.adoptedStyleSheets = [];
    document.documentElement.style.fontSize = "";
    document.activeElement?.blur();
    scrollTo(0, 0);
  };

  const overflow = () => {
    const width = document.documentElement.clientWidth;
    const excess = document.documentElement.scrollWidth - width;
    if (excess <= 0) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      (each) => each.getBoundingClientRect().right > width + 0.5 && !scrolled(each) && !unseen(each),
    );
    return [`${excess} px de trop sur ${width}`, ...wide.slice(0, 5).map(described)];
  };

  // The overrides of WCAG 1.4.12, by a sheet that no policy of the page concerns.
  const space = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}" +
        "p{margin-bottom:2em!important}",
    );
    document.adoptedStyleSheets = [sheet];
  };

  const clipped = () => {
    const cut = [...document.body.querySelectorAll("*")].filter((each) => {
      if (unseen(each) || each.closest("svg")) return false;
      const style = getComputedStyle(each);
      const hides = [style.overflowX, style.overflowY].some((way) => /hidden|clip/.test(way));
      const framed = each.matches("button, summary, .button, legend, th, td");
      const field = each.matches("input, select, textarea"); // a field scrolls what is typed in it
      const wide = each.scrollWidth > each.clientWidth + 1;
      const high = each.scrollHeight > each.clientHeight + 1;
      return !field && style.display !== "inline" && (hides || framed) && (wide || high);
    });
    return [...overflow(), ...cut.map((each) => `coupé : ${described(each)}`)];
  };

  const enlarge = (times) => {
    const root = document.documentElement;
    root.style.fontSize = `${times * parseFloat(getComputedStyle(root).fontSize)}px`;
  };

  // In a sentence: the line holds words that lead nowhere, and their height bounds the target's.
  const inSentence = (each) => {
    if (getComputedStyle(each).display !== "inline") return false;
    let block = each.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const rest = block.cloneNode(true);
    for (const other of rest.querySelectorAll(TARGETS)) other.remove();
    return /[\p{L}\p{N}]/u.test(rest.textContent);
  };

  // How far the pointer still reaches the target, across and down from its centre: labels and
  // what is drawn over it count.
  const reach = (each) => {
    each.scrollIntoView({ block: "center", behavior: "instant" });
    const box = (each.getClientRects()[0] ?? each.getBoundingClientRect());
    const hits = (x, y) => {
      const met = document.elementFromPoint(x, y);
      return met !== null && (each.contains(met) || met.closest("label")?.control === each);
    };
    const [x, y] = [box.left + Math.min(box.width / 2, 12), box.top + box.height / 2];
    const far = (dx, dy) => {
      let steps = 0;
      while (steps < 60 && hits(x + dx * (steps + 1), y + dy * (steps + 1))) steps += 1;
      return steps;
    };
    if (!hits(x, y)) return { width: 0, height: 0 };
    return { width: far(-1, 0) + far(1, 0) + 1, height: far(0, -1) + far(0, 1) + 1 };
  };

  const largest = (each) => {
    const boxes = [each, ...(each.labels ?? [])].map((other) => other.getBoundingClientRect());
    return {
      width: Math.max(...boxes.map((box) => box.width)),
      height: Math.max(...boxes.map((box) => box.height)),
    };
  };

  const tooSmall = (selector, leastWidth, leastHeight) => {
    const short = [];
    for (const each of document.querySelectorAll(selector)) {
      if (unseen(each) || inSentence(each)) continue;
      const fits = (size) => size.width >= leastWidth && size.height >= leastHeight;
      // A half pixel is a matter of rounding.
      const box = largest(each);
      if (fits({ width: box.width + 0.5, height: box.height + 0.5 })) continue;
      const reached = reach(each);
      if (!fits(reached)) {
        short.push(`${Math.round(box.width)} × ${Math.round(box.height)} px (atteint ${reached.width} × ${reached.height}) : ${described(each)}`);
      }
    }
    return short;
  };

  const channel = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) =>
    0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (each) => {
    for (let under = each; under; under = under.parentElement) {
      const colour = parts(getComputedStyle(under).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };

  // The line that shows the focus: an outline or, in a drawing, the stroke of a shape.
  const line = (each) => {
    const shape = each instanceof SVGElement && each.querySelector("circle, rect, path");
    if (!shape) {
      const style = getComputedStyle(each);
      const width = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
      return { width, colour: style.outlineColor };
    }
    const style = getComputedStyle(shape);
    const width = style.stroke === "none" ? 0 : parseFloat(style.strokeWidth) * shape.getScreenCTM().a;
    return { width, colour: style.stroke };
  };

  // Every stop of the keyboard: its line is seen, and something of it is not covered.
  const focus = () => {
    const faults = [];
    for (const each of document.querySelectorAll(TARGETS)) {
      if (!each.checkVisibility({ visibilityProperty: true })) continue;
      document.activeElement?.blur();
      const before = line(each);
      each.focus({ focusVisible: true });
      if (document.activeElement !== each) continue;
      const { width, colour } = line(each);
      const same = before.width === width && before.colour === colour;
      if (width < 2 || same) {
        faults.push(`sans contour : ${described(each)}`);
      } else {
        const seen = contrast(parts(colour), ground(each.parentElement));
        if (seen < 3) faults.push(`contour à ${seen.toFixed(2)} pour 1 : ${described(each)}`);
      }
      const box = each.getClientRects()[0];
      const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
      const met = points.some(([x, y]) => {
        const top = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
        return top !== null && (each.contains(top) || top.closest("label")?.control === each);
      });
      if (!met) faults.push(`couvert : ${described(each)}`);
    }
    return faults;
  };

  // Texts of drawings, which axe-core leaves to be judged: against their halo or, without one,
  // against all that is painted under them.
  const drawn = () => {
    const faults = [];
    const meet = (one, other) =>
      one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    for (const text of document.querySelectorAll("svg text")) {
      if (unseen(text)) continue;
      const style = getComputedStyle(text);
      const box = text.getBoundingClientRect();
      const before = [...text.ownerSVGElement.querySelectorAll("path, rect, circle")].filter(
        (shape) => text.compareDocumentPosition(shape) & Node.DOCUMENT_POSITION_PRECEDING,
      );
      const under = before.filter((shape) => meet(shape.getBoundingClientRect(), box));
      const fills = under.map((shape) => getComputedStyle(shape).fill).filter((fill) => fill !== "none");
      const halo = style.paintOrder.startsWith("stroke") && style.stroke !== "none";
      // The shape that a text labels is drawn just before it and covers what is farther.
      const label = under.at(-1) === text.previousElementSibling ? fills.slice(-1) : fills;
      const grounds = halo ? [parts(style.stroke)] : label.map(parts);
      if (grounds.length === 0 || (!halo && label === fills)) grounds.push(ground(text.ownerSVGElement));
      const least = Math.min(...grounds.map((colour) => contrast(parts(style.fill), colour)));
      if (least < 4.5) faults.push(`${least.toFixed(2)} pour 1 : ${described(text)}`);
    }
    return faults;
  };

  return { openAll, reset, overflow, space, clipped, enlarge, tooSmall, focus, drawn, TARGETS };
})();
