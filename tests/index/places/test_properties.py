"""Places: whatever is typed names a place of the table, or none; nothing typed is an error."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.places.autocomplete import MAX_SUGGESTIONS, PlaceSuggestions
from index.places.gazetteer import Gazetteer
from index.places.geocoding import read_place
from index.places.mentions import find_place
from index.places.models import Place, PlaceKind
from index.places.names import COUNTRY_NAMES, arrondissement_code, country_code, name_key
from index.taxonomy.autocomplete import MAX_NEEDS, NeedSuggestions
from tests.conftest import make_thesaurus
from tests.index.spelling.test_corrector import CORRECTOR
from tests.strategies import ANYTHING, ODD, fixed
from tests.towns import GAZETTEER, TOWNS

WORDS = (
    "Lille", "lile", "Villeneuve d'Ascq", "LYON", "Lens", "Nord", "hauts de france", "59", "(59)",
    "59000", "75018", "59000Lille", "2A", "93", "St", "sur", "à", "dans le", "près de", "toute la",
    "France", "suise", "Paris", "18e", "XIVe", "arrondissement", "rue", "de", "l'", "d’", "(", ")",
    "le", "la", "mon", "ordinateur", "réparer", "savon", "Mme", "M.", "-", ",", "²", "٥٩", "ﬁ",
)  # fmt: skip
TYPED = ANYTHING | ODD | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
SUGGESTIONS = PlaceSuggestions(lambda: TOWNS)
NEEDS = NeedSuggestions(make_thesaurus(reparer="Réparer un ordinateur", lire="Apprendre à lire"))


def is_in_table(place: Place) -> bool:
    """Return whether a place is one of the table, or a country of the gazetteer."""
    codes = {each.code: each for each in TOWNS}
    match place.kind:
        case PlaceKind.COUNTRY:
            return place.country in COUNTRY_NAMES
        case PlaceKind.COMMUNE:
            return place.commune in codes
        case PlaceKind.DEPARTEMENT:
            return place.departement in codes
        case _:
            return place.region in codes


@fixed(400)
@given(TYPED, st.booleans())
def test_any_text_in_the_field_should_be_a_place_or_none(typed: str, exists: bool) -> None:
    place = read_place(typed, GAZETTEER, lambda _: exists)
    assert place is None or is_in_table(place)


@fixed(400)
@given(TYPED, st.booleans(), st.booleans())
def test_a_place_inside_any_need_should_be_in_the_table_and_in_the_text(
    typed: str, lenient: bool, mending: bool
) -> None:
    mention = find_place(typed, GAZETTEER, CORRECTOR if mending else None, lenient)
    if mention is not None:
        assert is_in_table(mention.place)
        assert 0 <= mention.start < mention.end <= len(typed)
        assert any(char.isalnum() for char in typed[mention.start : mention.end])


@fixed(300)
@given(TYPED, TYPED)
def test_any_name_and_any_code_should_be_those_of_a_commune_or_of_none(
    name: str, code: str
) -> None:
    key = name_key(name)
    found = [GAZETTEER.commune_of(code, name), GAZETTEER.within(key, code), GAZETTEER.commune(code)]
    assert all(each is None or each in TOWNS for each in found)
    places = [GAZETTEER.postal(code, (name,)), GAZETTEER.departement(code)]
    assert all(place is None or is_in_table(place) for place in places)
    edits, nearest = GAZETTEER.nearest(key, 0)
    assert edits >= 0
    assert nearest is None or set(nearest.bearers) <= set(TOWNS)


@fixed(300)
@given(TYPED)
def test_a_name_as_it_is_compared_should_be_compared_the_same_again(typed: str) -> None:
    key = name_key(typed)
    assert name_key(key) == key
    assert country_code(key) in {None, *COUNTRY_NAMES}
    code = arrondissement_code(key)
    assert code is None or len(code) == 5


@fixed(200)
@given(st.lists(st.sampled_from(TOWNS), max_size=3), TYPED)
def test_a_table_of_any_towns_should_be_asked_anything(rows: list[object], typed: str) -> None:
    gazetteer = Gazetteer(each for each in TOWNS if each in rows)
    place = read_place(typed, gazetteer, lambda _: False)
    assert place is None or is_in_table(place)


@fixed(400)
@given(TYPED, st.integers(1, MAX_SUGGESTIONS))
def test_any_start_should_suggest_a_few_places_that_the_field_understands(
    typed: str, limit: int
) -> None:
    suggested = SUGGESTIONS.suggest(typed, limit)
    assert len(suggested) <= limit
    assert len({each.label for each in suggested}) == len(suggested)
    for each in suggested:
        place = read_place(each.label, GAZETTEER, lambda _: True)
        assert place is not None
        assert place.commune == each.code_insee


@fixed(400)
@given(TYPED, st.integers(1, MAX_NEEDS))
def test_any_start_should_suggest_a_few_different_needs(typed: str, limit: int) -> None:
    suggested = NEEDS.suggest(typed, limit)
    assert len(suggested) <= limit
    assert len({each.id for each in suggested}) == len(suggested)
