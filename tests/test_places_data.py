"""The data of places that the project carries: the table of communes and the judged phrases."""

from __future__ import annotations

import csv
import json
import re

import numpy as np
import pytest
import wordfreq

from index.evaluation.places import FIELD, NOWHERE, Phrase, mistakes, read_phrases
from index.indexing.text_parts import FRENCH_WORDS
from index.places.administrative_codes import DEPARTEMENTS_OF, REGION_SLUGS
from index.places.communes import Commune, read_communes
from index.places.gazetteer import Gazetteer
from index.places.models import Place, Point
from index.places.proximity import distance_km
from index.spelling.corrector import Corrector
from index.spelling.dictionary import catalogue_words, with_french
from index.text.synonyms import Synonyms
from tests.conftest import DATA, OPEN_DATA, open_data

OFFICIAL = "geo/communes_geo.csv"
COMMUNES = read_communes(DATA / "communes.csv")
PHRASES = read_phrases(DATA / "evaluation" / "lieux.tsv")
SETS = ("mise-au-point", "temoin")
POLAR = "984"
"""The Terres australes et antarctiques françaises: nobody lives there, and no post goes."""
UNDERSTOOD = 0.98
"""Share of the phrases that must be understood."""


def is_postal(code: str) -> bool:
    """Whether a text is five figures."""
    return re.fullmatch("[0-9]{5}", code) is not None


@pytest.fixture(scope="module")
def lexicon() -> Corrector:
    """The words of the descriptions of the catalogue, and the frequent words of French."""
    lines = (DATA / "actors.jsonl").read_text(encoding="utf-8").splitlines()
    words = catalogue_words(json.loads(line)["description"] for line in lines)
    frequent = wordfreq.top_n_list("fr", FRENCH_WORDS)
    french = ((word, wordfreq.zipf_frequency(word, "fr")) for word in frequent)
    synonyms = Synonyms.read(DATA / "synonymes.txt")
    return Corrector(with_french(words, french), synonyms.words)


@pytest.fixture(scope="module")
def misunderstood(lexicon: Corrector) -> list[tuple[Phrase, Place | None]]:
    """The phrases that are not understood, and what was understood."""
    return list(mistakes(PHRASES, Gazetteer(COMMUNES), lexicon))


@pytest.fixture(scope="module")
def official() -> dict[str, dict[str, str]]:
    """Code -> row, for the communes of today of the official table."""
    with (OPEN_DATA / OFFICIAL).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["code_insee"]: row for row in rows if row["type"] == "commune-actuelle"}


@pytest.fixture(scope="module")
def known() -> dict[str, Commune]:
    """Code -> commune, for those of today of the project's table."""
    return {each.code: each for each in COMMUNES if each.type == "commune"}


@pytest.mark.catalogue
@pytest.mark.parametrize("jeu", SETS)
def test_nearly_every_judged_phrase_should_be_understood(
    jeu: str, misunderstood: list[tuple[Phrase, Place | None]]
) -> None:
    total = sum(each.jeu == jeu for each in PHRASES)
    wrong = [(each.texte, place and place.nom) for each, place in misunderstood if each.jeu == jeu]
    assert len(wrong) <= (1 - UNDERSTOOD) * total, wrong


@pytest.mark.parametrize("jeu", SETS)
@pytest.mark.parametrize("champ", ["besoin", FIELD])
def test_each_set_should_judge_needs_and_fields(jeu: str, champ: str) -> None:
    assert sum((each.jeu, each.champ) == (jeu, champ) for each in PHRASES) >= 50


@pytest.mark.parametrize("jeu", SETS)
def test_each_set_should_hold_mistaken_names_and_phrases_without_place(jeu: str) -> None:
    phrases = [each for each in PHRASES if each.jeu == jeu]
    assert sum(each.faute for each in phrases) >= 20
    assert sum(each.genre == NOWHERE for each in phrases) >= 20


