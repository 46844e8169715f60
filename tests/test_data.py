"""The data that the project carries: its judged needs and profiles, its codes, its synonyms."""

from __future__ import annotations

import csv
import gzip
import json
from itertools import combinations

import pytest

from index.evaluation.metrics import RELEVANT, read_needs, read_qrels
from index.evaluation.skills import evaluate_split, read_profiles
from index.facts.licences import LICENCES
from index.files import digest
from index.skills.query import stated_skill
from index.taxonomy.general_skills import read_general_skills
from index.taxonomy.occupations import read_occupations
from index.taxonomy.thesaurus import Thesaurus
from index.text.synonyms import Synonyms
from tests.conftest import DATA, OPEN_DATA, open_data

EVALUATION = DATA / "evaluation"
NEEDS = read_needs(EVALUATION)
THESAURUS = Thesaurus.read(DATA / "needs.jsonl")
ROME_CODES = "rome/unix_referentiel_code_rome_v460_utf8.csv.gz"
ROME_SKILLS = "rome/unix_referentiel_competence_v460_utf8.csv.gz"
QUERIES = [
    json.loads(line) for line in (EVALUATION / "queries.jsonl").read_text("utf-8").splitlines()
]
OCCUPATIONS = read_occupations(DATA / "occupations.jsonl", DATA / "absent")
GENERAL = read_general_skills(DATA / "competences.jsonl", OCCUPATIONS)
HELD = {
    each.id: {
        general.id
        for skill in each.competences
        for general in GENERAL.by_label.get(skill.libelle, ())
    }
    for each in OCCUPATIONS
}
"""General skills that each occupation asks for."""
PROFILES = read_profiles(EVALUATION / "profils")


@pytest.mark.parametrize("folder", ["quotidien", "demandes"])
def test_the_texts_that_judge_the_order_should_be_those_kept_before_it(folder: str) -> None:
    lines = (EVALUATION / folder / "empreintes.sha256").read_text("utf-8").splitlines()
    kept = {name: wanted for wanted, name in (line.split() for line in lines)}
    assert len(kept) >= 3
    assert {name: digest(EVALUATION / folder / name).sha256 for name in kept} == kept


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


def rome_codes() -> set[str]:
    """The codes of the official occupations."""
    with gzip.open(OPEN_DATA / ROME_CODES, "rt", encoding="utf-8") as stream:
        return {row["code_rome"] for row in csv.DictReader(stream)}


@open_data(ROME_CODES)
def test_occupations_of_needs_should_be_codes_of_rome() -> None:
    used = {code for need in THESAURUS.needs.values() for code in need.codes_rome}
    assert used - rome_codes() == set()


def test_the_synonyms_should_be_read() -> None:
    assert len(Synonyms.read(DATA / "synonymes.txt").words) >= 100


@open_data(ROME_CODES)
def test_occupations_should_have_codes_of_rome() -> None:
    used = {occupation.code_rome for occupation in OCCUPATIONS if occupation.code_rome}
    assert used - rome_codes() == set()


def test_60_to_80_general_skills_should_cover_what_occupations_require() -> None:
    assert 60 <= len(GENERAL.skills) <= 80
    required = {skill.libelle for each in OCCUPATIONS for skill in each.competences}
    assert len(GENERAL.by_label) >= 0.97 * len(required)


def test_a_general_skill_should_be_asked_for_by_8_to_70_occupations() -> None:
    askers = {skill: sum(skill in held for held in HELD.values()) for skill in GENERAL.skills}
    assert {skill: count for skill, count in askers.items() if not 8 <= count <= 70} == {}


def test_general_skills_should_be_compared_as_they_are_written() -> None:
    names = [skill.libelle for skill in GENERAL.skills.values()]
    assert [stated_skill(name) for name in names] == names


def test_licences_should_prove_skills_that_occupations_require() -> None:
    required = {skill.libelle for each in OCCUPATIONS for skill in each.competences}
    proved = {label for each in LICENCES.values() for label in each.meets | each.near}
    assert len(proved) >= 10
    assert proved - required == set()


def test_general_skills_should_tell_any_two_occupations_apart() -> None:
    alike = [(a, b) for a, b in combinations(HELD, 2) if len(HELD[a] ^ HELD[b]) < 3]
    assert alike == []


def test_general_skills_should_name_pictograms_that_are_drawn_each_its_own() -> None:
    drawn = json.loads((DATA / "pictogrammes.json").read_text(encoding="utf-8"))["dessins"]
    named = [skill.pictogramme for skill in GENERAL.skills.values()]
    assert set(named) <= drawn.keys()
    assert len(set(named)) == len(named)


@open_data(ROME_SKILLS)
def test_general_skills_should_quote_skills_of_rome() -> None:
    with gzip.open(OPEN_DATA / ROME_SKILLS, "rt", encoding="utf-8") as stream:
        official = {row["code_ogr"]: row["libelle_competence"] for row in csv.DictReader(stream)}
    quoted = [skill.rome for skill in GENERAL.skills.values() if skill.rome]
    assert [each for each in quoted if official.get(each.code) != each.libelle] == []


def test_at_least_240_profiles_should_be_judged() -> None:
    assert len(PROFILES) >= 240
    assert sum(profile.is_witness for profile in PROFILES) >= 180
    assert [profile.identifier for profile in PROFILES if not profile.grades] == []


def test_skills_should_be_found_in_profiles_that_the_rules_were_written_without() -> None:
    cut = evaluate_split([each for each in PROFILES if each.is_witness], str)
    assert cut.profiles == 180
    assert cut.precision >= 0.75
    assert cut.recall >= 0.85
    assert cut.languages >= 0.9
    assert cut.ways >= 0.85


@pytest.mark.parametrize("name", ["profils", "missions"])
def test_grades_should_be_of_texts_and_occupations_that_exist(name: str) -> None:
    folder = EVALUATION / name
    lines = (folder / "queries.jsonl").read_text("utf-8").splitlines()
    qrels = read_qrels(folder / "qrels.tsv")
    assert set(qrels) == {json.loads(line)["_id"] for line in lines}
    judged = {identifier for grades in qrels.values() for identifier in grades}
    assert judged - {occupation.id for occupation in OCCUPATIONS} == set()
    assert {grade for grades in qrels.values() for grade in grades.values()} == {1, 2, 3}


@pytest.mark.parametrize("name", ["paires.tsv", "paires.nouvelles.tsv"])
def test_pairs_should_quote_skills_that_occupations_require(name: str) -> None:
    required = {skill.libelle for each in OCCUPATIONS for skill in each.competences}
    lines = (EVALUATION / "profils" / name).read_text("utf-8").splitlines()[1:]
    assert {line.split("\t")[1] for line in lines} - required == set()


def test_profiles_in_two_genders_should_differ() -> None:
    lines = (EVALUATION / "profils" / "genres.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    assert len({identifier for identifier, _, _ in rows}) == len(rows) >= 50
    assert [masculine for _, masculine, feminine in rows if masculine == feminine] == []
