"""What tests of the reading of places share: the real names, a small vocabulary."""

from __future__ import annotations

import pytest

from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.places.mentions import Mention
from index.spelling.corrector import Corrector
from index.spelling.dictionary import catalogue_words, with_french
from tests.conftest import ROOT

WORDS = (
    "atelier ordinateur aide réparer trouver un une fablab je suis dans le la les à a en sur pour "
    "de du des cours numérique savon besoin seine et marne haut près habite il est au"
)
VOCABULARY = Corrector(with_french(catalogue_words([WORDS]), [("bordeau", 2.0), ("aime", 5.0)]))


@pytest.fixture(scope="package")
def gazetteer() -> Gazetteer:
    """The names of the real table."""
    return Gazetteer(read_communes(ROOT / "data" / "communes.csv"))


def named(text: str, mention: Mention | None) -> tuple[str, str] | None:
    """The code of a place, or its name when it has none, and the words that say it."""
    if mention is None:
        return None
    return mention.place.code or mention.place.nom, text[mention.start : mention.end]
