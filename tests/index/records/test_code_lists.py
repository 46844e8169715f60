"""Code lists: what a code is called, and what a filter on it keeps."""

from __future__ import annotations

import re

import pytest

from index.places.administrative_codes import COUNTRY_OF, DEPARTEMENTS_OF, REGION_SLUGS
from index.records import code_lists as ref
from index.records.code_lists import CODE_LISTS, CodeList

every_list = pytest.mark.parametrize("codes", CODE_LISTS, ids=lambda codes: codes.name)


@every_list
def test_codes_should_be_words_in_lower_case_with_hyphens(codes: CodeList) -> None:
    assert [
        code for code in codes.labels if not re.fullmatch(r"[a-z0-9]+(-{1,2}[a-z]+)*", code)
    ] == []


@every_list
def test_labels_should_tell_codes_apart(codes: CodeList) -> None:
    labels = list(codes.labels.values())
    assert all(label.strip() for label in labels)
    assert len(set(labels)) == len(labels)


@every_list
def test_a_list_should_say_who_defines_it(codes: CodeList) -> None:
    assert re.search("data·inclusion|médiation numérique|OrientESS|INSEE", codes.origin)


@every_list
def test_codes_with_a_role_should_be_in_the_list(codes: CodeList) -> None:
    roles = codes.excluded | ({codes.universal} if codes.universal else set())
    assert roles <= set(codes.labels)


def test_lists_should_have_names_of_their_own() -> None:
    assert len({codes.name for codes in CODE_LISTS}) == len(CODE_LISTS)


@pytest.mark.parametrize(
    ("codes", "code", "kept"),
    [
        pytest.param(ref.PUBLICS, "seniors", ("seniors", "tous-publics"), id="a public"),
        pytest.param(ref.PUBLICS, "tous-publics", ("tous-publics",), id="everybody"),
        pytest.param(ref.PUBLICS, "entreprises", ("entreprises",), id="no person"),
        pytest.param(ref.TERRITOIRES, "bretagne", ("bretagne", "france-entiere"), id="a region"),
        pytest.param(ref.TERRITOIRES, "belgique", ("belgique",), id="out of France"),
        pytest.param(ref.FRAIS, "gratuit", ("gratuit",), id="a list without universal code"),
    ],
)
def test_a_filter_should_keep_its_code_and_the_one_that_covers_it(
    codes: CodeList, code: str, kept: tuple[str, ...]
) -> None:
    assert codes.selected_by(code) == kept


def test_a_code_should_be_shown_by_its_label() -> None:
    assert ref.MODES_ACCUEIL.label("a-distance") == "À distance"


def test_a_code_out_of_the_list_should_be_shown_as_it_is() -> None:
    assert ref.MODES_ACCUEIL.label("par-pigeon") == "par-pigeon"


@pytest.mark.parametrize(("code", "known"), [("gratuit", True), ("Gratuit", False), (None, False)])
def test_should_know_its_own_codes_only(code: object, known: bool) -> None:
    assert (code in ref.FRAIS) is known


def test_codes_should_be_put_in_the_order_of_the_list_each_once() -> None:
    given = ["a-distance", "inconnu", "en-presentiel", "a-distance"]
    assert ref.MODES_ACCUEIL.ordered(given) == ("en-presentiel", "a-distance")
    assert ref.MODES_ACCUEIL.ordered([]) == ()


@pytest.mark.parametrize(
    ("name", "found"),
    [("telefone", "telephone"), ("TELEPHONE", None), ("zzz", None), ("", None)],
)
def test_the_nearest_known_name_should_be_offered(name: str, found: str | None) -> None:
    assert ref.nearest(name, ["telephone", "courriel"]) == found


def test_nothing_known_should_offer_no_name() -> None:
    assert ref.nearest("telephone", []) is None


def test_every_region_should_have_its_territory_and_its_departements() -> None:
    assert set(REGION_SLUGS.values()) <= set(ref.TERRITOIRES.labels)
    assert set(REGION_SLUGS) == set(DEPARTEMENTS_OF)


def test_every_territory_should_be_a_region_a_country_or_wider() -> None:
    known = {*REGION_SLUGS.values(), *COUNTRY_OF, "europe", "monde"}
    assert set(ref.TERRITOIRES.labels) == known


def test_no_departement_should_be_in_two_regions() -> None:
    codes = [code for each in DEPARTEMENTS_OF.values() for code in each.split()]
    assert len(codes) == len(set(codes)) == 96 + 5 + 6


def test_every_country_should_be_a_territory_of_two_letters() -> None:
    assert set(COUNTRY_OF) <= set(ref.TERRITOIRES.labels)
    assert {len(code) for code in COUNTRY_OF.values()} == {2}


def test_the_services_of_mediation_should_be_nine() -> None:
    assert len(ref.SERVICES_MEDIATION.labels) == 9
