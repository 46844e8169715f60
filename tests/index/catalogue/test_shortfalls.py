"""Expectations of a catalogue: rules of consistency, and the figures of an operator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue.audit import audit
from index.catalogue.expectations import Expectations
from index.catalogue.shortfalls import SHOWN_MAX, CatalogueContent, missed_expectations
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import NeedEntry, Theme, Thesaurus
from tests.conftest import make_actor, make_occupation
from tests.towns import GAZETTEER

Missed = Callable[..., list[str]]


def need(identifier: str, **fields: Any) -> NeedEntry:
    """A need of the theme "aide"."""
    entry = NeedEntry(
        id=identifier,
        theme="aide",
        libelle=identifier.capitalize(),
        description="Un besoin.",
        formulations=tuple(f"{identifier} {number}" for number in range(8)),
    )
    return entry.model_copy(update=fields)


RECORDS = (make_actor(id="atelier", nom="Atelier"), make_actor(id="bus", nom="Bus"))
NEEDS = (need("aide--reparer"),)


def missed(
    expectations: dict[str, Any] | None = None,
    records: tuple[AnyRecord, ...] = RECORDS,
    needs: tuple[NeedEntry, ...] = NEEDS,
    occupations: tuple[Occupation, ...] = (),
    **fields: Any,
) -> list[str]:
    """What is missed, as an operator reads it."""
    themes = {"aide": Theme(id="aide", libelle="Aide")}
    thesaurus = Thesaurus(themes, {each.id: each for each in needs})
    report = audit(records, thesaurus, GAZETTEER)
    content = CatalogueContent(
        records, report, thesaurus, fields.pop("texts", {}), occupations=occupations, **fields
    )
    read = Expectations.model_validate(expectations or {})
    return [str(each) for each in missed_expectations(read, content)]


def test_a_consistent_catalogue_of_which_nothing_is_expected_should_miss_nothing() -> None:
    assert missed() == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            {"records": (*RECORDS, make_actor(id="car", nom="BUS"))},
            "noms de fiches répétés : bus ; attendu aucun",
            id="names",
        ),
        pytest.param(
            {"records": RECORDS[::-1]},
            "fiches mal rangées (ordre des identifiants) : atelier ; attendu aucun",
            id="order",
        ),
        pytest.param(
            {"texts": {"needs.jsonl": "e\u0301", "actors.jsonl": "é"}},
            "fichiers aux caractères décomposés (hors Unicode NFC) : needs.jsonl ; attendu aucun",
            id="decomposed",
        ),
        pytest.param(
            {"needs": (*NEEDS, need("aide--autre", libelle="Aide--Reparer"))},
            "libellés de besoins répétés : aide--reparer ; attendu aucun",
            id="labels",
        ),
        pytest.param(
            {"needs": (*NEEDS, need("reparer"))},
            "besoins dont l'identifiant ne commence pas par leur thème : reparer ; attendu aucun",
            id="theme of a need",
        ),
        pytest.param(
            {"needs": (*NEEDS, need("aide--autre", formulations=("Un", "un", "deux")))},
            "besoins aux formulations répétées : aide--autre ; attendu aucun",
            id="phrasings",
        ),
        pytest.param({"needs": ()}, "thèmes sans besoin : aide ; attendu aucun", id="themes"),
        pytest.param(
            {"occupations": (make_occupation("metier", ["souder"], acteurs=["bus", "tram"]),)},
            "acteurs de métiers absents des fiches : tram ; attendu aucun",
            id="hosts",
        ),
        pytest.param(
            {"judged_records": {"atelier", "tram"}},
            "fiches jugées absentes : tram ; attendu aucun",
            id="judged records",
        ),
        pytest.param(
            {"judged_occupations": {"soudeur"}},
            "métiers jugés absents : soudeur ; attendu aucun",
            id="judged occupations",
        ),
    ],
)
def test_an_inconsistency_should_be_missed_whatever_is_expected(
    content: dict[str, Any], expected: str
) -> None:
    assert missed(**content) == [expected]


LIST = {"fiches": {"identifiants": ["atelier", "bus", "tram"]}}
PLACES = (
    make_actor(id="a", nom="Aile", territoires=["belgique"], familles=["economie-circulaire"]),
    make_actor(id="b", nom="Bien", territoires=["suisse"], type="programme"),
)


@pytest.mark.parametrize(
    ("expectations", "expected"),
    [
        pytest.param({"fiches": {"au_moins": 2}}, [], id="enough records"),
        pytest.param(
            {"fiches": {"au_moins": 3}}, ["fiches : 2 ; attendu au moins 3"], id="few records"
        ),
        pytest.param(LIST, ["fiche « tram » : absente ; attendu présente"], id="absent"),
        pytest.param(
            {"fiches": {"a_reprendre_au_plus": 1}},
            ["fiches à reprendre : 2 ; attendu au plus 1"],
            id="flawed",
        ),
        pytest.param({"fiches": {"a_reverifier_au_plus": 0}}, [], id="no doubt"),
        pytest.param(
            {"besoins": {"au_moins": 2}}, ["besoins : 1 ; attendu au moins 2"], id="few needs"
        ),
        pytest.param(
            {"besoins": {"langues": ["en"], "traductions_au_moins": 2}},
            ["besoins de moins de 2 traductions (en) : aide--reparer ; attendu aucun"],
            id="translations",
        ),
        pytest.param(
            {"metiers": {"au_moins": 1, "types": ["metier"]}},
            [
                "métiers : 0 ; attendu au moins 1",
                "types de métiers absents : metier ; attendu aucun",
            ],
            id="no occupation",
        ),
    ],
)
def test_a_figure_that_is_not_reached_should_be_missed(
    expectations: dict[str, Any], expected: list[str]
) -> None:
    assert missed(expectations) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(
            {"champ": "type", "codes": ["programme"], "au_moins": 2},
            ["fiches, type : programme : 1 ; attendu au moins 2"],
            id="one code",
        ),
        pytest.param(
            {"champ": "territoires", "codes": ["belgique", "suisse"], "au_moins": 1}, [], id="each"
        ),
        pytest.param(
            {"champ": "territoires", "codes": ["belgique", "canada"], "au_moins": 1},
            ["fiches, territoires : canada : 0 ; attendu au moins 1"],
            id="each but one",
        ),
        pytest.param(
            {
                "champ": "territoires",
                "codes": ["belgique", "suisse"],
                "ensemble": True,
                "type": "structure",
                "au_moins": 2,
            },
            ["fiches de type structure, territoires : belgique ou suisse : 1 ; attendu au moins 2"],
            id="together, of one type",
        ),
    ],
)
def test_records_should_be_counted_by_code(count: dict[str, Any], expected: list[str]) -> None:
    assert missed({"effectifs": [count]}, PLACES) == expected


def test_no_code_should_stand_for_every_code_of_the_list() -> None:
    lines = missed({"effectifs": [{"champ": "familles", "au_moins": 1}]}, PLACES)
    assert len(lines) == len(ref.FAMILLES.labels) - 1


def test_every_service_of_mediation_may_be_expected_of_the_needs() -> None:
    needs = (need("aide--tout", services_mediation=tuple(ref.SERVICES_MEDIATION.labels)[1:]),)
    first = next(iter(ref.SERVICES_MEDIATION.labels))
    line = f"services de la médiation numérique sans besoin : {first} ; attendu aucun"
    assert missed({"besoins": {"tous_les_services": True}}, needs=needs) == [line]


def test_every_occupation_should_be_as_expected() -> None:
    occupation = make_occupation(
        "soudeur", ["souder", "Souder"], description="Il soude.", acteurs=["bus"]
    )
    expected = {
        "champs_remplis": ["voies", "acteurs"],
        "competences": [3, 15],
        "mots": [1, 1],
        "niveaux": ["essentielle", "utile"],
        "toutes_les_familles": True,
    }
    families, *others = missed({"metiers": expected}, occupations=(occupation,))
    assert families.startswith("familles sans métier : ")
    assert others == [
        "métiers sans voies : soudeur ; attendu aucun",
        "métier « soudeur », compétences répétées : souder ; attendu aucun",
        "métier « soudeur », compétences : 2 ; attendu de 3 à 15",
        "métier « soudeur », mots de la description : 2 ; attendu de 1 à 1",
        "métier « soudeur », compétences de niveau utile : 0 ; attendu au moins 1",
    ]


def test_a_long_list_of_identifiers_should_be_cut() -> None:
    (line,) = missed(judged_records={f"r{number}" for number in range(SHOWN_MAX + 2)})
    assert line == "fiches jugées absentes : r0, r1, r2, r3, r4 et 2 autres ; attendu aucun"


@pytest.mark.parametrize(
    ("exceptions", "expected"),
    [
        pytest.param({}, ["fiches sans zone (sans-zone) : bus ; attendu aucun"], id="broken"),
        pytest.param({"sans-zone": ["bus"]}, [], id="accepted"),
        pytest.param({"sans-zone": 1}, [], id="as many as accepted"),
        pytest.param(
            {"sans-zone": 0},
            ["fiches sans zone (sans-zone) : 1 ; attendu au plus 0"],
            id="more than accepted",
        ),
        pytest.param(
            {"sans-zone": ["bus", "atelier"]},
            ["exceptions inutiles (sans-zone) : atelier ; attendu aucun"],
            id="useless",
        ),
    ],
)
def test_a_broken_rule_should_be_missed_unless_it_is_accepted(
    exceptions: dict[str, int | list[str]], expected: list[str]
) -> None:
    assert missed({"exceptions": exceptions}, broken={"sans-zone": ("bus",)}) == expected
