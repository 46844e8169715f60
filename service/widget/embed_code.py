"""HTML that a partner copies into the pages of its site, to offer the search of OrientESS there.

Four forms, from the simplest: a link, a form, a frame (`<iframe>`) or a web component.
"""

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
from service.widget.script_versions import integrity, version_address

LOADER_ADDRESS, COMPONENT_ADDRESS = "/widget.js", "/composant.js"
KEY_PLACEHOLDER = "VOTRE-CLE"
"""Written in the URL of a frame when no widget key was entered: the partner replaces it by the
public key that lets its site display the widget.
"""


@dataclass(frozen=True)
class EmbedCode:
    """HTML that embeds a search of OrientESS in another site: link, form, frame or web component.

    site: public URL of OrientESS, without a slash at its end; widget: options that the partner
    chose; query: text written in advance in the search field, "" to leave the field empty.
    """

    site: str
    widget: Widget
    query: str = ""

    @property
    def title(self) -> str:
        """Return the heading above the search: chosen by the embedding site, or the default."""
        return self.widget.title or gettext(messages.SEARCH_TITLE)

    @property
    def search(self) -> str:
        """Return the URL of the page of OrientESS with the results of `query`.

        The search keeps the territory and the filters of the widget. Without a query, the URL is
        that of the home page.
        """
        if not self.query:
            return self.site + to("/")
        parameters = SearchParameters.model_validate(
            {
                "q": self.query,
                "lieu": self.widget.place,
                **dict(self.widget.territory_code),
                **self.widget.filters,
            }
        )
        return self.site + search_address(parameters)

    @property
    def link(self) -> str:
        """Return an HTML link (`<a>`) to `search`, the page of results on the site of OrientESS."""
        return str(Markup('<a href="{}">{}</a>').format(self.search, self.title))

    @property
    def form(self) -> str:
        """Return an HTML form that opens the results on the site of OrientESS; it needs no script.

        Visitors type a need, and a place unless the widget has a territory. Hidden fields send the
        territory and the filters.
        """
        hidden = list(self.widget.codes)
        if self.widget.place:
            hidden.append(("lieu", self.widget.place))
        hidden += self.widget.territory_code
        where = self._field("lieu", "lieu", _where(), MAX_PLACE_CHARS)
        lines = [
            Markup('<form action="{}">').format(self.site + to("/recherche")),
            *self._field("besoin", "q", gettext(messages.NEED_QUESTION), MAX_CHARS),
            *([] if self.widget.has_territory else where),
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
        """Return an `<iframe>` of the widget, the script that sets its height, and a link.

        The link opens the same search on the site of OrientESS, in case the frame does not load.
        """
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
        """Return name -> value of the HTML attributes of the web component.

        Such as {"titre": "Trouver de l'aide", "lieu": "Lille", "taille": "10"}. Attributes whose
        value is empty, and the default number of results, are left out.
        """
        size = self.widget.size
        attributes = {
            "titre": self.title,
            NEED: self.query,
            "lieu": self.widget.place,
            **dict(self.widget.territory_code),
            **{name: " ".join(codes) for name, codes in self.widget.filters.items()},
            "taille": "" if size == DEFAULT_SIZE else str(size),
        }
        return {name: value for name, value in attributes.items() if value}

    @property
    def properties(self) -> dict[str, str]:
        """Return the CSS variables of the web component, such as {"--orientess-fond": "#ffffff"}.

        They are the colours that the embedding site chose; a colour without enough contrast is
        replaced by one of OrientESS. Empty when that site chose neither a theme nor a colour.
        """
        if not self.widget.choice.is_fixed and self.widget.choice.brand is None:
            return {}
        tokens = self.widget.palette.schemes[0]
        colours = {"couleur": tokens["brand"], "sur-couleur": tokens["brand-ink"]}
        if self.widget.choice.is_fixed:
            colours |= {"fond": tokens["paper"], "texte": tokens["ink"]}
        return {f"--orientess-{name}": f"#{colour.digits}" for name, colour in colours.items()}

    @property
    def checked_component_script(self) -> str:
        """Return the script of the component in its present version, which the browser checks.

        It replaces the script of `component`; the browser refuses any other content.
        """
        return str(
            Markup(
                '<script src="{}"\n  integrity="{}"\n  crossorigin="anonymous" async></script>'
            ).format(self.site + version_address("composant"), integrity("composant"))
        )

    @property
    def component(self) -> str:
        """Return the custom element `<orientess-recherche>` and the script that defines it.

        The element contains a link to the same search, shown where scripts do not run.
        """
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
