"""Suggestions of places: what a name being typed may become; the real table is used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from time import thread_time

import pytest

from index.places.autocomplete import (
    MAX_CHARS,
    MAX_SUGGESTIONS,
    PlaceIndex,
    PlaceSuggestion,
    PlaceSuggestions,
)
from index.places.communes import AREAS, Commune, read_communes
from index.places.gazetteer import Gazetteer
from index.places.geocoding import read_place
from index.table_files import read_table, write_table
from tests.conftest import ROOT
from tests.towns import TOWNS

TABLE = ROOT / "data" / "communes.csv"
SMALL = PlaceSuggestions(lambda: TOWNS)
POPULOUS = 3_000


@pytest.fixture(scope="module")
def table() -> tuple[Commune, ...]:
    return read_communes(TABLE)


@pytest.fixture(scope="module")
def suggestions(table: tuple[Commune, ...]) -> PlaceSuggestions:
    return PlaceSuggestions(lambda: table)


@pytest.fixture(scope="module")
def gazetteer(table: tuple[Commune, ...]) -> Gazetteer:
    return Gazetteer(table)


def labels(suggestions: PlaceSuggestions, text: str, limit: int = MAX_SUGGESTIONS) -> list[str]:
    return [each.label for each in suggestions.suggest(text, limit)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("st etien", "Saint-Étienne (42)"),
        ("SAINT-ÉTIENNE", "Saint-Étienne (42)"),
        ("ste-foy-les-ly", "Sainte-Foy-lès-Lyon (69)"),
        ("Saint‑Den", "Saint-Denis (974)"),
        ("l'haÿ", "L'Haÿ-les-Roses (94)"),
        ("lens ", "Lens (62)"),
        ("évry", "Évry-Courcouronnes (91)"),
        ("vandoeuvre les n", "Vandœuvre-lès-Nancy (54)"),
        ("paris", "Paris (75)"),
        ("paris 18", "Paris 18e Arrondissement (75)"),
        ("bruxel", "Bruxelles (Belgique)"),
        ("luxemb", "Luxembourg"),
    ],
)
def test_a_place_should_be_found_by_the_start_of_its_name(
    text: str, first: str, suggestions: PlaceSuggestions
) -> None:
    assert labels(suggestions, text)[0] == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("mans", "Le Mans (72)"),
        ("rochelle", "La Rochelle (17)"),
        ("sables d ol", "Les Sables-d'Olonne (85)"),
    ],
)
def test_an_article_may_be_left_out(text: str, first: str, suggestions: PlaceSuggestions) -> None:
    assert labels(suggestions, text)[0] == first


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("courcour", "Évry-Courcouronnes (91)"),
        ("billancourt", "Boulogne-Billancourt (92)"),
        ("cotentin", "Cherbourg-en-Cotentin (50)"),
        ("en cotentin", "Cherbourg-en-Cotentin (50)"),
    ],
)
def test_a_place_should_be_found_by_any_word_of_its_name(
    text: str, label: str, suggestions: PlaceSuggestions
) -> None:
    assert label in labels(suggestions, text)


def test_a_short_word_may_be_the_start_of_another(suggestions: PlaceSuggestions) -> None:
    """ "st" is Saint or the start of Strasbourg, "arr" an arrondissement or the start of Arras."""
    assert labels(suggestions, "st")[:2] == ["Strasbourg (67)", "Saint-Étienne (42)"]
    assert labels(suggestions, "arr")[0] == "Arras (62)"


def test_names_should_come_the_most_populous_first(suggestions: PlaceSuggestions) -> None:
    assert labels(suggestions, "lille")[0] == "Lille (59)"
    assert labels(suggestions, "saint-denis")[:2] == ["Saint-Denis (974)", "Saint-Denis (93)"]


def test_the_start_of_a_name_should_come_before_that_of_another_word(
    suggestions: PlaceSuggestions,
) -> None:
    """Villeneuve-d'Ascq has more inhabitants than Ascain."""
    found = labels(suggestions, "asc", 20)
    assert found.index("Ascain (64)") < found.index("Villeneuve-d'Ascq (59)")


