"""The gazetteer: names as they are compared, and which place a name or a code means."""

from __future__ import annotations

import random
from typing import Any

import pytest

from index.places.communes import Commune, read_communes
from index.places.gazetteer import Gazetteer, country_named
from index.places.models import Place, PlaceCode, PlaceKind, Point
from index.places.names import Name, name_key
from index.places.table import FOREIGN_SHARE, OLD_SHARE
from tests.conftest import ROOT


def row(nom: str, code: str = "", population: int = 1_000, **fields: Any) -> Commune:
    """A row of the table: a commune of the département that its code says."""
    defaults: dict[str, Any] = {
        "type": "commune",
        "codes_postaux": (),
        "departement": code[:3] if code.startswith("97") else code[:2],
        "region": "",
        "epci": "",
        "pays": "fr",
        "latitude": 48.0,
        "longitude": 2.0,
        "ordinary": False,
        "parent": "",
    }
    return Commune(code=code, nom=nom, population=population, **(defaults | fields))


def arrondissement(nom: str, code: str, postal: str, parent: str) -> Commune:
    """A row of an arrondissement."""
    return row(nom, code, 100_000, type="arrondissement", codes_postaux=(postal,), parent=parent)


def area(nom: str, kind: str, code: str, population: int = 500_000) -> Commune:
    """A row of a département or a region."""
    departement = code if kind == "departement" else ""
    return row(nom, code, population, type=kind, departement=departement)


ROWS = (
    row("Lille", "59350", 238_695, codes_postaux=("59000", "59800"), epci="200093201"),
    row("Roubaix", "59512", 98_286, codes_postaux=("59100",)),
    row("Saint-Denis", "97411", 155_634, codes_postaux=("97400",)),
    row("Saint-Denis", "93066", 149_077, codes_postaux=("93200",)),
    row("Saint-Denis-d'Anjou", "53210", 1_500, codes_postaux=("53290",)),
    row("Sainte-Foy-lès-Lyon", "69202", 21_000, codes_postaux=("69110",)),
    row("Sarlat-la-Canéda", "24520", 8_600, codes_postaux=("24200",)),
    row("Sarlat-le-Petit", "24999", 100),
    row("Paris", "75056", 2_100_000, codes_postaux=("75001", "75018")),
    arrondissement("Paris 1er Arrondissement", "75101", "75001", "75056"),
    arrondissement("Paris 18e Arrondissement", "75118", "75018", "75056"),
    row("Lyon", "69123", 520_000, codes_postaux=("69003",)),
    arrondissement("Lyon 3e Arrondissement", "69383", "69003", "69123"),
    row("Évry-Courcouronnes", "91228", 67_000, codes_postaux=("91000",), short="Évry"),
    row("Hellemmes-Lille", "59298", 0, type="ancienne", parent="59350", codes_postaux=("59260",)),
    row("Tours", "37261", 137_000, ordinary=True),
    row("Orange", "84087", 29_000, ordinary=True),
    row("La Réunion", "60999", 10, ordinary=True),
    row("Vinay", "38559", 4_000, codes_postaux=("38470",)),
    row("Cognin-les-Gorges", "38117", 600, codes_postaux=("38470",)),
    row("L'Albenc", "38004", 1_100, codes_postaux=("38470",)),
    row("Carcassonne", "11069", 47_000),
    row("Montpellier", "34172", 302_000),
    row("Creuse", "80225", 200),
    row("Bruxelles", "", 1_200_000, type="etranger", pays="be", departement=""),
    area("Nord", "departement", "59"),
    area("Ain", "departement", "01"),
    area("Creuse", "departement", "23"),
    area("Corse-du-Sud", "departement", "2A"),
    area("La Réunion", "departement", "974"),
    area("Seine-Saint-Denis", "departement", "93"),
    area("Hauts-de-France", "region", "32", 6_000_000),
)
GAZETTEER = Gazetteer(ROWS)


