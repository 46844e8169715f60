"""Facets: which records a filter keeps, and the counts shown beside each code."""

from __future__ import annotations

import numpy as np
import pytest

from index.candidates.facets import Facets, FacetValue, Filters, location_facets
from index.errors import InvalidQuery
from index.locations.filters import LocationFilters
from index.locations.table import LocationTable
from index.records.code_lists import CodeList
from index.records.coded_fields import FIELDS, accompaniment, selecting_codes
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.locations import make_location

FACETS = Facets(selecting_codes(SMALL_CATALOGUE))
ALL = np.ones(len(SMALL_CATALOGUE), dtype=np.bool_)


def kept(filters: Filters, ignoring: str | None = None) -> list[str]:
    """The ids of the records that pass."""
    mask = FACETS.mask(filters, ignoring)
    return [record.id for record, passes in zip(SMALL_CATALOGUE, mask, strict=True) if passes]


def counts(field: str, filters: Filters | None = None) -> dict[str, int]:
    """Code -> count of a facet over the whole catalogue."""
    (facet,) = [each for each in FACETS.counts(ALL, filters or {}) if each.field == field]
    return {value.code: value.count for value in facet.values}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param({"type": ("besoin",)}, ["mairie-cherche-benevoles"], id="one value"),
        pytest.param(
            {"modes_accueil": ("en-presentiel",)}, ["atelier-phenix", "clic-pour-tous"], id="list"
        ),
        pytest.param(
            {"familles": ("economie-circulaire", "communs-numeriques")},
            ["atelier-phenix", "logiciels-communs"],
            id="any code of a field",
        ),
        pytest.param(
            {"frais": ("payant",), "modes_accueil": ("a-distance",)},
            ["reseau-libre"],
            id="every field",
        ),
        pytest.param(
            {"publics": ("seniors",)},
            ["atelier-phenix", "reseau-libre", "clic-pour-tous"],
            id="everybody covers a public",
        ),
        pytest.param(
            {"publics": ("associations",)},
            ["clic-pour-tous", "logiciels-communs"],
            id="everybody does not cover associations",
        ),
        pytest.param(
            {"territoires": ("hauts-de-france",)},
            ["atelier-phenix", "clic-pour-tous", "logiciels-communs", "mairie-cherche-benevoles"],
            id="the whole country covers a region",
        ),
        pytest.param({"territoires": ("belgique",)}, [], id="no record"),
    ],
)
def test_a_filter_should_keep_the_records_that_hold_its_codes(
    filters: Filters, expected: list[str]
) -> None:
    assert kept(filters) == expected


@pytest.mark.parametrize("filters", [{}, {"frais": ()}])
def test_without_a_code_every_record_should_pass(filters: Filters) -> None:
    assert len(kept(filters)) == len(SMALL_CATALOGUE)


def test_the_field_ignored_should_not_filter() -> None:
    filters: Filters = {"frais": ("payant",), "type": ("structure",)}
    assert kept(filters, ignoring="frais") == kept({"type": ("structure",)})


@pytest.mark.parametrize(
    ("filters", "field", "message"),
    [
        pytest.param({"couleur": ("bleu",)}, "filtres", "familles, type", id="field"),
        pytest.param({"couleur": ()}, "filtres", "familles, type", id="field without code"),
        pytest.param(
            {"commune": ("Lille",)}, "filtres", "familles, type", id="a field that is none"
        ),
        pytest.param({"frais": ("gratis",)}, "frais", "gratuit, gratuit-sous", id="code"),
        pytest.param(
            {"frais": ("gratuit", "x")}, "frais", "gratuit, gratuit-sous", id="one code of two"
        ),
    ],
)
def test_an_unknown_filter_should_be_refused_with_the_known_ones(
    filters: Filters, field: str, message: str
) -> None:
    with pytest.raises(InvalidQuery, match=message) as caught:
        kept(filters)
    assert caught.value.field == field


