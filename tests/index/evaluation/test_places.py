"""The measure of places: judged phrases are read, and what is understood is compared with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import EvaluationError
from index.evaluation.places import COLUMNS, Phrase, is_right, mistakes, read_phrases, understood
from index.places.communes import Commune
from index.places.gazetteer import Gazetteer, country, place_of
from index.places.models import Place, PlaceKind
from index.spelling.corrector import Corrector
from index.spelling.dictionary import catalogue_words


def row(code: str, nom: str, kind: str, departement: str, pays: str = "fr") -> Commune:
    """A row of the table of communes."""
    return Commune(
        code=code,
        nom=nom,
        type=kind,
        codes_postaux=(),
        departement=departement,
        region="",
        epci="",
        pays=pays,
        population=200_000,
        latitude=None,
        longitude=None,
        ordinary=False,
        parent="",
    )


LILLE = row("59350", "Lille", "commune", "59")
NORD = row("59", "Nord", "departement", "59")
BRUSSELS = row("", "Bruxelles", "etranger", "", pays="be")
REUNION = Place(PlaceKind.REGION, "La Réunion", None, region="04")
BRITTANY = Place(PlaceKind.REGION, "Bretagne", None, region="53")
GAZETTEER = Gazetteer([LILLE, NORD, BRUSSELS])
LEXICON = Corrector(catalogue_words(["réparer mon ordinateur à la maison"]))


def phrase(
    texte: str = "Lille", genre: str = "commune", code: str = "59350", **fields: str
) -> Phrase:
    """A phrase of the field of places, or of a need when `champ` says so."""
    return Phrase("temoin", fields.get("champ", "lieu"), texte, genre, code, faute=False)


def written(path: Path, *lines: str, columns: tuple[str, ...] = COLUMNS) -> Path:
    """A file of phrases."""
    path.write_text("\n".join(["\t".join(columns), *lines, ""]), encoding="utf-8")
    return path


def test_phrases_should_be_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path / "lieux.tsv",
        "temoin\tlieu\tparris\tcommune\t75056\toui",
        "mise-au-point\tbesoin\tun bijou en or\taucun\t\t",
    )
    assert read_phrases(path) == (
        Phrase("temoin", "lieu", "parris", "commune", "75056", faute=True),
        Phrase("mise-au-point", "besoin", "un bijou en or", "aucun", "", faute=False),
    )


def test_quotes_should_be_kept_as_they_are_typed(tmp_path: Path) -> None:
    path = written(tmp_path / "lieux.tsv", 'temoin\tlieu\t"Lille\tcommune\t59350\t')
    assert [each.texte for each in read_phrases(path)] == ['"Lille']


def test_a_file_of_columns_only_should_hold_no_phrase(tmp_path: Path) -> None:
    assert read_phrases(written(tmp_path / "lieux.tsv")) == ()


@pytest.mark.parametrize(
    "columns",
    [COLUMNS[:-1], (*COLUMNS, "note"), COLUMNS[::-1], ("",)],
    ids=["one less", "one more", "another order", "empty"],
)
def test_a_file_of_other_columns_should_be_refused(
    columns: tuple[str, ...], tmp_path: Path
) -> None:
    path = written(tmp_path / "lieux.tsv", columns=columns)
    with pytest.raises(EvaluationError) as caught:
        read_phrases(path)
    assert str(caught.value) == (
        "lieux.tsv : colonnes jeu, champ, texte, genre, code, faute attendues."
    )


def test_an_absent_file_should_be_named(tmp_path: Path) -> None:
    path = tmp_path / "absent.tsv"
    with pytest.raises(EvaluationError, match=r"absent\.tsv est illisible"):
        read_phrases(path)


def test_a_folder_should_be_told_unreadable(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="est illisible"):
        read_phrases(tmp_path)


@pytest.mark.parametrize(
    ("champ", "texte", "nom"),
    [
        pytest.param("lieu", "Lille", "Lille (59)", id="field"),
        pytest.param("lieu", "59", "Nord (59)", id="number in the field"),
        pytest.param("lieu", "ici", None, id="nowhere"),
        pytest.param("besoin", "réparer mon ordinateur à Lille", "Lille (59)", id="need"),
        pytest.param("besoin", "réparer mon ordinateur à Lile", "Lille (59)", id="mistaken"),
        pytest.param("besoin", "59", None, id="number in a need"),
    ],
)
def test_a_phrase_should_be_understood_as_its_field_is(
    champ: str, texte: str, nom: str | None
) -> None:
    place = understood(phrase(texte, champ=champ), GAZETTEER, LEXICON)
    assert (None if place is None else place.nom) == nom


@pytest.mark.parametrize(
    ("genre", "code", "place", "right"),
    [
        pytest.param("commune", "59350", place_of(LILLE), True, id="commune"),
        pytest.param("commune", "59512", place_of(LILLE), False, id="another commune"),
        pytest.param("departement", "59", place_of(NORD), True, id="département"),
        pytest.param("commune", "59", place_of(NORD), False, id="another kind"),
        pytest.param("commune", "Bruxelles", place_of(BRUSSELS), True, id="abroad"),
        pytest.param("commune", "Liège", place_of(BRUSSELS), False, id="another town abroad"),
        pytest.param("pays", "be", country("be"), True, id="country"),
        pytest.param("pays", "fr", country("be"), False, id="another country"),
        pytest.param("region", "04", REUNION, True, id="region"),
        pytest.param("departement", "974", REUNION, True, id="a region that is a département"),
        pytest.param("departement", "972", REUNION, False, id="another overseas"),
        pytest.param("departement", "35", BRITTANY, False, id="a region of several"),
        pytest.param("aucun", "", None, True, id="none"),
        pytest.param("aucun", "", place_of(LILLE), False, id="one where there is none"),
        pytest.param("commune", "59350", None, False, id="none where there is one"),
    ],
)
def test_a_place_should_be_right_when_a_person_understands_the_same(
    genre: str, code: str, place: Place | None, right: bool
) -> None:
    assert is_right(phrase("", genre, code), place) is right


def test_only_what_is_not_understood_should_be_shown_with_what_was() -> None:
    right, wrong = phrase("Lille"), phrase("Lille", code="59512")
    missed = phrase("zzzz", champ="besoin")
    found = list(mistakes((right, wrong, missed), GAZETTEER, LEXICON))
    assert found == [(wrong, place_of(LILLE)), (missed, None)]
