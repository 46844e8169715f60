"""Facts of the public finders of places."""

from __future__ import annotations

from urllib.parse import urlsplit

from index.taxonomy.thesaurus import Thesaurus
from service.search.finders import FINDERS, finders_for
from service.settings import Settings


def test_finders_should_be_sites_reached_over_https() -> None:
    parts = [urlsplit(finder.address) for finder in FINDERS]
    assert {part.scheme for part in parts} == {"https"}
    assert all("." in part.netloc for part in parts)


def test_repair_should_lead_to_the_finder_of_repairers_first_and_papers_should_not() -> None:
    assert finders_for("reemploi")[0].name == "Longue vie aux objets"
    assert "Longue vie aux objets" not in [finder.name for finder in finders_for("demarches")]
    assert len(finders_for("")) == len(FINDERS) - 1


def test_the_themes_of_finders_should_exist() -> None:
    themes = set().union(*(finder.themes for finder in FINDERS))
    assert themes <= set(Thesaurus.read(Settings().needs).themes)