@pytest.mark.parametrize("text", ["us", "die", "eu", "saint jean"])
def test_a_small_town_should_be_found_by_its_whole_name(
    text: str, suggestions: PlaceSuggestions
) -> None:
    expected = {
        "us": "Us (95)",
        "die": "Die (26)",
        "eu": "Eu (76)",
        "saint jean": "Saint-Jean (31)",
    }
    assert expected[text] in labels(suggestions, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("423", ["Roanne (42)", "Veauche (42)"]),
        ("42300", ["Roanne (42)", "Mably (42)"]),
        ("42 300", ["Roanne (42)", "Mably (42)"]),
        ("42", ["Loire (département)", "Saint-Étienne (42)"]),
        ("2a", ["Corse-du-Sud (département)"]),
        ("59000 lille", ["Lille (59)"]),
        ("lille 59000", ["Lille (59)"]),
        ("42300 ma", ["Mably (42)"]),
        ("42300 marseille", []),
    ],
)
def test_a_place_should_be_found_by_the_start_of_its_postal_code(
    text: str, expected: list[str], suggestions: PlaceSuggestions
) -> None:
    assert labels(suggestions, text)[: len(expected) or None] == expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("loire", "Loire (département)"),
        ("nord", "Nord (département)"),
        ("breta", "Bretagne (région)"),
        ("réunion", "La Réunion (département 974)"),
        ("mayenne", "Mayenne (département 53)"),
        ("mayenne", "Mayenne (53100)"),
    ],
)
def test_areas_should_be_suggested_too(
    text: str, label: str, suggestions: PlaceSuggestions
) -> None:
    assert label in labels(suggestions, text)


def test_one_place_should_not_be_suggested_twice(suggestions: PlaceSuggestions) -> None:
    """Paris is a département as well, La Réunion a region, Vrigne an old commune of its name."""
    assert "Paris (département 75)" not in labels(suggestions, "paris", 50)
    assert "La Réunion (région)" not in labels(suggestions, "la réunion", 50)
    assert labels(suggestions, "vrigne aux bois") == ["Vrigne aux Bois (08)"]


def test_a_suggestion_should_hold_its_codes(suggestions: PlaceSuggestions) -> None:
    (found,) = suggestions.suggest("saint etienne", 1)
    assert (found.latitude, found.longitude) == pytest.approx((45.43, 4.38), abs=0.05)
    assert suggestions.suggest("saint etienne", 1) == (
        PlaceSuggestion(
            "Saint-Étienne",
            "Saint-Étienne (42)",
            "42218",
            "42000",
            "42",
            "Loire",
            found.latitude,
            found.longitude,
        ),  # fmt: skip
    )
    assert suggestions.suggest("loire atlantique", 1) == (
        PlaceSuggestion(
            "Loire-Atlantique",
            "Loire-Atlantique (département)",
            "",
            "",
            "44",
            "Loire-Atlantique",
            47.266,
            -1.6959,
        ),  # fmt: skip
    )
    assert suggestions.suggest("hellemmes", 1)[0].code_insee == "59350"


@pytest.mark.parametrize(
    "text", ["", " ", "l", "é", "4", "-", "('", "🙂", "🙂🙂", "\x00\x00", "日本"]
)
def test_less_than_two_characters_should_suggest_nothing(
    text: str, suggestions: PlaceSuggestions
) -> None:
    assert suggestions.suggest(text) == ()


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "ﷺ" * 100_000, "s " * 100_000, "(" * 100_000, "saint " * 20, "\uffff" * 5],
    ids=["one letter", "a ligature of many", "words", "brackets", "saints", "no character"],
)
def test_a_hostile_text_should_not_take_long(text: str, suggestions: PlaceSuggestions) -> None:
    started = thread_time()
    suggestions.suggest(text)
    assert thread_time() - started < 0.1


def test_what_is_beyond_the_length_of_a_place_should_not_be_read(
    suggestions: PlaceSuggestions,
) -> None:
    assert labels(suggestions, "lille".ljust(MAX_CHARS) + "zzz")[0] == "Lille (59)"


