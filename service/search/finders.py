"""Public finders of places: where to look when nothing near is known for a need.

Each is another site, and is told as such. This table is the only list of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.messages import Sentence


@dataclass(frozen=True)
class Finder:
    """A public site that finds places near a town.

    name: of the site; address: its URL; what: what it finds, a sentence in French; themes: of the
    needs that it is for, empty for all of them.
    """

    name: str
    address: str
    what: str
    themes: frozenset[str] = frozenset()


FINDERS = (
    Finder(
        "Longue vie aux objets",
        "https://longuevieauxobjets.ademe.fr/lacarte",
        Sentence("Réparer, donner, acheter d'occasion."),
        frozenset({"reemploi", "equipement"}),
    ),
    Finder(
        "Cartographie nationale de l'inclusion numérique",
        "https://cartographie.societenumerique.gouv.fr",
        Sentence("Être aidé avec un ordinateur, un téléphone ou internet."),
    ),
    Finder(
        "France services",
        "https://www.france-services.gouv.fr",
        Sentence("Être aidé dans ses démarches."),
    ),
    Finder(
        "Soliguide",
        "https://soliguide.fr",
        Sentence("Trouver un lieu solidaire, gratuit ou presque."),
    ),
)


def finders_for(theme: str) -> Sequence[Finder]:
    """Return the finders for the needs of a theme, the most specific first; "" for no theme."""
    return [finder for finder in FINDERS if not finder.themes or theme in finder.themes]