def named(key: str, gazetteer: Gazetteer = GAZETTEER) -> Name:
    """Return the name of a key."""
    found = gazetteer.name(key)
    assert found is not None
    return found


def label(place: Place | None) -> str | None:
    """Return the label of a place, or None."""
    return None if place is None else place.nom


def code_of(found: Commune | Place | None) -> str | None:
    """The code of what was found, or None."""
    return None if found is None else found.code


@pytest.mark.parametrize("written", ["Sainte-Foy-lès-Lyon", "ste foy les lyon", "STE FOY LES LYON"])
def test_one_name_should_be_found_however_it_is_written(written: str) -> None:
    assert named(name_key(written)).resolve().code == "69202"


def test_a_name_that_nobody_bears_should_not_be_found() -> None:
    assert GAZETTEER.name("atlantis") is None


@pytest.mark.parametrize(
    ("departement", "code"),
    [
        pytest.param("", "97411", id="the most populous"),
        pytest.param("93", "93066", id="of a département"),
        pytest.param("59", "97411", id="the most populous when the département has none"),
    ],
)
def test_a_homonym_should_be_resolved(departement: str, code: str) -> None:
    assert named("saint denis").resolve(departement=departement).code == code


@pytest.mark.parametrize(
    ("wants_area", "kind"), [(None, "departement"), (True, "departement"), (False, "commune")]
)
def test_a_town_or_an_area_of_one_name_should_be_distinguished(
    wants_area: bool | None, kind: str
) -> None:
    assert named("creuse").resolve(area=wants_area).type == kind


def test_a_name_that_is_no_area_should_mean_a_town_even_when_an_area_is_wanted() -> None:
    assert named("lille").resolve(area=True).code == "59350"


@pytest.mark.parametrize(
    ("abroad", "country_code"),
    [
        pytest.param(31_000 * (FOREIGN_SHARE - 1), "fr", id="not populous enough"),
        pytest.param(31_000 * (FOREIGN_SHARE + 1), "ch", id="far more populous"),
    ],
)
def test_a_town_abroad_should_count_less_than_one_of_france(abroad: int, country_code: str) -> None:
    foreign = row("Vienne", "", abroad, type="etranger", pays="ch", departement="")
    gazetteer = Gazetteer([foreign, row("Vienne", "38544", 31_000)])
    assert named("vienne", gazetteer).resolve().pays == country_code


def test_a_commune_should_come_before_an_area_of_as_many_inhabitants() -> None:
    gazetteer = Gazetteer([area("Paris", "departement", "75", 10), row("Paris", "75056", 10)])
    assert [each.type for each in named("paris", gazetteer).bearers] == ["commune", "departement"]


def test_an_old_commune_should_count_for_a_part_of_the_new_one() -> None:
    assert named("hellemmes lille").population == 238_695 // OLD_SHARE


@pytest.mark.parametrize(
    ("nickname", "code"),
    [
        pytest.param("evry", "91228", id="a short name of the table"),
        pytest.param("paname", "75056", id="a nickname"),
        pytest.param("hdf", "32", id="an acronym"),
        pytest.param("nord pas de calais", "32", id="an old region"),
        pytest.param("neuf trois", "93", id="a number figure by figure"),
    ],
)
def test_a_nickname_should_mean_its_place(nickname: str, code: str) -> None:
    found = named(nickname)
    assert (found.resolve().code, found.nickname) == (code, True)


def test_a_nickname_of_a_place_that_the_table_lacks_should_mean_nothing() -> None:
    assert GAZETTEER.name("cite phoceenne") is None


def test_a_nickname_should_keep_the_places_that_bear_it_as_their_name() -> None:
    village = row("Clermont", "60157", 10_000)
    gazetteer = Gazetteer([village, row("Clermont-Ferrand", "63113", 147_000)])
    found = named("clermont", gazetteer)
    assert [each.code for each in found.bearers] == ["63113", "60157"]
    assert found.resolve(departement="60") == village


