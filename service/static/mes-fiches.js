// "Mes fiches": lists what this browser keeps, and forgets it. Without it, the page tells other ways.
"use strict";
(() => {
  const section = document.getElementById("gardees");
  const none = document.getElementById("aucune");
  const status = document.querySelector("[role=status]");
  const { dataset: words } = section;
  const [list, count, title, codes, empty] = ["ul", "[data-count]", "h2", "[data-codes]", "button"].map((each) =>
    section.querySelector(each));
  const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });

  import(words.keeper).then(({ read, write, refresh }) => {
    const mark = (held) => {
      for (const item of list.children) {
        const there = held.includes(item.querySelector("a").pathname);
        item.querySelector(".hint").textContent = there ? words.offline : "";
      }
    };
    const change = (sheets, said) => {
      write(sheets).then(mark);
      draw();
      status.textContent = said;
    };
    const remove = (sheet, at) => {
      change(read().filter((each) => each.address !== sheet.address), words.removed);
      (list.children[Math.min(at, list.children.length - 1)]?.querySelector("button") ?? none).focus();
    };
    const draw = () => {
      const kept = read();
      section.hidden = !kept.length;
      none.hidden = kept.length > 0;
      count.textContent = kept.length;
      codes.href = `${codes.dataset.codes}?${kept.map((each) => `f=${each.address.split("/").pop()}`).join("&")}`;
      list.replaceChildren(...kept.map((sheet, at) => {
        const item = document.createElement("li");
        const button = element("button", words.remove, { type: "button", className: "quiet" });
        button.setAttribute("aria-label", `${words.remove} : ${sheet.name}`);
        button.addEventListener("click", () => remove(sheet, at));
        item.append(element("a", sheet.name, { href: sheet.address, lang: "fr" }), element("span", "", { className: "hint" }), button);
        return item;
      }));
    };
    empty.addEventListener("click", () => {
      if (!confirm(words.sure)) return;
      change([], words.emptied);
      none.focus();
    });
    addEventListener("storage", draw);
    draw();
    if (read().length) refresh(read()).then(mark);
  });
})();
