"""HTML that a partner copies into its pages: a link, a form, a frame or a web component."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from service.presentation import messages
from service.presentation.i18n import gettext, to
from service.search.parameters import SearchParameters
from service.search.view import search_address
from service.widget.options import DEFAULT_SIZE, NEED, Widget
from service.widget.palette import ColourTheme

LOADER_ADDRESS, COMPONENT_ADDRESS = "/widget.js", "/composant.js"
KEY_PLACEHOLDER = "VOTRE-CLE"
"""Text in place of the key in the code of a frame, while the partner has no key."""


@dataclass(frozen=True)
class EmbedCode:
    """The HTML of a widget, in four forms.

    site: public URL of the service, without a slash at its end; widget: options; query: query to
    prefill, or empty.
    """

    site: str
    widget: Widget
    query: str = ""

    @property
    def title(self) -> str:
        """Return the heading of the search."""
        return self.widget.title or gettext(messages.SEARCH_TITLE)

    @property
    def search(self) -> str:
        """Return the URL of the search on our own site; of the home page without a query."""
        if not self.query:
            return self.site + to("/")
        parameters = SearchParameters.model_validate(
            {"q": self.query, "lieu": self.widget.place, **self.widget.filters}
        )
        return self.site + search_address(parameters)

    @property
    def link(self) -> str:
        """Return a link to our own site."""
        return str(Markup('<a href="{}">{}</a>').format(self.search, self.title))

    @property
    def form(self) -> str:
        """Return a form that opens the results on our own site, without a script."""
        hidden = list(self.widget.codes)
        if self.widget.place:
            hidden.append(("lieu", self.widget.place))
        lines = [
            Markup('<form action="{}">').format(self.site + to("/recherche")),
            *self._field("besoin", "q", gettext(messages.NEED_QUESTION), MAX_CHARS),
            *([] if self.widget.place else self._field("lieu", "lieu", _where(), MAX_PLACE_CHARS)),
            *(
                Markup('  <input type="hidden" name="{}" value="{}">').format(*pair)
                for pair in hidden
            ),
            Markup("  <button>{}</button>").format(gettext(messages.SEARCH)),
            Markup("</form>"),
        ]
        return "\n".join(lines)

    def _field(self, identifier: str, name: str, label: str, max_chars: int) -> list[Markup]:
        required = Markup(" required") if name == "q" else Markup()
        value = Markup(' value="{}"').format(self.query) if name == "q" and self.query else Markup()
        return [
            Markup('  <label for="orientess-{}">{}</label>').format(identifier, label),
            Markup('  <input id="orientess-{}" name="{}" maxlength="{}"{}{}>').format(
                identifier, name, max_chars, value, required
            ),
        ]

    @property
    def frame(self) -> str:
        """Return a frame, the script that sets its height, and a link in case it does not load."""
        site = self.site
        return "\n".join(
            (
                Markup('<iframe src="{}"').format(site + self._framed_address),
                Markup('  title="{}" data-orientess loading="lazy"').format(self.title),
                Markup('  style="border: 0; width: 100%; height: 24rem"></iframe>'),
                Markup('<script src="{}" async></script>').format(site + LOADER_ADDRESS),
                Markup('<p><a href="{}">{}</a></p>').format(
                    self.search, gettext("Ouvrir cette recherche sur OrientESS")
                ),
            )
        )

    @property
    def _framed_address(self) -> str:
        """Return the URL of the widget, with its key or a placeholder for it."""
        address = self.widget.address(*([(NEED, self.query)] if self.query else []))
        if self.widget.key:
            return address
        return f"{address}{'&' if '?' in address else '?'}cle={KEY_PLACEHOLDER}"

    @property
    def attributes(self) -> dict[str, str]:
        """Return the attributes of the web component; empty ones are left out."""
        size = self.widget.size
        attributes = {
            "titre": self.title,
            NEED: self.query,
            "lieu": self.widget.place,
            **{name: " ".join(codes) for name, codes in self.widget.filters.items()},
            "taille": "" if size == DEFAULT_SIZE else str(size),
        }
        return {name: value for name, value in attributes.items() if value}

    @property
    def properties(self) -> dict[str, str]:
        """Return the CSS custom properties of the component: the chosen colours, if readable."""
        if not self.widget.choice.is_fixed and self.widget.choice.brand is None:
            return {}
        tokens = self.widget.palette.schemes[0]
        colours = {"couleur": tokens["brand"], "sur-couleur": tokens["brand-ink"]}
        if self.widget.choice.is_fixed:
            colours |= {"fond": tokens["paper"], "texte": tokens["ink"]}
        return {f"--orientess-{name}": f"#{colour.digits}" for name, colour in colours.items()}

    @property
    def component(self) -> str:
        """Return the web component, its script, and a link shown without scripts."""
        pairs = [Markup(' {}="{}"').format(*pair) for pair in self.attributes.items()]
        style = "; ".join(f"{name}: {value}" for name, value in self.properties.items())
        if self.widget.choice.theme is ColourTheme.DARK and style:
            style += "; color-scheme: dark"
        if style:
            pairs.append(Markup('\n  style="{}"').format(style))
        return "\n".join(
            (
                Markup('<script src="{}" async></script>').format(self.site + COMPONENT_ADDRESS),
                Markup("<orientess-recherche{}>").format(Markup("").join(pairs)),
                Markup('  <a href="{}">{}</a>').format(
                    self.search, gettext("Ouvrir cette recherche sur OrientESS")
                ),
                Markup("</orientess-recherche>"),
            )
        )


def _where() -> str:
    """Return the label of the field of the place."""
    return f"{gettext('Où ?')} ({gettext('facultatif')})"
