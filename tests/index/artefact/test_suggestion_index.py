"""Autocomplete of needs and places, as files of an artefact."""

from __future__ import annotations

from pathlib import Path

from index.artefact import manifest
from index.artefact.suggestion_index import SuggestionIndex
from index.artefact.versions import CURRENT
from index.indexing.build import build
from index.places.autocomplete import PlaceSuggestions
from index.table_files import read_table, write_table
from index.taxonomy.autocomplete import NeedSuggestions
from tests.conftest import SMALL_CATALOGUE, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.towns import TOWNS

THESAURUS = make_thesaurus(reparer="Réparer un vélo", lire="Apprendre à lire")


def test_an_index_should_suggest_the_needs_and_places_that_it_was_built_with(
    tmp_path: Path,
) -> None:
    encoder = HashEncoder()
    build(SMALL_CATALOGUE, encoder, "hash", tmp_path, thesaurus=THESAURUS, communes=TOWNS)
    suggestions = manifest.read(tmp_path / CURRENT).content.suggestions
    needs = NeedSuggestions(THESAURUS, lambda: suggestions.needs)
    places = PlaceSuggestions(tuple, lambda: suggestions.places)
    assert [need.id for need in needs.suggest("répar")] == ["reparer"]
    assert "Lille (59)" in [place.label for place in places.suggest("lil")]


def test_an_index_built_without_needs_nor_places_should_have_none(tmp_path: Path) -> None:
    write_table(SuggestionIndex(), tmp_path, "suggested")
    read = read_table(SuggestionIndex, tmp_path, "suggested")
    assert not read.places
    assert read.needs.identifiers == ()
