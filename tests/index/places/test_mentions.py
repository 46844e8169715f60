"""Mentions: the place that a need names, and the words that are none.

Names and codes are those of the real table.
"""

from __future__ import annotations

import pytest

from index.places.gazetteer import Gazetteer
from index.places.mentions import find_place
from tests.index.places.conftest import VOCABULARY, named


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        pytest.param("réparer mon ordi à Lille", "59350", "à Lille", id="after à"),
        pytest.param("reparer ordi lille", "59350", "lille", id="a large town, without a cue"),
        pytest.param("ATELIER PC LILLE", "59350", "LILLE", id="all in capitals"),
        pytest.param("je vis à Ouessant", "29155", "vis à Ouessant", id="a village after a cue"),
        pytest.param("vers Agen", "47001", "vers Agen", id="vers"),
        pytest.param("un ami habite grenoble", "38185", "habite grenoble", id="habite"),
        pytest.param("près de Die", "26113", "près de Die", id="a word, after a cue"),
        pytest.param("gare de Lens", "62498", "gare de Lens", id="gare de"),
        pytest.param("je suis sur Toulouse", "31555", "suis sur Toulouse", id="suis sur"),
        pytest.param("personne a lille", "59350", "a lille", id="à without its accent"),
        pytest.param("atelier au Mans", "72181", "au Mans", id="a contracted article"),
        pytest.param("aux Sables d'Olonne", "85194", "aux Sables d'Olonne", id="aux"),
        pytest.param("cours du Havre", "76351", "du Havre", id="du"),
        pytest.param("fablab st etienne", "42218", "st etienne", id="St"),
        pytest.param("Ste Foy les Lyon atelier", "69202", "Ste Foy les Lyon", id="Ste"),
        pytest.param("l'hay les roses", "94038", "l'hay les roses", id="elided"),
        pytest.param("aide à Évry", "91228", "à Évry", id="a short name"),
        pytest.param("clermont", "63113", "clermont", id="the largest of a short name"),
        pytest.param("depannage paname", "75056", "paname", id="a nickname"),
        pytest.param("de Lyon à Paris", "75056", "à Paris", id="the last of two"),
        pytest.param("rue de Lille à Roubaix", "59512", "à Roubaix", id="not its street"),
        pytest.param("aide à Bruxelles", "Bruxelles (Belgique)", "à Bruxelles", id="abroad"),
    ],
)
def test_a_town_should_be_understood_with_its_cue(
    text: str, code: str, expected: str, gazetteer: Gazetteer
) -> None:
    assert named(text, find_place(text, gazetteer, None)) == (code, expected)


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        pytest.param("atelier à Saint-Denis", "97411", "à Saint-Denis", id="population"),
        pytest.param("à Saint-Denis 93", "93066", "à Saint-Denis 93", id="number"),
        pytest.param("à Saint-Denis (93)", "93066", "à Saint-Denis (93)", id="number in brackets"),
        pytest.param("Montreuil 62", "62588", "Montreuil 62", id="start of a name"),
        pytest.param("Clamecy (Nièvre)", "58079", "Clamecy (Nièvre)", id="département"),
        pytest.param("clermont (Oise)", "60157", "clermont (Oise)", id="of a large town's name"),
        pytest.param("vienne en isère", "38544", "vienne en isère", id="a town, not the area"),
        pytest.param(
            "St Pierre à la Réunion", "97416", "St Pierre à la Réunion", id="a region overseas"
        ),
        pytest.param("Mons en Belgique", "Mons (Belgique)", "Mons en Belgique", id="country"),
        pytest.param("Roubaix en Belgique", "be", "en Belgique", id="not in that country"),
    ],
)
def test_a_homonym_should_be_resolved(
    text: str, code: str, expected: str, gazetteer: Gazetteer
) -> None:
    assert named(text, find_place(text, gazetteer, None)) == (code, expected)


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        pytest.param("aide à Paris 18e", "75056", "à Paris 18e", id="city then number"),
        pytest.param("marseille XIVe", "13055", "marseille XIVe", id="Roman"),
        pytest.param(
            "3e arrondissement de Lyon", "69123", "3e arrondissement de Lyon", id="before"
        ),
        pytest.param("fablab 18e arrondissement", "75056", "18e arrondissement", id="Paris unsaid"),
    ],
)
def test_an_arrondissement_should_be_understood(
    text: str, code: str, expected: str, gazetteer: Gazetteer
) -> None:
    mention = find_place(text, gazetteer, None)
    assert named(text, mention) == (code, expected)
    assert mention is not None
    assert "Arrondissement" in mention.place.nom


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        pytest.param("aide dans la Creuse", "23", "dans la Creuse", id="a word"),
        pytest.param("dans le Nord", "59", "dans le Nord", id="its article"),
        pytest.param("dans l'Orne", "61", "dans l'Orne", id="elided"),
        pytest.param("repair café des Landes", "40", "des Landes", id="des"),
        pytest.param("en Loire", "42", "en Loire", id="en"),
        pytest.param("pas de calais aide", "62", "pas de calais", id="three words"),
        pytest.param("collectif isère", "38", "isère", id="without a cue"),
        pytest.param("à la Réunion", "974", "à la Réunion", id="overseas"),
        pytest.param("fablab en Bretagne", "53", "en Bretagne", id="region"),
        pytest.param("région Centre", "24", "région Centre", id="a region that is a word"),
        pytest.param("région AURA", "84", "région AURA", id="an acronym"),
        pytest.param("repair cafés du neuf trois", "93", "du neuf trois", id="figures in letters"),
        pytest.param("aide en Belgique", "be", "en Belgique", id="country"),
        pytest.param("depannage suisse", "ch", "suisse", id="a country without a cue"),
        pytest.param("partout en France", "fr", "partout en France", id="the whole of France"),
    ],
)
def test_an_area_should_be_understood(
    text: str, code: str, expected: str, gazetteer: Gazetteer
) -> None:
    assert named(text, find_place(text, gazetteer, None)) == (code, expected)


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        pytest.param("59800 besoin d'aide", "59350", "59800", id="postal code"),
        pytest.param("code postal 59000", "59350", "59000", id="announced"),
        pytest.param("à Lille 59000", "59350", "à Lille 59000", id="after its name"),
        pytest.param("59000Lille", "59350", "59000Lille", id="stuck to its name"),
        pytest.param(
            "38470 cognin les gorges", "38117", "38470 cognin les gorges", id="chosen by name"
        ),
        pytest.param("je suis dans le 59", "59", "dans le 59", id="département"),
        pytest.param("aide dept 44", "44", "dept 44", id="dept"),
        pytest.param("dans le 2a", "2A", "dans le 2a", id="Corsica"),
        pytest.param("dans le 974", "974", "dans le 974", id="overseas"),
        pytest.param("(93)", "93", "(93)", id="in brackets"),
        pytest.param("Villejuif (94)", "94076", "Villejuif (94)", id="after a town"),
        pytest.param("le 75 est loin", "75", "le 75", id="before a verb"),
        pytest.param("dans le 33, merci", "33", "dans le 33", id="before a comma"),
    ],
)
def test_a_code_should_be_understood(
    text: str, code: str, expected: str, gazetteer: Gazetteer
) -> None:
    assert named(text, find_place(text, gazetteer, None)) == (code, expected)


