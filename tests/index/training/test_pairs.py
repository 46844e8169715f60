"""Pairs: needs and what answers them, from open sets, from our words, from a list of synonyms."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from index.taxonomy.thesaurus import Thesaurus
from index.training.pairs import (
    PHRASINGS_A_RECORD,
    SYNONYMS_A_SENSE,
    TrainingPair,
    beir_pairs,
    heading_pairs,
    need_pairs,
    one_gender,
    question_pairs,
    record_pairs,
    service_pairs,
    synonym_pairs,
    translated_pairs,
)
from tests.conftest import make_actor, make_thesaurus
from tests.hash_encoder import HashEncoder

RNG_SEED = 3
MYTHES = """UTF-8
voiture|2
(Nom)|auto|bagnole|carrosse|véhicule|wagon
(Nom)|berline
abaca|1
(Nom)|chanvre|jute
"""


class HashTeacher:
    """A teacher whose vectors say which words two texts share."""

    def encode(self, texts: list[str]) -> object:
        return HashEncoder().encode_passages(texts)


@pytest.fixture
def rng() -> random.Random:
    return random.Random(RNG_SEED)  # noqa: S311 - nothing secret


def with_translations(**texts: tuple[str, ...]) -> Thesaurus:
    """A thesaurus of one need, said in other languages as well."""
    thesaurus = make_thesaurus(reparer="réparer un vélo")
    need = thesaurus.needs["reparer"].model_copy(update={"traductions": texts})
    return Thesaurus(thesaurus.themes, {"reparer": need})


def test_a_title_in_two_genders_should_be_given_in_one(rng: random.Random) -> None:
    title = "Chef de projet / Cheffe de projet web"
    told = {one_gender(title, rng) for _ in range(50)}
    assert told == {title, "Chef de projet web", "Cheffe de projet web"}
    assert one_gender("Facteur", rng) == "Facteur"


def test_a_long_answer_should_be_the_part_that_shares_most_words(
    tmp_path: Path, rng: random.Random
) -> None:
    text = "Une phrase sur la pluie et le beau temps. " * 12 + "Le permis de conduire coûte cher."
    rows = {
        "corpus": [{"_id": "d", "title": "Conduire", "text": text}],
        "queries": [{"_id": "q", "text": "prix du permis de conduire"}, {"_id": "z", "text": "?"}],
    }
    for name, lines in rows.items():
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\td\t1\n", encoding="utf-8")
    (pair,) = beir_pairs(tmp_path, rng)
    assert pair.need == "prix du permis de conduire"
    assert pair.answer.startswith("Conduire : ")
    assert pair.answer.endswith("Le permis de conduire coûte cher.")
    assert len(pair.answer) < len(text)


def test_each_way_of_asking_should_lead_to_its_need() -> None:
    thesaurus = make_thesaurus(reparer="réparer un vélo", coder="apprendre à coder")
    pairs = list(need_pairs(thesaurus))
    assert TrainingPair("réparer un vélo 3", thesaurus.needs["reparer"].summary, "reparer") in pairs
    assert TrainingPair("réparer un vélo 3", "réparer un vélo 4", "reparer") in pairs
    assert {pair.group for pair in pairs} == {"reparer", "coder"}


def test_what_is_said_in_another_language_should_lead_to_french(rng: random.Random) -> None:
    thesaurus = with_translations(en=("fix my bike",), es=("arreglar la bici",))
    need = thesaurus.needs["reparer"]
    pairs = list(translated_pairs(thesaurus, rng))
    assert TrainingPair("fix my bike", need.summary, "reparer") in pairs
    assert {pair.need for pair in pairs} == {"fix my bike", "arreglar la bici"}
    assert {pair.answer for pair in pairs} <= {need.summary, *need.formulations}


def test_a_record_should_answer_by_the_passage_nearest_to_the_need(rng: random.Random) -> None:
    record = make_actor(
        description="Une association de quartier qui existe depuis longtemps.",
        services=[{"nom": "Réparer un vélo avec des bénévoles"}, {"nom": "Cours de cuisine"}],
        besoins=["reparer"],
    )
    thesaurus = make_thesaurus(reparer="réparer un vélo")
    pairs = list(record_pairs([record, make_actor()], thesaurus, HashTeacher(), rng))  # type: ignore[arg-type]
    assert len(pairs) == PHRASINGS_A_RECORD
    assert all("Réparer un vélo" in pair.answer for pair in pairs)


def test_a_question_should_lead_to_the_passage_that_answers_it() -> None:
    record = make_actor(
        description="Une association de quartier qui existe depuis longtemps.",
        services=[{"nom": "Réparer un vélo avec des bénévoles"}, {"nom": "Cours de cuisine"}],
        questions=["cuisine pour débuter ?", "qui va réparer mon vélo ?"],
    )
    thesaurus = make_thesaurus(reparer="réparer un vélo")
    pairs = list(question_pairs([make_actor(), record], thesaurus, HashTeacher()))  # type: ignore[arg-type]
    assert [pair.need for pair in pairs] == list(record.questions)
    assert [pair.group for pair in pairs] == [record.id, record.id]
    cooking, bike = (pair.answer for pair in pairs)
    assert "Cours de cuisine" in cooking
    assert "Réparer un vélo" in bike


def test_a_service_should_be_named_and_filed_under_topics(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    bike = {"nom": "Atelier vélo", "presentation_resume": "On répare.", "thematiques": ["mobilite"]}
    silent = {"nom": "Sans texte", "presentation_resume": None}
    path.write_text(json.dumps([bike, silent, bike | {"nom": "Le même"}]), encoding="utf-8")
    assert list(service_pairs(path)) == [
        TrainingPair("Atelier vélo", "On répare.", "On répare."),
        TrainingPair("Atelier vélo, mobilite", "On répare.", "On répare."),
    ]


def test_a_word_should_lead_to_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "mots.tsv"
    path.write_text("Réparation de vélos\tcrevaison\tdérailleur\n", encoding="utf-8")
    assert list(heading_pairs(path)) == [
        TrainingPair("crevaison", "Réparation de vélos", "Réparation de vélos"),
        TrainingPair("dérailleur", "Réparation de vélos", "Réparation de vélos"),
    ]


def test_synonyms_should_be_frequent_words_and_few(tmp_path: Path, rng: random.Random) -> None:
    path = tmp_path / "synonymes.dat"
    path.write_text(MYTHES, encoding="utf-8")
    pairs = list(synonym_pairs(path, rng))
    assert {pair.need for pair in pairs} == {"voiture"}
    assert len(pairs) == SYNONYMS_A_SENSE + 1
    assert "berline" in {pair.answer for pair in pairs}
