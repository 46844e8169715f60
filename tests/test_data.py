"""The data that the project carries: its catalogue, its thesaurus and its judged needs."""

from __future__ import annotations

import csv
import gzip
import json
import unicodedata
from collections.abc import Iterable
from typing import get_args

import pytest
from rapidfuzz import fuzz, process

from index.catalogue.audit import EXPECTED as FILLED_IN
from index.catalogue.audit import Audit, audit
from index.evaluation.metrics import RELEVANT, read_needs
from index.evaluation.skills import cutting, read_profiles
from index.places.administrative_codes import REGION_SLUGS
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.records import code_lists as ref
from index.records.jsonl import read_records
from index.records.models import AnyRecord
from index.taxonomy.occupations import Occupation, read_occupations
from index.taxonomy.thesaurus import PHRASINGS, OtherLanguage, Thesaurus
from index.text.synonyms import Synonyms
from tests.conftest import ROOT

CATALOGUE = ROOT / "data" / "actors.jsonl"
EVALUATION = ROOT / "data" / "evaluation"
RECORDS = read_records(CATALOGUE)
NEEDS = read_needs(EVALUATION)
THESAURUS = Thesaurus.read(ROOT / "data" / "needs.jsonl")
ROME = ROOT.parent / "shared" / "data" / "rome"
ROME_CODES = ROME / "unix_referentiel_code_rome_v460_utf8.csv.gz"
ABROAD = {"belgique", "suisse", "luxembourg", "canada", "europe", "monde"}
QUERIES = [
    json.loads(line) for line in (EVALUATION / "queries.jsonl").read_text("utf-8").splitlines()
]
OCCUPATIONS = read_occupations(ROOT / "data" / "occupations.jsonl", ROOT / "absent")
PROFILES = read_profiles(EVALUATION / "profils")
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


def records_with(field: str, codes: Iterable[str]) -> list[AnyRecord]:
    """The records of which a field holds one of some codes."""
    wanted = set(codes)
    return [record for record in RECORDS if wanted & set(getattr(record, field))]


@pytest.fixture(scope="module")
def audited() -> Audit:
    """The audit of the catalogue."""
    gazetteer = Gazetteer(read_communes(ROOT / "data" / "communes.csv"))
    return audit(RECORDS, THESAURUS, gazetteer)


def test_the_catalogue_should_hold_at_least_450_records() -> None:
    assert len(RECORDS) >= 450


def test_the_catalogue_should_hold_at_least_80_programmes() -> None:
    assert sum(record.type == "programme" for record in RECORDS) >= 80


def test_the_catalogue_should_hold_at_least_12_foreign_or_european_bodies() -> None:
    abroad = records_with("territoires", ABROAD)
    assert sum(record.type == "structure" for record in abroad) >= 12


@pytest.mark.parametrize("territory", sorted(ABROAD))
def test_the_catalogue_should_look_beyond_france(territory: str) -> None:
    assert records_with("territoires", [territory])


@pytest.mark.parametrize("family", ref.FAMILLES.labels)
def test_the_catalogue_should_hold_every_family(family: str) -> None:
    assert len(records_with("familles", [family])) >= 20


@pytest.mark.parametrize("region", dict.fromkeys(REGION_SLUGS.values()))
def test_the_catalogue_should_hold_every_region_of_france(region: str) -> None:
    assert len(records_with("territoires", [region])) >= 5


def test_no_record_should_use_a_code_that_nothing_knows(audited: Audit) -> None:
    assert {each.identifier: each.dead for each in audited.findings if each.dead} == {}


def test_records_of_old_sources_should_be_marked_and_be_few(audited: Audit) -> None:
    assert 0 < len(audited.doubtful) < len(RECORDS) / 5


def test_no_record_should_be_left_to_mend(audited: Audit) -> None:
    assert {each.identifier: each.remarks for each in audited.findings if each.remarks} == {}


def test_every_need_of_a_record_should_be_one_of_the_thesaurus() -> None:
    named = {need for record in RECORDS for need in record.besoins}
    assert named - set(THESAURUS.needs) == set()


@pytest.mark.parametrize("identifier", EXPECTED)
def test_the_catalogue_should_hold_the_actors_that_count(identifier: str) -> None:
    assert identifier in {record.id for record in RECORDS}


@pytest.mark.parametrize("field", FILLED_IN)
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
    best = {each: max(NEEDS.qrels.get(each, {}).values(), default=0) for each in NEEDS.out_of_scope}
    assert [each for each, grade in best.items() if grade >= RELEVANT] == []


def test_most_needs_in_scope_should_have_an_answer() -> None:
    inside = sum(NEEDS.scope.values())
    assert len(NEEDS.answerable) >= 0.9 * inside