@pytest.mark.parametrize(
    "text",
    [
        "je pars le 17 mars",
        "j'ai les 20 ordinateurs",
        "dans les 35 heures",
        "j'ai 59 ans",
        "59",
        "dans le 99",
        "le 20",
        "code 59000",
        "cerfa 12345",
        "mon dossier 75001",
        "00000",
        "12345678",
        "dans le ٥٩",
        "dans le ²",
    ],
)
def test_a_number_that_counts_something_should_be_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert find_place(text, gazetteer, VOCABULARY) is None


@pytest.mark.parametrize(
    "text",
    [
        "box orange en panne",
        "forfait Orange pas cher",
        "BOX ORANGE PAS CHER",
        "trois tours de magie",
        "je veux donner du sens",
        "or",
        "un bijou en or",
        "sur or",
        "atelier pas cher",
        "près de pas cher",
        "un lot de pc",
        "internet en creuse",
        "une réunion en ligne",
        "la réunion de demain",
        "une bonne aura",
        "le centre social",
        "coopérative de die",
        "france connect",
        "aide france",
        "ouvrir mes mails",
    ],
)
def test_ordinary_words_should_be_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert find_place(text, gazetteer, None) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fablab à Tours", "37261"),
        ("fablab à tours", "37261"),
        ("atelier à Sens", "89387"),
        ("une box orange à Orange", "84087"),
        ("habite Orange", "84087"),
        ("pas cher dans le Cher", "18"),
        ("un lot dans le Lot", "46"),
        ("ateliers d'Orange", "84087"),
        ("atelier (Nord)", "59"),
        ("fablab tours", "37261"),
    ],
)
def test_an_ordinary_word_should_be_a_place_when_a_cue_says_so(
    text: str, code: str, gazetteer: Gazetteer
) -> None:
    mention = find_place(text, gazetteer, None)
    assert mention is not None
    assert mention.place.code == code


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("un savon de Marseille", id="product"),
        pytest.param("le train de Lille", id="train"),
        pytest.param("match de Lens", id="match"),
        pytest.param("docteur Lyon", id="title"),
        pytest.param("Mme Bourges", id="madam"),
        pytest.param("ma voisine Nancy a besoin d'aide", id="a neighbour"),
        pytest.param("Nancy veut apprendre", id="first name"),
    ],
)
def test_a_name_that_completes_another_word_should_be_no_place(
    text: str, gazetteer: Gazetteer
) -> None:
    assert find_place(text, gazetteer, VOCABULARY) is None


