"""The data that the project carries: its catalogue and its judged needs."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable

import pytest
from rapidfuzz import fuzz, process

from index.evaluation import read_needs
from index.jsonl import read_records
from index.records import AnyRecord
from tests.conftest import ROOT

CATALOGUE = ROOT / "data" / "actors.jsonl"
EVALUATION = ROOT / "data" / "evaluation"
RECORDS = read_records(CATALOGUE)
NEEDS = read_needs(EVALUATION)
QUERIES = [
    json.loads(line) for line in (EVALUATION / "queries.jsonl").read_text("utf-8").splitlines()
]
EXPECTED = [
    "emmaus-connect",
    "solinum",
    "soliguide",
    "les-assembleurs",
    "la-mednum",
    "commown",
    "telecoop",
    "solidatech",
    "les-ateliers-du-bocage",
    "ecodair",
    "federation-envie",
    "label-emmaus",
    "data-for-good",
    "latitudes",
    "open-food-facts",
    "open-food-facts-impact-environnemental",
    "openstreetmap-france",
    "wikimedia-france",
    "framasoft",
    "mobicoop",
    "share-it",
    "share-it-ia",
    "social-good-accelerator",
    "ffdn",
    "fari-bruxelles",
    "epn-bruxelles",
    "numerique-en-communs",
    "aidants-connect",
    "conseillers-numeriques",
    "france-services",
    "pass-numerique",
    "bonus-reparation",
    "chatons",
    "wetechcare",
    "simplon",
    "konexio",
    "hop-halte-a-l-obsolescence-programmee",
    "repair-cafe-france",
    "bibliotheques-sans-frontieres",
    "les-petits-debrouillards",
    "unis-cite",
]
"""Structures and programmes that a catalogue of the ESS numérique cannot lack."""
NEARLY_EQUAL = 80
"""Levenshtein ratio, in percent, from which two descriptions would be one text copied."""


def ids_where(records: Iterable[AnyRecord], field: str) -> list[str]:
    """The ids of the records where a field is empty."""
    return [record.id for record in records if not getattr(record, field)]


def test_the_catalogue_should_hold_at_least_150_records() -> None:
    assert len(RECORDS) >= 150


@pytest.mark.parametrize("identifier", EXPECTED)
def test_the_catalogue_should_hold_the_actors_that_count(identifier: str) -> None:
    assert identifier in {record.id for record in RECORDS}


@pytest.mark.parametrize(
    "field", ["familles", "services", "publics", "modes_accueil", "lien_source", "date_maj"]
)
def test_every_record_should_be_filled_in(field: str) -> None:
    assert ids_where(RECORDS, field) == []


def test_every_description_should_have_60_to_150_words() -> None:
    counts = {record.id: len(record.description.split()) for record in RECORDS}
    assert {each: count for each, count in counts.items() if not 60 <= count <= 150} == {}


def test_no_two_descriptions_should_be_nearly_equal() -> None:
    texts = {record.id: record.description for record in RECORDS}
    copies = [
        (identifier, other)
        for identifier, text in texts.items()
        for _, _, other in process.extract(
            text, texts, scorer=fuzz.ratio, score_cutoff=NEARLY_EQUAL, limit=None
        )
        if other != identifier
    ]
    assert copies == []


def test_no_two_records_should_have_one_name() -> None:
    names = [record.nom.casefold() for record in RECORDS]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_the_catalogue_should_stay_in_order_of_identifiers() -> None:
    identifiers = [record.id for record in RECORDS]
    assert identifiers == sorted(identifiers)


def test_the_catalogue_should_be_written_in_composed_characters() -> None:
    assert unicodedata.is_normalized("NFC", CATALOGUE.read_text(encoding="utf-8"))


def test_there_should_be_at_least_150_judged_needs() -> None:
    assert len(NEEDS.scope) >= 150


def test_there_should_be_at_least_20_needs_out_of_scope() -> None:
    assert len(NEEDS.out_of_scope) >= 20


def test_needs_should_be_written_in_four_ways() -> None:
    assert set(NEEDS.variants) == {"propre", "faute", "phonetique", "autre"}


@pytest.mark.parametrize("variant", NEEDS.variants)
def test_a_variant_should_write_every_need(variant: str) -> None:
    texts = NEEDS.variants[variant]
    assert list(texts) == list(NEEDS.scope)
    assert all(text.strip() for text in texts.values())


@pytest.mark.parametrize("variant", ["faute", "phonetique", "autre"])
def test_a_variant_should_not_copy_the_needs_as_they_are(variant: str) -> None:
    inside = [each for each, in_scope in NEEDS.scope.items() if in_scope]
    clean = NEEDS.variants["propre"]
    assert [each for each in inside if NEEDS.variants[variant][each] == clean[each]] == []


def test_no_need_should_be_given_twice() -> None:
    assert len({query["_id"] for query in QUERIES}) == len(QUERIES)
    assert len({query["text"].casefold() for query in QUERIES}) == len(QUERIES)


def test_every_need_should_say_how_it_is_judged() -> None:
    assert [query["_id"] for query in QUERIES if not query["metadata"].get("critere")] == []


def test_every_need_should_say_whether_it_is_in_scope() -> None:
    scopes = {query["metadata"]["portee"] for query in QUERIES}
    assert scopes == {"dans-le-sujet", "hors-sujet"}


def test_every_record_judged_should_be_in_the_catalogue() -> None:
    judged = {record for grades in NEEDS.qrels.values() for record in grades}
    assert judged - {record.id for record in RECORDS} == set()


def test_every_need_judged_should_exist() -> None:
    assert set(NEEDS.qrels) - set(NEEDS.scope) == set()


def test_grades_should_go_from_one_to_three() -> None:
    assert {grade for grades in NEEDS.qrels.values() for grade in grades.values()} == {1, 2, 3}


def test_no_record_should_be_judged_twice_for_a_need() -> None:
    lines = (EVALUATION / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [tuple(line.split("\t")[:2]) for line in lines]
    assert len(set(pairs)) == len(pairs)


def test_nothing_should_be_judged_to_answer_a_need_out_of_scope() -> None:
    assert [each for each in NEEDS.out_of_scope if NEEDS.qrels.get(each)] == []


def test_most_needs_in_scope_should_have_an_answer() -> None:
    inside = sum(NEEDS.scope.values())
    assert len(NEEDS.answerable) >= 0.9 * inside