@pytest.mark.parametrize(
    ("key", "ordinary"),
    [
        pytest.param("tours", True, id="a word"),
        pytest.param("orange", True, id="another"),
        pytest.param("lille", False, id="no word"),
        pytest.param("reunion", True, id="a nickname that is a word"),
        pytest.param("paname", False, id="a nickname that is none"),
    ],
)
def test_a_name_that_is_a_word_should_be_ordinary(key: str, ordinary: bool) -> None:
    assert named(key).ordinary is ordinary


@pytest.mark.parametrize(
    ("code", "nom"),
    [
        ("59350", "Lille"),
        ("75118", "Paris 18e Arrondissement"),
        ("59298", "Hellemmes-Lille"),
        ("59", None),
        ("00000", None),
        ("", None),
    ],
)
def test_a_commune_should_be_found_by_its_code(code: str, nom: str | None) -> None:
    found = GAZETTEER.commune(code)
    assert (found and found.nom) == nom


@pytest.mark.parametrize("step", [1, -1], ids=["old first", "new first"])
def test_a_code_should_mean_the_commune_of_today_before_the_old_one(step: int) -> None:
    new = row("Nouvelle", "01002")
    rows = [row("Ancienne", "01002", type="ancienne", parent="01002"), new]
    assert Gazetteer(rows[::step]).commune("01002") == new


@pytest.mark.parametrize(
    ("code", "exists"), [("200093201", True), ("999999999", False), ("", False)]
)
def test_a_group_of_communes_should_be_recognised_by_its_code(code: str, exists: bool) -> None:
    assert GAZETTEER.has_epci(code) is exists


@pytest.mark.parametrize(
    ("code", "nom"),
    [
        ("59", "Nord (59)"),
        ("1", "Ain (01)"),
        ("2a", "Corse-du-Sud (2A)"),
        ("974", "La Réunion (974)"),
        ("20", None),
        ("", None),
        ("059", None),
        ("5" * 500, None),
    ],
)
def test_a_departement_should_be_found_by_its_number(code: str, nom: str | None) -> None:
    assert label(GAZETTEER.departement(code)) == nom


@pytest.mark.parametrize(
    ("postal", "words", "nom"),
    [
        pytest.param("59000", (), "Lille (59)", id="of one commune"),
        pytest.param("38470", (), "Vinay (38)", id="of several: the most populous"),
        pytest.param("38470", ("cognin",), "Cognin-les-Gorges (38)", id="the one that is named"),
        pytest.param("75018", (), "Paris 18e Arrondissement (75)", id="an arrondissement"),
        pytest.param("59260", (), "Hellemmes-Lille (59)", id="an old commune"),
        pytest.param("99999", (), None, id="of none"),
        pytest.param("", (), None, id="empty"),
    ],
)
def test_a_postal_code_should_mean_a_place(
    postal: str, words: tuple[str, ...], nom: str | None
) -> None:
    assert label(GAZETTEER.postal(postal, words)) == nom


@pytest.mark.parametrize(
    ("key", "nom"),
    [
        ("paris 18", "Paris 18e Arrondissement (75)"),
        ("paris 18e", "Paris 18e Arrondissement (75)"),
        ("paris 18eme arrondissement", "Paris 18e Arrondissement (75)"),
        ("paris 1er", "Paris 1er Arrondissement (75)"),
        ("paris i", "Paris 1er Arrondissement (75)"),
        ("paris xviiie", "Paris 18e Arrondissement (75)"),
        ("3e arrondissement de lyon", "Lyon 3e Arrondissement (69)"),
        ("3 lyon", "Lyon 3e Arrondissement (69)"),
        ("18e arrondissement", "Paris 18e Arrondissement (75)"),
        ("paris 0", None),
        ("paris", None),
        ("toulouse 3", None),
        ("", None),
    ],
)
def test_an_arrondissement_should_be_understood_in_any_writing(key: str, nom: str | None) -> None:
    assert label(GAZETTEER.arrondissement(key)) == nom