def test_a_first_name_should_be_a_town_after_a_cue(gazetteer: Gazetteer) -> None:
    text = "aide à Nancy"
    assert named(text, find_place(text, gazetteer, None)) == ("54395", "à Nancy")


@pytest.mark.parametrize(
    ("text", "lenient", "code"),
    [
        pytest.param("3 place Bellecour Lyon", True, "69123", id="town"),
        pytest.param("10 rue de Lille, Roubaix", True, "59512", id="not the street"),
        pytest.param("quai de la Loire", True, None, id="a street alone"),
        pytest.param("salle polyvalente Ouessant", True, "29155", id="a village without a cue"),
        pytest.param("salle polyvalente ouessant", False, None, id="but not in a need"),
    ],
)
def test_an_address_should_need_no_cue(
    text: str, lenient: bool, code: str | None, gazetteer: Gazetteer
) -> None:
    mention = find_place(text, gazetteer, None, lenient=lenient)
    assert (None if mention is None else mention.place.code) == code


@pytest.mark.parametrize(
    "text",
    ["", "   ", "a", "1", "\x00\x07", "🙂", "()", "'-'", "5" * 5_000, "a" * 5_000, "à " * 300],
    ids=lambda text: f"{text[:6]!r}-{len(text)}",
)
def test_a_text_that_names_nothing_should_have_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert find_place(text, gazetteer, VOCABULARY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("réparer un ordinateur (93)", "(93)", id="brackets"),
        pytest.param("réparer un ordinateur (dans le 93)", "(dans le 93)", id="a cue in brackets"),
        pytest.param("cours à Lille (Nord)", "à Lille (Nord)", id="brackets inside"),
    ],
)
def test_a_place_should_take_its_brackets_and_no_word_beside(
    text: str, expected: str, gazetteer: Gazetteer
) -> None:
    mention = find_place(text, gazetteer, None)
    assert mention is not None
    assert text[mention.start : mention.end] == expected


def test_a_street_named_after_a_country_should_be_no_country(gazetteer: Gazetteer) -> None:
    mention = find_place("rue de Belgique, Roubaix", gazetteer, None)
    assert mention is not None
    assert mention.place.commune == "59512"


def test_a_direction_should_be_no_departement(gazetteer: Gazetteer) -> None:
    assert find_place("atelier dans le nord de la France", gazetteer, None) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("dans le 93 atelier numérique", "93", id="first words"),
        pytest.param("dans le 2A apprendre internet", "2A", id="Corsica"),
        pytest.param("aide en 2B", "2B", id="en"),
    ],
)
def test_a_number_after_a_sure_cue_should_be_a_departement_whatever_follows(
    text: str, code: str, gazetteer: Gazetteer
) -> None:
    mention = find_place(text, gazetteer, None)
    assert mention is not None
    assert mention.place.departement == code