def test_an_unknown_code_should_be_refused_even_where_its_field_is_ignored() -> None:
    with pytest.raises(InvalidQuery):
        kept({"frais": ("gratis",)}, ignoring="frais")


def test_facets_should_come_in_their_order() -> None:
    assert [each.field for each in FACETS.counts(ALL, {})] == [codes.name for codes in FIELDS]


def test_codes_that_no_record_holds_should_be_left_out() -> None:
    assert counts("frais") == {"gratuit": 1, "payant": 2}


def test_codes_should_come_in_the_order_of_their_list() -> None:
    assert list(counts("type")) == ["structure", "programme", "besoin"]


@pytest.mark.parametrize("codes", FIELDS, ids=lambda codes: codes.name)
def test_a_count_should_be_what_filtering_on_the_code_gives(codes: CodeList) -> None:
    for code, count in counts(codes.name).items():
        assert count == len(kept({codes.name: (code,)}))


def test_a_filter_should_lower_the_counts_of_the_other_fields_only() -> None:
    filters: Filters = {"frais": ("gratuit",)}
    assert counts("frais", filters) == counts("frais")
    assert counts("type", filters) == {"programme": 1}


def test_a_code_that_is_selected_should_be_shown_even_without_a_record() -> None:
    facets = FACETS.counts(~ALL, {"territoires": ("corse",)})
    values = [value for facet in facets for value in facet.values]
    assert values == [FacetValue("corse", "Corse", 0, selected=True)]


def test_only_records_that_answer_should_be_counted() -> None:
    found = np.array([record.type == "besoin" for record in SMALL_CATALOGUE])
    counted = {facet.field: len(facet.values) for facet in FACETS.counts(found, {})}
    assert {field: number for field, number in counted.items() if number} == {
        "type": 1,
        "territoires": 1,
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"services": [{"nom": "Atelier du mardi", "type": "atelier"}]}, {"collectif"}),
        ({"services": [{"nom": "Écrivain public", "type": "accompagnement"}]}, {"individuel"}),
        ({"services": [{"nom": "Prêt d'ordinateurs", "type": "aide-materielle"}]}, set()),
        (
            {
                "libelles": {
                    "modalites_accompagnement": [
                        "En autonomie",
                        "Accompagnement individuel",
                        "Dans un atelier collectif",
                    ]
                }
            },
            {"autonomie", "individuel", "collectif"},
        ),
    ],
)
def test_how_one_is_helped_should_be_told_by_services_and_by_the_labels_of_the_source(
    fields: dict[str, object], expected: set[str]
) -> None:
    assert accompaniment(make_actor(**fields)) == expected


def test_an_empty_catalogue_should_count_nothing() -> None:
    empty = Facets(selecting_codes([])).counts(np.zeros(0, dtype=np.bool_), {})
    assert all(facet.values == () for facet in empty)


@pytest.mark.parametrize(("free", "offered"), [(0, False), (1, False), (2, True), (9, True)])
def test_a_filter_of_locations_should_be_offered_where_a_fifth_of_them_say(
    free: int, offered: bool
) -> None:
    table = LocationTable.of(
        [
            make_location(id=f"lieu-{number}", frais="gratuit" if number < free else None)
            for number in range(10)
        ],
        {"france-services": 0},
    )
    facets = location_facets(table, np.arange(10), LocationFilters())
    assert [facet.field for facet in facets] == (["frais_lieu"] if offered else [])


def test_a_filter_of_locations_in_use_should_be_offered_and_not_count_itself() -> None:
    locations = [
        make_location(id="a", frais="gratuit"),
        *(make_location(id=f"b{number}") for number in range(9)),
    ]
    table = LocationTable.of(locations, {"france-services": 0})
    (facet,) = location_facets(table, np.arange(10), LocationFilters(fees=("payant",)))
    assert (facet.size, facet.known) == (10, 1)
    assert [(value.code, value.count, value.selected) for value in facet.values] == [
        ("gratuit", 1, False),
        ("payant", 0, True),
    ]