def test_there_should_be_as_many_suggestions_as_asked_at_most(
    suggestions: PlaceSuggestions,
) -> None:
    for text in ("saint", "us", "42", "saint martin"):
        assert len(suggestions.suggest(text)) == MAX_SUGGESTIONS
        assert len(suggestions.suggest(text, 3)) == 3


def test_a_table_without_any_place_should_suggest_nothing() -> None:
    assert PlaceSuggestions(list).suggest("lille") == ()


def test_a_place_that_the_field_would_not_understand_should_not_be_suggested() -> None:
    """A town of the name of its département, smaller than it, and without a postal code."""
    north = next(each for each in TOWNS if each.nom == "Nord")
    town = replace(TOWNS[0], nom="Nord", code="59999", population=10, codes_postaux=())
    assert labels(PlaceSuggestions(lambda: [north, town]), "nord") == ["Nord (département 59)"]


def test_the_small_table_should_do() -> None:
    assert labels(SMALL, "li") == ["Lille (59)"]
    assert labels(SMALL, "hauts") == ["Hauts-de-France (région)"]
    assert labels(SMALL, "ascq") == ["Villeneuve-d'Ascq (59)"]


def test_the_field_of_places_should_understand_the_label_of_a_populous_commune(
    table: tuple[Commune, ...], suggestions: PlaceSuggestions, gazetteer: Gazetteer
) -> None:
    communes = sorted(
        (each for each in table if each.type == "commune"), key=lambda each: -each.population
    )
    missed = []
    for commune in communes[:POPULOUS]:
        found = [each for each in suggestions.suggest(commune.nom, 50) if each.nom == commune.nom]
        label = next((each.label for each in found if each.code_insee == commune.code), "")
        place = read_place(label, gazetteer, lambda word: False)
        if place is None or place.commune != commune.code:
            missed.append((commune.nom, label))
    assert missed == []


def test_the_field_of_places_should_understand_the_label_of_an_area(
    table: tuple[Commune, ...], suggestions: PlaceSuggestions, gazetteer: Gazetteer
) -> None:
    areas = [row for row in table if row.type in AREAS]
    found = {each.label for area in areas for each in suggestions.suggest(area.nom)}
    labels_of_areas = {label for label in found if "(département" in label or "(région)" in label}
    assert len(labels_of_areas) > 110
    for label in labels_of_areas:
        place = read_place(label, gazetteer, lambda word: False)
        assert place is not None
        assert place.is_area, label
        assert label.startswith(place.nom.partition(" (")[0])


def test_suggestions_should_come_as_fast_as_one_types(
    table: tuple[Commune, ...], suggestions: PlaceSuggestions
) -> None:
    """95 in 100 under 2 ms, the names of the table being typed to any letter."""
    typed = [each.nom[: 2 + row % 7] for row, each in enumerate(table[::20])]
    typed += ["sa", "saint", "st", "ste", "le", "la", "de", "sur", "42", "59"] * 10
    durations = []
    for text in typed:
        started = thread_time()
        suggestions.suggest(text)
        durations.append(thread_time() - started)
    assert quantiles(durations, n=20)[-1] < 0.01  # 1 ms on two cores; others may be at work


def test_places_of_the_index_in_service_should_be_suggested_before_those_of_the_table(
    tmp_path: Path,
) -> None:
    write_table(PlaceIndex.of(TOWNS), tmp_path, "place")
    built = read_table(PlaceIndex, tmp_path, "place")
    read: list[str] = []

    def communes() -> tuple[Commune, ...]:
        read.append("table")
        return ()

    suggestions = PlaceSuggestions(communes, lambda: built)
    suggestions.prepare()
    for text in ("lil", "59", "saint", "nor"):
        assert suggestions.suggest(text) == SMALL.suggest(text)
    assert suggestions.suggest("lil")
    assert read == []
    assert PlaceSuggestions(communes, PlaceIndex).suggest("lil") == ()
    assert read == ["table"]