def test_the_thesaurus_should_hold_at_least_160_needs_under_their_themes() -> None:
    assert len(THESAURUS.needs) >= 160
    assert {need.theme for need in THESAURUS.needs.values()} == set(THESAURUS.themes)


def test_labels_of_needs_should_tell_them_apart() -> None:
    labels = [need.libelle.casefold() for need in THESAURUS.needs.values()]
    assert [label for label in set(labels) if labels.count(label) > 1] == []


def test_a_need_should_be_named_after_its_theme() -> None:
    needs = THESAURUS.needs.values()
    assert [need.id for need in needs if not need.id.startswith(f"{need.theme}--")] == []


@pytest.mark.parametrize("language", get_args(OtherLanguage))
def test_every_need_should_be_said_in_other_languages(language: OtherLanguage) -> None:
    ways = {need.id: need.traductions.get(language, ()) for need in THESAURUS.needs.values()}
    assert {need: texts for need, texts in ways.items() if len(texts) < 2} == {}
    assert len({text for texts in ways.values() for text in texts}) > 600


def test_every_need_should_be_said_in_8_to_40_ways() -> None:
    ways = {
        need.id: len({phrase.casefold() for phrase in need.formulations})
        for need in THESAURUS.needs.values()
    }
    least, most = PHRASINGS
    assert {each: count for each, count in ways.items() if not least <= count <= most} == {}


def test_needs_should_be_bridged_to_codes_that_exist() -> None:
    needs = THESAURUS.needs.values()
    services = {code for need in needs for code in need.services_mediation}
    topics = {code for need in needs for code in need.thematiques}
    assert services == set(ref.SERVICES_MEDIATION.labels)
    assert topics
    assert topics - set(ref.THEMATIQUES.labels) == set()


@pytest.mark.skipif(not ROME_CODES.exists(), reason="les codes ROME ne sont pas fournis")
def test_occupations_of_needs_should_be_codes_of_rome() -> None:
    with gzip.open(ROME_CODES, "rt", encoding="utf-8") as stream:
        known = {row["code_rome"] for row in csv.DictReader(stream)}
    used = {code for need in THESAURUS.needs.values() for code in need.codes_rome}
    assert used
    assert used - known == set()


def test_the_synonyms_should_be_read() -> None:
    assert len(Synonyms.read(ROOT / "data" / "synonymes.txt").words) >= 100


def test_the_data_should_be_written_in_composed_characters() -> None:
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for path in (ROOT / "data" / "needs.jsonl", ROOT / "data" / "synonymes.txt")
    }
    assert [
        each for each, text in texts.items() if not unicodedata.is_normalized("NFC", text)
    ] == []


def test_there_should_be_enough_occupations_and_volunteer_roles() -> None:
    assert len(OCCUPATIONS) >= 70
    assert {each.type for each in OCCUPATIONS} == {"metier", "role-benevole"}
    assert {family for each in OCCUPATIONS for family in each.familles} == set(ref.FAMILLES.labels)


@pytest.mark.parametrize("occupation", OCCUPATIONS, ids=lambda each: each.id)
def test_an_occupation_should_say_what_it_asks_for_how_one_gets_in_and_who_hosts(
    occupation: Occupation,
) -> None:
    levels = [skill.niveau for skill in occupation.competences]
    labels = {skill.libelle.casefold() for skill in occupation.competences}
    assert 8 <= len(labels) == len(levels) <= 15
    assert {"essentielle", "utile"} == set(levels)
    assert occupation.voies
    assert occupation.acces
    assert 60 <= len((occupation.description or "").split()) <= 110
    assert occupation.acteurs
    assert set(occupation.acteurs) <= {record.id for record in RECORDS}


@pytest.mark.skipif(not ROME_CODES.exists(), reason="les codes ROME ne sont pas fournis")
def test_occupations_should_have_codes_of_rome() -> None:
    with gzip.open(ROME_CODES, "rt", encoding="utf-8") as stream:
        known = {row["code_rome"] for row in csv.DictReader(stream)}
    assert {each.code_rome for each in OCCUPATIONS if each.code_rome} <= known


def test_profiles_should_be_judged_on_known_occupations() -> None:
    assert len(PROFILES) >= 150
    assert sum(each.is_witness for each in PROFILES) >= 120
    known = {each.id for each in OCCUPATIONS}
    assert all(each.grades and set(each.grades) <= known for each in PROFILES)


def test_skills_should_be_found_in_profiles_that_the_rules_were_written_without() -> None:
    cut = cutting([each for each in PROFILES if each.is_witness], str)
    assert cut.profiles == 120
    assert cut.precision >= 0.75
    assert cut.recall >= 0.85
    assert cut.languages >= 0.9
    assert cut.ways >= 0.85