@pytest.mark.parametrize(
    ("key", "departement", "code"),
    [
        pytest.param("saint denis", "93", "93066", id="its name"),
        pytest.param("saint denis", "53", "53210", id="the start of its name"),
        pytest.param("saint denis", "59", None, id="in another département"),
        pytest.param("atlantis", "59", None, id="no name"),
        pytest.param("", "59", None, id="empty"),
    ],
)
def test_a_town_should_be_found_within_a_departement(
    key: str, departement: str, code: str | None
) -> None:
    assert code_of(GAZETTEER.within(key, departement)) == code


@pytest.mark.parametrize(
    ("postal", "name", "code"),
    [
        pytest.param("59000", "LILLE", "59350", id="both agree"),
        pytest.param("59033", "LILLE CEDEX", "59350", id="cedex"),
        pytest.param("93205", "St Denis Cedex 2", "93066", id="cedex of a homonym"),
        pytest.param("38470", "L'Albenc", "38004", id="one of several"),
        pytest.param("38470", "Cognin les Gorge", "38117", id="one of several, misspelt"),
        pytest.param("38470", "Atlantis", None, id="none of several"),
        pytest.param("59100", "Atlantis", "59512", id="the only one of the code"),
        pytest.param("75018", "Paris", "75056", id="the whole city, no arrondissement"),
        pytest.param("59260", "Hellemmes-Lille", "59298", id="an old commune"),
        pytest.param("59999", "Creuse", None, id="neither an area nor a town elsewhere"),
        pytest.param("99999", "Atlantis", None, id="unknown"),
        pytest.param("", "", None, id="empty"),
    ],
)
def test_the_commune_of_a_postal_address_should_be_found(
    postal: str, name: str, code: str | None
) -> None:
    assert code_of(GAZETTEER.commune_of(postal, name)) == code


@pytest.mark.parametrize(
    ("key", "edits", "name"),
    [
        pytest.param("roubai", 1, "roubaix", id="a letter less"),
        pytest.param("monpelier", 2, "montpellier", id="phonetically"),
        pytest.param("karkassone", 3, "carcassonne", id="another first letter"),
        pytest.param("sint deni", 2, "saint denis", id="two words"),
        pytest.param("lille", 0, "lille", id="no mistake"),
        pytest.param("zzzzzzzz", 0, None, id="like no name"),
        pytest.param("x" * 500, 0, None, id="huge"),
        pytest.param("", 0, None, id="empty"),
    ],
)
def test_a_misspelt_name_should_mean_the_nearest(key: str, edits: int, name: str | None) -> None:
    found_edits, found = GAZETTEER.nearest(key, 0)
    assert (found_edits, None if found is None else found.key) == (edits, name)


def test_a_misspelt_name_should_not_mean_a_place_too_small() -> None:
    assert GAZETTEER.nearest("roubai", 100_000) == (0, None)


@pytest.mark.parametrize(
    ("key", "name"),
    [("sarlat", "sarlat la caneda"), ("lille", None), ("sarla", None), ("", None)],
)
def test_the_start_of_a_name_should_mean_the_most_populous(key: str, name: str | None) -> None:
    found = GAZETTEER.starting(key)
    assert (None if found is None else found.key) == name


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("belgique", "be"),
        ("belgik", "be"),
        ("suise", "ch"),
        ("wallonie", "be"),
        ("france", "fr"),
        ("lu", None),
        ("", None),
    ],
)
def test_a_country_should_be_understood_even_phonetically(key: str, code: str | None) -> None:
    assert code_of(country_named(key)) == code


def test_an_empty_table_should_know_no_place() -> None:
    empty = Gazetteer([])
    assert empty.name("paris") is None
    assert (empty.commune("75056"), empty.departement("75"), empty.postal("75001")) == (None,) * 3
    assert empty.nearest("paris", 0) == (0, None)


