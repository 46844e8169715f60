// <orientess-recherche>: the search of OrientESS in a page of another site. A need goes by POST, out
// of any address, and only when it is sent; nothing is kept. Texts of the API are never read as HTML.
(() => {
  "use strict";
  if (customElements.get("orientess-recherche")) return;
  // loaded as a module, a script does not know where it came from: nothing goes to the page's own server
  const SOURCE = document.currentScript?.src;
  const SERVER = SOURCE ? new URL(SOURCE).origin : "";
  const LIMIT_MS = 15000;
  const POINTS = new Set(["commune", "point"]); // from the middle of an area, distances mean nothing
  const WEB = /^https?:\/\//i;
  const STYLE = `
    :host { display: block; color: var(--orientess-texte, inherit); background: var(--orientess-fond, transparent);
      font-family: var(--orientess-police, inherit); line-height: 1.5; container-type: inline-size; overflow-wrap: anywhere;
      --edge: color-mix(in srgb, currentColor 28%, transparent); --round: var(--orientess-arrondi, .6rem) }
    :host([hidden]), [hidden] { display: none }
    * { box-sizing: border-box }
    h2, h3, p, ol { margin: 0 }
    h2 { font-size: 1.35em; line-height: 1.25; margin-bottom: .6em }
    h3 { font-size: 1.1em; line-height: 1.35 }
    form { display: flex; flex-wrap: wrap; gap: .7rem; align-items: end }
    form > div { flex: 3 1 15em; min-width: 0 }
    form > div + div { flex: 1 1 9em }
    label { display: block; font-weight: 600; margin-bottom: .3em }
    small { font-size: .88em; font-weight: 400 }
    input { width: 100%; min-height: 3rem; padding: .5rem .8rem; font: inherit; color: FieldText; background: Field;
      border: 2px solid currentColor; border-radius: var(--round) }
    button { min-height: 3rem; padding: .5rem 1.4rem; font: inherit; font-weight: 600; cursor: pointer; border: 2px solid transparent;
      border-radius: var(--round); color: var(--orientess-sur-couleur, #fff); background: var(--orientess-couleur, #0c5c4c) }
    button:hover { text-decoration: underline }
    a { color: inherit; text-underline-offset: .18em }
    :focus-visible { outline: 3px solid currentColor; outline-offset: 3px }
    button:focus-visible { outline-color: var(--orientess-texte, CanvasText) }
    form p { flex-basis: 100%; font-size: .9em }
    [role=status] { margin-block: 1rem .6rem; font-weight: 600 }
    [role=status]:empty { margin: 0 }
    ol { list-style: none; padding: 0; display: grid; gap: .7rem }
    article { padding: .7rem 1rem .9rem; border: 1px solid var(--edge); border-radius: var(--round) }
    article a { display: inline-flex; align-items: center; min-height: 1.5rem; padding-block: .2em }
    article h3 a { min-height: 2.75rem }
    article p + p { margin-top: .25em }
    mark { color: #2b2200; background: #ffe08a; border-radius: .2em; padding-inline: .15em }
    ol + button { margin-top: 1rem }
    footer { margin-top: 1rem; font-size: .88em }
    footer a { display: inline-block; padding-block: .3em }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
    @container (max-width: 26rem) { form button { width: 100% } }`;

  const made = (name, values = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const counted = (number) => (number < 2 ? `${number} résultat` : `${number} résultats`);
  const beside = (address, text) =>
    made("a", { href: address, target: "_blank", rel: "noopener" }, text, made("span", { class: "hidden" }, " (nouvel onglet)"));

  const marked = ({ texte, reperes = [] }) => {
    const letters = [...texte]; // bounds count characters, and not the units of UTF-16
    const parts = [];
    let last = 0;
    for (const [start, end] of reperes) {
      parts.push(letters.slice(last, start).join(""), made("mark", {}, letters.slice(start, end).join("")));
      last = end;
    }
    return [...parts, letters.slice(last).join("")];
  };

  const contacts = ({ telephone, courriel, site_web: site }) => {
    const found = [];
    if (telephone) {
      const shown = telephone.replace(/^\+33(?=\d{9}$)/, "0").replace(/^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, "$1 $2 $3 $4 $5");
      found.push(made("a", { href: `tel:${telephone.replace(/[^+\d]/g, "")}` }, shown));
    }
    if (courriel) found.push(made("a", { href: `mailto:${encodeURI(courriel)}` }, courriel));
    if (site && WEB.test(site)) found.push(beside(site, "site web"));
    return found.flatMap((each, place) => (place ? [" · ", each] : [each]));
  };

  const CODES = ["code_commune", "code_departement", "code_region", "epci"];
  const GROUPS = {
    "pres-de-vous": "Près de vous",
    "dans-votre-region": "Dans votre région",
    partout: "Partout ou à distance",
    "autres-pays": "Dans d'autres pays",
  };
  const OPEN = new Map([[true, "ouvert en ce moment"], [false, "fermé en ce moment"]]);

  class Recherche extends HTMLElement {
    #asking = null;
    #page = 1;
    #need = "";
    #place = "";
    #group = null;

    connectedCallback() {
      if (!this.shadowRoot) this.#draw();
    }

    disconnectedCallback() {
      this.#asking?.abort();
    }

    get #server() {
      const asked = this.getAttribute("serveur") || "";
      return WEB.test(asked) ? asked.replace(/\/+$/, "") : SERVER;
    }

    get #codes() {
      const given = CODES.map((name) => [name, this.getAttribute(name)]).filter(([, code]) => code);
      return Object.fromEntries(given.slice(0, 1));
    }

    #draw() {
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      const text = (id, limit, more) => made("input", { id, maxlength: limit, autocomplete: "off", spellcheck: "false", ...more });
      const territory = this.getAttribute("lieu") || Object.values(this.#codes).join("");
      this.field = text("besoin", 300, { required: "", "aria-describedby": "conseil" });
      this.field.value = this.getAttribute("besoin") || "";
      this.where = territory ? null : text("lieu", 120, {});
      this.form = made("form", { role: "search", "aria-label": "Recherche OrientESS" },
        made("div", {}, made("label", { for: "besoin" }, "De quoi avez-vous besoin\u00a0?"), this.field),
        ...(this.where ? [made("div", {}, made("label", { for: "lieu" }, "Où\u00a0? ", made("small", {}, "facultatif")), this.where)] : []),
        made("button", {}, "Chercher"),
        made("p", { id: "conseil" }, `Les fautes ne gênent pas. N'écrivez ni nom ni numéro.${territory && ` Territoire\u00a0: ${territory}.`}`));
      this.said = made("p", { role: "status" });
      this.notes = made("div");
      this.list = made("ol");
      this.more = made("button", { type: "button", hidden: "" }, "Voir la suite");
      const title = this.getAttribute("titre");
      // all but the title is in French, in a page that may not be
      const drawn = made("div", { lang: "fr" }, this.form, this.said, this.notes, this.list, this.more,
        made("footer", {}, "Recherche d'", this.#server ? beside(`${this.#server}/`, "OrientESS") : "OrientESS", ". Rien n'est gardé."));
      root.append(...(title ? [made("h2", {}, title)] : []), drawn);
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#start();
      });
      this.more.addEventListener("click", () => this.#ask(this.#page + 1));
    }

    #start() {
      this.#need = this.field.value.trim();
      this.#place = (this.getAttribute("lieu") || this.where?.value || "").trim();
      if (!this.#server) {
        this.said.textContent = "Rien n'est envoyé\u00a0: cette page ne dit pas à quel service demander (attribut «\u00a0serveur\u00a0»).";
      } else if (this.#need) this.#ask(1);
    }

    async #ask(page) {
      this.#asking?.abort();
      const mine = (this.#asking = new AbortController());
      const limit = setTimeout(() => mine.abort("late"), LIMIT_MS);
      this.said.textContent = "Recherche en cours…";
      this.setAttribute("aria-busy", "true");
      try {
        const answer = await this.#send(page, mine.signal);
        if (mine === this.#asking) this.#show(answer, page);
      } catch (error) {
        if (mine !== this.#asking || (mine.signal.aborted && mine.signal.reason !== "late")) return;
        this.#fail(error, page);
      } finally {
        clearTimeout(limit);
        if (mine === this.#asking) this.removeAttribute("aria-busy");
      }
    }

    async #send(page, signal) {
      const key = this.getAttribute("cle");
      const size = Number(this.getAttribute("taille"));
      const response = await fetch(`${this.#server}/api/v1/search`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) },
        body: JSON.stringify({
          q: this.#need,
          ...(Object.keys(this.#codes).length ? this.#codes : { lieu: this.#place }),
          familles: (this.getAttribute("familles") || "").split(/[\s,]+/).filter(Boolean),
          size: size >= 1 && size <= 50 ? Math.floor(size) : 5,
          page,
        }),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal,
      });
      if (response.ok) return response.json();
      const { detail } = await response.json().catch(() => ({}));
      throw Object.assign(new Error(), { told: detail });
    }

    #fail({ told }, page) {
      this.said.textContent = told || "La recherche n'a pas répondu. Réessayez dans un moment.";
      if (page > 1) return;
      this.notes.replaceChildren();
      this.list.replaceChildren();
      this.more.hidden = true;
    }

    #show(answer, page) {
      const { items, total, correction, elargissements, message, facettes, lieu, pages } = answer;
      const prices = facettes.find(({ champ }) => champ === "frais")?.valeurs ?? [];
      const cards = items.map((each, rank) => {
        const before = rank ? items[rank - 1].groupe : page > 1 ? this.#group : null;
        const title = each.groupe === before ? "" : GROUPS[each.groupe];
        return made("li", {}, ...(title ? [made("p", { class: "groupe" }, made("strong", {}, title))] : []), this.#card(each, prices, lieu));
      });
      this.#group = items.at(-1)?.groupe ?? null;
      this.#page = page;
      this.more.hidden = page >= pages;
      if (page > 1) {
        this.list.append(...cards);
        cards[0]?.querySelector("a").focus();
      } else {
        const notes = correction ? [`Résultats pour «\u00a0${correction.texte}\u00a0».`] : [];
        this.notes.replaceChildren(...[...notes, ...elargissements].map((each) => made("p", {}, each)));
        this.list.replaceChildren(...cards);
      }
      const shown = this.list.children.length;
      this.said.textContent = message || (shown < total ? `${counted(total)}, ${shown} ${shown < 2 ? "montré" : "montrés"}.` : `${counted(total)}.`);
    }

    #card({ fiche, raison, distance, lieux: [door] = [] }, prices, place) {
      const price = prices.find(({ code }) => code === fiche.frais)?.libelle;
      const near = distance === null || !POINTS.has(place?.type) ? "" : `à ${distance < 1 ? "moins de 1" : Math.round(distance)}\u00a0km`;
      const facts = (door ? [price] : [price, fiche.commune, near]).filter(Boolean).join(" · ");
      const reach = contacts(door ?? fiche);
      const sheet = beside(`${this.#server}/fiches/${encodeURIComponent(fiche.id)}`, fiche.nom);
      const where = door && [door.adresse, door.situation, OPEN.get(door.ouvert)].filter(Boolean).join(", ");
      return made("article", {},
        made("h3", {}, door ? beside(`${this.#server}${door.lien}`, door.nom) : sheet),
        ...(door ? [made("p", {}, sheet), ...(where ? [made("p", {}, where)] : [])] : []),
        made("p", {}, `${raison.libelle}\u00a0: `, ...marked(raison)),
        ...(facts ? [made("p", {}, made("small", {}, facts))] : []),
        ...(reach.length ? [made("p", {}, "Contact\u00a0: ", ...reach)] : []));
    }
  }
  customElements.define("orientess-recherche", Recherche);
})();
