"""Duplicates: which records are compared, what merges them, what groups them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.indexing.comparison import DuplicatePair, compare_traits, traits_of_record
from index.indexing.deduplication import (
    CERTAIN,
    LIKELY,
    commune_of,
    distinct,
    groups_of,
    merge,
    pairs_of,
    same_record,
)
from index.indexing.record_lines import RecordLines
from index.records.models import AnyRecord
from tests.conftest import make_actor
from tests.index.indexing.conftest import OTHER_SIRET, SIRET, library

MakeActor = Callable[..., AnyRecord]


def test_pairs_should_be_of_one_commune_with_an_address_and_structures() -> None:
    records = [
        library("a"),
        library("b"),
        library("c", code_insee="59009"),
        library("d", adresse=None),
        library("e", type="programme"),
        library("f", code_insee=None),
        library("g"),
    ]
    pairs = pairs_of(records, [*map(commune_of, records)])
    assert [(pair.one, pair.other) for pair in pairs] == [(0, 1), (0, 6), (1, 6)]


WORDS = st.sampled_from(["Médiathèque", "Jean", "Lévy", "Levi", "Lille", "de", "l'Atelier", "Vélo"])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "nom": st.lists(WORDS, min_size=1, max_size=4)
                .map(" ".join)
                .filter(lambda name: len(name) > 2),
                "adresse": st.sampled_from(["32 rue Delesalle", "1 place Rihour"]),
                "telephone": st.sampled_from([None, "3949"]),
                "siret": st.sampled_from([None, SIRET, OTHER_SIRET]),
            }
        ),
        max_size=12,
    )
)
def test_pairs_left_uncompared_should_not_be_likely_the_same(rows: list[dict[str, Any]]) -> None:
    records = [library(f"a{row}", **fields) for row, fields in enumerate(rows)]
    traits = [*map(traits_of_record, records)]
    likely = [
        (one, other)
        for one, other in combinations(range(len(records)), 2)
        if compare_traits(traits[one], traits[other])[0] >= LIKELY
    ]
    pairs = pairs_of(records, ["59350"] * len(records))
    assert [(pair.one, pair.other) for pair in pairs] == likely


def test_names_without_a_latin_letter_should_be_compared() -> None:
    records = [library("a", nom="مكتبة"), library("b", nom="مكتبة")]
    (pair,) = pairs_of(records, ["59350", "59350"])
    assert (pair.one, pair.other) == (0, 1)


@pytest.mark.parametrize(
    ("one", "other", "value", "same"),
    [
        pytest.param({"siret": SIRET}, {"siret": SIRET}, CERTAIN, True, id="SIRET"),
        pytest.param({"rna": "W123456789"}, {"rna": "W123456789"}, CERTAIN, True, id="RNA"),
        pytest.param({"ridet": "123456789"}, {"ridet": "123456789"}, 1.0, True, id="RIDET"),
        pytest.param({"siret": SIRET}, {"siret": SIRET}, 0.89, False, id="not sure enough"),
        pytest.param({"siret": SIRET}, {"siret": OTHER_SIRET}, 1.0, False, id="other number"),
        pytest.param({"siret": SIRET}, {}, 1.0, False, id="one number"),
        pytest.param({}, {}, 1.0, False, id="no number"),
    ],
)
def test_only_a_number_in_common_should_make_one_record(
    one: dict[str, Any], other: dict[str, Any], value: float, same: bool
) -> None:
    pair = DuplicatePair(0, 1, value, "")
    assert same_record(library(**one), library(**other), pair) is same


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        pytest.param({"source": "orientess"}, {"date_maj": "2026-02-01"}, "one", id="ours"),
        pytest.param({}, {"date_maj": "2026-02-01"}, "other", id="the last checked"),
        pytest.param({"date_maj": None}, {}, "other", id="a date rather than none"),
        pytest.param({"date_source": "2019-03"}, {"date_maj": None}, "other", id="sound sources"),
        pytest.param({}, {"telephone": "3949"}, "other", id="the fuller"),
        pytest.param({}, {}, "one", id="the first of equals"),
    ],
)
def test_the_better_known_record_should_be_kept(
    one: dict[str, Any], other: dict[str, Any], kept: str
) -> None:
    merged = merge(
        library("one", **({"source": "tiers"} | one)),
        library("other", **({"source": "tiers"} | other)),
    )
    assert merged.id == kept


@pytest.mark.parametrize("doubtful", [True, False])
def test_a_merged_record_should_be_as_doubtful_as_ours(doubtful: bool) -> None:
    month = "2019-03" if doubtful else f"{date.today():%Y-%m}"
    ours = library("a", source="orientess", date_source=month)
    assert merge(library("b", source="dora"), ours).a_reverifier is doubtful


def test_a_merged_record_should_be_completed_and_cite_the_other() -> None:
    one = library("a", telephone="3949", publics=["jeunes"], sources=["https://un.example/"])
    other = library(
        "b", source="dora", telephone="3939", courriel="b@b.example", publics=["seniors"],
        sources=["https://deux.example/"],
    )  # fmt: skip
    merged = merge(one, other)
    assert (merged.telephone, merged.courriel, merged.publics) == (
        "3949",
        "b@b.example",
        ("jeunes",),
    )
    assert merged.sources == ("https://un.example/", "dora : b", "https://deux.example/")


def test_records_that_contradict_one_another_should_be_merged_without_filling() -> None:
    one = make_actor(id="x", territoires=["belgique"], date_maj="2026-01-02")
    other = make_actor(id="x", code_insee="59350", telephone="3949", date_maj="2020-01-01")
    merged = merge(one, other)
    assert (merged.territoires, merged.code_insee, merged.telephone) == (("belgique",), None, None)
    assert merged.sources == (f"{other.source} : x",)


def test_records_that_are_one_for_certain_should_be_merged(lines: RecordLines) -> None:
    found = distinct([make_actor(), library("a", siret=SIRET), library("b", siret=SIRET)], lines)
    assert [record.id for record in lines] == ["exemple", "a"]
    assert (found.groups, found.merged) == ((), 1)


def test_records_that_are_likely_one_should_be_grouped_and_all_kept(lines: RecordLines) -> None:
    found = distinct([library("a"), make_actor(), library("b")], lines)
    assert [record.id for record in lines] == ["a", "exemple", "b"]
    assert (found.groups, found.merged) == (((0, 2),), 0)


def test_a_merged_record_should_stay_likely_the_same_as_a_third(lines: RecordLines) -> None:
    records = [make_actor(), library("a", siret=SIRET), library("b", siret=SIRET), library("c")]
    found = distinct(records, lines)
    assert [record.id for record in lines] == ["exemple", "a", "c"]
    assert (found.groups, found.merged) == (((1, 2),), 1)


def test_three_records_of_one_number_should_make_one(lines: RecordLines) -> None:
    found = distinct([library(each, siret=SIRET, source=each) for each in ("a", "b", "c")], lines)
    (record,) = lines
    assert (record.id, found.merged) == ("a", 2)
    assert record.sources == ("b : b", "c : c")


def test_records_of_one_identifier_should_be_merged_wherever_they_are(lines: RecordLines) -> None:
    one = make_actor(id="x", code_insee="59350", telephone="3949")
    other = make_actor(id="x", code_insee="69123", courriel="x@x.example")
    found = distinct([one, make_actor(), other], lines)
    assert [record.id for record in lines] == ["x", "exemple"]
    assert (lines[0].telephone, lines[0].courriel) == ("3949", "x@x.example")
    assert found.merged == 1


def test_no_record_should_make_nothing(lines: RecordLines) -> None:
    found = distinct([], lines)
    assert (len(lines), found.groups, found.merged) == (0, (), 0)


@pytest.mark.parametrize(
    ("ties", "groups"),
    [
        ([], []),
        ([(0, 1)], [[0, 1]]),
        ([(3, 1), (1, 0)], [[0, 1, 3]]),
        ([(4, 3), (0, 2)], [[0, 2], [3, 4]]),
        ([(0, 1), (2, 3), (3, 4), (1, 4)], [[0, 1, 2, 3, 4]]),
        ([(0, 1), (1, 0), (0, 1)], [[0, 1]]),
    ],
)
def test_rows_tied_from_one_to_another_should_make_one_group(
    ties: list[tuple[int, int]], groups: list[list[int]]
) -> None:
    assert groups_of(5, [DuplicatePair(one, other, 1.0, "") for one, other in ties]) == groups
