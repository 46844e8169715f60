"""What a partner copies into its pages: a link, a form, a frame or a component, as HTML."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from service.presentation import messages
from service.presentation.i18n import gettext, to
from service.search.parameters import SearchParameters
from service.search.view import search_address
from service.widget.options import NEED, USUAL_SIZE, Widget
from service.widget.palette import Theme

LOADER_ADDRESS, COMPONENT_ADDRESS = "/widget.js", "/composant.js"
KEY_TO_WRITE = "VOTRE-CLE"
"""Stands for the key of a frame while the partner has none."""


@dataclass(frozen=True)
class Snippets:
    """The ways to give a search.

    site: public address of the service, without a slash at its end; widget: what was chosen; need:
    to begin with, or empty.
    """

    site: str
    widget: Widget
    need: str = ""

    @property
    def title(self) -> str:
        """What the search is called."""
        return self.widget.title or gettext(messages.SEARCH_TITLE)

    @property
    def search(self) -> str:
        """The address of the search on our pages; of our home without a need to begin with."""
        if not self.need:
            return self.site + to("/")
        parameters = SearchParameters.model_validate(
            {"q": self.need, "lieu": self.widget.place, **self.widget.filters}
        )
        return self.site + search_address(parameters)

    @property
    def link(self) -> str:
        """A link to our pages."""
        return str(Markup('<a href="{}">{}</a>').format(self.search, self.title))

    @property
    def form(self) -> str:
        """A form that opens our pages, without any script."""
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

    def _field(self, identifier: str, name: str, label: str, most: int) -> list[Markup]:
        needed = Markup(" required") if name == "q" else Markup()
        value = Markup(' value="{}"').format(self.need) if name == "q" and self.need else Markup()
        return [
            Markup('  <label for="orientess-{}">{}</label>').format(identifier, label),
            Markup('  <input id="orientess-{}" name="{}" maxlength="{}"{}{}>').format(
                identifier, name, most, value, needed
            ),
        ]

    @property
    def frame(self) -> str:
        """A frame, the script that gives it its height, and a link for who does not see it."""
        site = self.site
        return "\n".join(
            (
                Markup('<iframe src="{}"').format(site + self._framed),
                Markup('  title="{}" data-orientess loading="lazy"').format(self.title),
                Markup('  style="border: 0; width: 100%; height: 24rem"></iframe>'),
                Markup('<script src="{}" async></script>').format(site + LOADER_ADDRESS),
                Markup('<p><a href="{}">{}</a></p>').format(
                    self.search, gettext("Ouvrir cette recherche sur OrientESS")
                ),
            )
        )

    @property
    def _framed(self) -> str:
        """The address of the widget, a key to be written in it."""
        address = self.widget.address(*([(NEED, self.need)] if self.need else []))
        if self.widget.key:
            return address
        return f"{address}{'&' if '?' in address else '?'}cle={KEY_TO_WRITE}"

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes of the component."""
        size = self.widget.size
        told = {
            "titre": self.title,
            NEED: self.need,
            "lieu": self.widget.place,
            **{name: " ".join(codes) for name, codes in self.widget.filters.items()},
            "taille": "" if size == USUAL_SIZE else str(size),
        }
        return {name: value for name, value in told.items() if value}

    @property
    def properties(self) -> dict[str, str]:
        """The custom properties of the component: the colours that were chosen and can be read."""
        if not self.widget.choice.is_fixed and self.widget.choice.brand is None:
            return {}
        tokens = self.widget.palette.schemes[0]
        told = {"couleur": tokens["brand"], "sur-couleur": tokens["brand-ink"]}
        if self.widget.choice.is_fixed:
            told |= {"fond": tokens["paper"], "texte": tokens["ink"]}
        return {f"--orientess-{name}": f"#{colour.digits}" for name, colour in told.items()}

    @property
    def component(self) -> str:
        """The component, its script, and a link for who has no script."""
        pairs = [Markup(' {}="{}"').format(*pair) for pair in self.attributes.items()]
        style = "; ".join(f"{name}: {value}" for name, value in self.properties.items())
        if self.widget.choice.theme is Theme.DARK and style:
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
    """The label of the field of the place."""
    return f"{gettext('Où ?')} ({gettext('facultatif')})"
