"""Understanding: the place of a need taken out, its words mended and grouped."""

from __future__ import annotations

from typing import Any

import pytest

from index.errors import InvalidQuery
from index.places.models import Place, PlaceCode, PlaceKind, Point
from index.search.query import Query
from index.search.understanding import Understanding, Understood
from index.spelling.corrector import Corrector
from index.spelling.dictionary import catalogue_words, with_french
from index.text.stopwords import STOP_WORDS
from index.text.synonyms import Synonyms
from tests.index.candidates.naming import naming_of
from tests.towns import GAZETTEER

FRENCH = [(word, 6.0) for word in STOP_WORDS if word.isalpha()]
CORRECTOR = Corrector(
    with_french(
        catalogue_words(["réparer un téléphone ou un smartphone, repair café, mot de passe"]),
        FRENCH,
    )
)
NAMES = {"repair-cafe": "Repair Café Lille", "ateliers": "Les Ateliers de Lyon"}
NAMING = naming_of(NAMES, CORRECTOR)
SYNONYMS = Synonyms({"téléphone": ["smartphone"], "mot de passe": ["mdp"]})
READER = Understanding(CORRECTOR, NAMING, GAZETTEER, SYNONYMS)


def read(text: str, **options: Any) -> Understood:
    """What a query asks."""
    return READER.read(Query(text, **options))


def name(place: Place | None) -> str | None:
    """The name of a place."""
    return None if place is None else place.nom


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("réparer mon téléphone à Lille", "à Lille"),
        ("à Lille, réparer mon téléphone", "à Lille"),
        ("réparer près de Lille mon téléphone", "près de Lille"),
        ("réparer mon téléphone - Lille 59000.", "Lille 59000"),
        ("réparer mon téléphone, 59000", "59000"),
    ],
)
def test_the_place_should_be_taken_out_of_the_need(text: str, mentioned: str) -> None:
    understood = read(text)
    assert name(understood.place) == "Lille (59)"
    assert understood.mentioned == mentioned
    assert understood.typed == "réparer mon téléphone"


@pytest.mark.parametrize("text", ["à Lille", "je cherche à Lille", "59000"])
def test_a_need_that_only_names_a_place_should_keep_its_words(text: str) -> None:
    understood = read(text)
    asked = text.removeprefix("je cherche ")
    assert (understood.typed, name(understood.place)) == (asked, "Lille (59)")
    assert understood.words


def test_a_need_without_a_place_should_be_left_whole() -> None:
    understood = read("réparer mon téléphone")
    assert (understood.typed, understood.place) == ("réparer mon téléphone", None)
    assert (understood.mentioned, understood.unknown_place) == ("", "")


def test_the_place_asked_apart_should_win_and_the_need_stay_whole() -> None:
    understood = read("réparer mon téléphone à Lyon", place="Lille")
    assert (name(understood.place), understood.mentioned) == ("Lille (59)", "")
    assert understood.typed == "réparer mon téléphone à Lyon"


def test_a_point_should_win_over_every_name() -> None:
    understood = read("réparer à Lyon", place="Lille", near=Point(50.43, 2.83))
    assert understood.place == Place.at(Point(50.43, 2.83))
    assert (understood.mentioned, understood.unknown_place) == ("", "")


def test_anywhere_should_seek_no_place_in_the_need() -> None:
    understood = read("réparer mon téléphone à Lille", anywhere=True)
    assert (understood.place, understood.typed) == (None, "réparer mon téléphone à Lille")


@pytest.mark.parametrize("place", ["xyzzyx", "<script>", "0", "é" * 120])
def test_a_place_that_is_not_understood_should_be_told(place: str) -> None:
    understood = read("réparer mon téléphone à Lille", place=place)
    assert (understood.place, understood.unknown_place) == (None, place)


@pytest.mark.parametrize("place", ["", "   ", "?!", "\u200b"])
def test_a_place_that_says_nothing_should_leave_the_one_of_the_need(place: str) -> None:
    understood = read("réparer mon téléphone à Lille", place=place)
    assert (name(understood.place), understood.unknown_place) == ("Lille (59)", "")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("le Repair Café Lille", None, id="the whole name"),
        pytest.param("REPAIR-CAFE LILLE", None, id="the name as it is folded"),
        pytest.param("un repair café à Lille", "Lille (59)", id="not the whole name"),
        pytest.param("les ateliers de Lyon", None, id="an article in the name"),
        pytest.param("les ateliers à Lens", "Lens (62)", id="no name at all"),
    ],
)
def test_a_place_inside_the_name_of_an_organisation_should_be_no_place(
    text: str, place: str | None
) -> None:
    assert name(read(text).place) == place


def test_without_a_gazetteer_no_place_should_be_understood() -> None:
    reader = Understanding(CORRECTOR)
    assert reader.read(Query("réparer à Lille")).place is None
    assert reader.read(Query("réparer", place="Lille")).unknown_place == "Lille"


def test_the_words_left_should_be_mended() -> None:
    understood = read("réparer mon telefone à Lille")
    assert understood.correction is not None
    assert understood.correction.changes == (("telefone", "téléphone"),)
    assert (understood.typed, understood.text) == (
        "réparer mon telefone",
        "réparer mon téléphone",
    )


def test_an_exact_need_should_be_searched_as_typed() -> None:
    understood = read("réparer mon telefone", exact=True)
    assert (understood.correction, understood.text) == (None, "réparer mon telefone")


def test_words_should_be_grouped_with_what_means_the_same_once_mended() -> None:
    words = [word.word for word in read("telefone mot de passe").words]
    assert words == ["telephone", "smartphone", "mot", "passe", "mdp"]


def test_words_that_say_nothing_should_be_kept_when_there_is_no_other() -> None:
    assert [word.word for word in read("je cherche").words] == ["je", "cherche"]


@pytest.mark.parametrize(
    "text", ["a" * 300, "à " * 100 + "x", "📱 9", "<b>Lille</b>", "خخ à Lille"]
)
def test_any_need_should_be_read(text: str) -> None:
    understood = read(text)
    assert understood.words
    assert understood.text.strip()


def test_the_place_should_be_the_one_that_has_the_code() -> None:
    code = PlaceCode(PlaceKind.COMMUNE, "59350")
    understood = read("réparer un vélo à Lyon", code=code)
    assert understood.place is not None
    assert understood.place.commune == "59350"
    assert understood.mentioned == ""


def test_a_code_that_no_place_has_should_be_refused() -> None:
    with pytest.raises(InvalidQuery, match="59999") as refused:
        read("réparer", code=PlaceCode(PlaceKind.COMMUNE, "59999"))
    assert refused.value.field == "code_commune"


@pytest.mark.parametrize(
    ("text", "language"),
    [("carte sim pa cher", "fr"), ("komen fère un cv", "fr"), ("my sim is pa", "en")],
)
def test_acronyms_and_shorthands_should_not_tell_a_language(text: str, language: str) -> None:
    written = {"pa": ["pas"], "komen": ["comment"]}
    synonyms = Synonyms({"sim": ["téléphone"], "cv": ["candidature"]}, written)
    lexicons = {"fr": {"carte", "cher"}, "en": {"my", "sim", "pa", "cv", "fere", "is"}}
    reader = Understanding(CORRECTOR, None, None, synonyms, lexicons)
    assert reader.read(Query(text)).language == language