def test_every_phrase_should_be_of_a_known_set() -> None:
    assert {each.jeu for each in PHRASES} == set(SETS)


def test_no_phrase_should_be_judged_twice() -> None:
    keys = [(each.champ, each.texte) for each in PHRASES]
    assert [key for key in set(keys) if keys.count(key) > 1] == []


def test_only_phrases_that_name_a_place_should_have_a_code() -> None:
    assert [each for each in PHRASES if (each.genre == NOWHERE) == bool(each.code)] == []


@open_data(OFFICIAL)
def test_every_commune_of_france_should_be_in_the_table(
    official: dict[str, dict[str, str]], known: dict[str, Commune]
) -> None:
    assert sorted(set(official) - set(known)) == []


@open_data(OFFICIAL)
def test_a_commune_should_be_where_the_official_table_says(
    official: dict[str, dict[str, str]], known: dict[str, Commune]
) -> None:
    apart = [
        distance_km(
            Point(ours.latitude, ours.longitude),
            Point(float(row["latitude"]), float(row["longitude"])),
        )
        for code, row in official.items()
        if (ours := known[code]).latitude is not None
        and ours.longitude is not None
        and row["latitude"]
        and row["longitude"]
    ]
    assert len(apart) > 0.99 * len(official)
    assert np.median(apart) < 1
    assert np.percentile(apart, 99) < 10


def test_nearly_every_commune_should_have_a_place(known: dict[str, Commune]) -> None:
    lost = [each.nom for each in known.values() if each.latitude is None or each.longitude is None]
    assert len(lost) < 0.001 * len(known), lost


def test_every_commune_where_the_post_goes_should_have_postal_codes(
    known: dict[str, Commune],
) -> None:
    malformed = {
        each.nom: each.codes_postaux
        for each in known.values()
        if each.departement != POLAR
        and not (each.codes_postaux and all(map(is_postal, each.codes_postaux)))
    }
    assert malformed == {}


@pytest.mark.parametrize("kind", ["departement", "region"])
def test_every_commune_should_be_in_areas_that_are_known(
    kind: str, known: dict[str, Commune]
) -> None:
    areas = {each.code for each in COMMUNES if each.type == kind}
    assert {getattr(each, kind) for each in known.values()} - areas == set()


@pytest.mark.parametrize("region", sorted(DEPARTEMENTS_OF))
def test_every_departement_of_a_region_should_be_known(region: str) -> None:
    departements = [each for each in COMMUNES if each.type == "departement"]
    found = {each.code for each in departements if each.region == region}
    assert found == set(DEPARTEMENTS_OF[region].split())


def test_every_region_should_be_known() -> None:
    regions = {each.code for each in COMMUNES if each.type == "region"}
    assert set(REGION_SLUGS) - regions == set()


def test_no_code_should_be_given_twice_to_communes_of_today() -> None:
    codes = [each.code for each in COMMUNES if each.type == "commune"]
    assert len(codes) == len(set(codes))


def test_what_a_part_is_attached_to_should_be_in_the_table(known: dict[str, Commune]) -> None:
    parents = {each.parent for each in COMMUNES if each.parent}
    assert parents - set(known) == set()


def test_every_arrondissement_of_the_three_cities_should_be_known() -> None:
    counts = {
        city: sum(each.type == "arrondissement" and each.parent == city for each in COMMUNES)
        for city in ("75056", "69123", "13055")
    }
    assert counts == {"75056": 20, "69123": 9, "13055": 16}


def test_towns_near_the_borders_should_be_known() -> None:
    countries = {each.pays for each in COMMUNES if each.type == "etranger"}
    assert {"be", "ch", "lu"} <= countries


def test_every_name_should_have_a_letter() -> None:
    assert [each.code for each in COMMUNES if not any(map(str.isalpha, each.nom))] == []


def test_the_table_should_be_written_in_unix_lines() -> None:
    assert b"\r" not in (DATA / "communes.csv").read_bytes()