@pytest.mark.parametrize(
    ("postal", "departement", "expected"),
    [
        pytest.param("20176", "2A", "2A004", id="Corsica"),
        pytest.param("97261", "972", "97225", id="overseas"),
        pytest.param("59020", "59", "59350", id="mainland"),
    ],
)
def test_a_cedex_code_should_lead_to_the_commune_of_its_departement(
    postal: str, departement: str, expected: str
) -> None:
    gazetteer = Gazetteer([row("Ville", expected, departement=departement), row("Ville", "97416")])
    found = gazetteer.commune_of(postal, "VILLE CEDEX")
    assert found is not None
    assert found.code == expected


@pytest.mark.parametrize(
    ("kind", "code", "name"),
    [
        (PlaceKind.COMMUNE, "59350", "Lille (59)"),
        (PlaceKind.COMMUNE, "75118", "Paris 18e Arrondissement (75)"),
        (PlaceKind.COMMUNE, "69383", "Lyon 3e Arrondissement (69)"),
        (PlaceKind.COMMUNE, "13201", "Marseille 1er Arrondissement (13)"),
        (PlaceKind.DEPARTEMENT, "2a", "Corse-du-Sud (2A)"),
        (PlaceKind.DEPARTEMENT, "974", "La Réunion (974)"),
        (PlaceKind.REGION, "32", "Hauts-de-France"),
        (PlaceKind.REGION, "01", "Guadeloupe"),
        (PlaceKind.EPCI, "200093201", "Lille (59)"),
    ],
)
def test_an_official_code_should_be_understood(
    gazetteer: Gazetteer, kind: PlaceKind, code: str, name: str
) -> None:
    place = gazetteer.coded(PlaceCode(kind, code))
    assert place is not None
    assert place.nom == name


def test_230_codes_of_communes_drawn_at_random_should_all_be_understood(
    gazetteer: Gazetteer,
) -> None:
    rows = read_communes(ROOT / "data" / "communes.csv")
    codes = [row.code for row in rows if row.type in ("commune", "arrondissement")]
    drawn = random.Random(16).sample(codes, 230)  # noqa: S311 - a test
    places = {code: gazetteer.coded(PlaceCode(PlaceKind.COMMUNE, code)) for code in drawn}
    assert [code for code, place in places.items() if place is None] == []
    parents = {row.code: row.insee for row in rows if row.code}
    assert {code: place.commune for code, place in places.items() if place} == {
        code: parents[code] for code in drawn
    }


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (PlaceKind.COMMUNE, "59999"),
        (PlaceKind.DEPARTEMENT, "20"),
        (PlaceKind.REGION, "99"),
        (PlaceKind.EPCI, "000000000"),
    ],
)
def test_a_code_that_no_place_has_should_give_nothing(
    gazetteer: Gazetteer, kind: PlaceKind, code: str
) -> None:
    assert gazetteer.coded(PlaceCode(kind, code)) is None


def test_a_group_of_communes_should_hold_all_of_them_at_its_largest(gazetteer: Gazetteer) -> None:
    group = gazetteer.coded(PlaceCode(PlaceKind.EPCI, "200093201"))
    lille = gazetteer.coded(PlaceCode(PlaceKind.COMMUNE, "59350"))
    assert group is not None
    assert lille is not None
    assert group.point == lille.point
    assert {"59350", "59599", "59512"} <= group.communes
    assert group.commune == ""


@pytest.mark.parametrize(
    ("point", "code"),
    [
        (Point(46.16, 1.88), "23096"),
        (Point(-20.88, 55.45), "97411"),
        (Point(52.52, 13.4), None),
        (Point(0, 0), None),
    ],
)
def test_a_point_should_be_in_the_commune_whose_centre_is_the_nearest(
    gazetteer: Gazetteer, point: Point, code: str | None
) -> None:
    commune = gazetteer.commune_at(point)
    assert (commune and commune.code) == code
