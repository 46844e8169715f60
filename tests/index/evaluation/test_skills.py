"""Evaluation of skills: what the measures count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.evaluation.skills import (
    JudgedProfile,
    evaluate_explanations,
    evaluate_split,
    rankings,
    read_profiles,
)
from index.indexing.build import build
from index.skills.recommender import Recommender
from index.skills.scoring import Meeting
from tests.conftest import SMALL_CATALOGUE, make_occupation
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever

REPAIR = make_occupation(
    "reparateur", ("Réparer des smartphones",), nom="Réparateur de smartphones", voies=["emploi"]
)
FARM = make_occupation(
    "tractoriste",
    ("Labourer un champ", "Semer du blé", "Nourrir des vaches", "Tailler une haie"),
    nom="Conducteur de tracteur",
    voies=["emploi"],
)


@pytest.fixture(scope="module")
def recommender(tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    home = tmp_path_factory.mktemp("metiers") / "index"
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home, occupations=(REPAIR, FARM))
    opened = manifest.read(home / versions.CURRENT)
    return Recommender(make_retriever(opened, HashEncoder()))


def profile(text: str, *skills: str, **grades: int) -> JudgedProfile:
    return JudgedProfile("p1", text, skills, (), (), True, grades)


def test_an_order_should_be_measured_for_each_way(recommender: Recommender) -> None:
    judged = [profile("réparer des smartphones", reparateur=3)]
    measured = rankings(judged, recommender)
    assert [each.method for each in measured] == [
        "compétences",
        "texte entier, un vecteur",
        "mots (BM25)",
    ]
    assert all((each.ndcg, each.success) == (1.0, 1.0) for each in measured)


def test_a_skill_should_be_right_when_half_of_the_words_are_shared() -> None:
    judged = profile("je répare des vélos, je chante", "réparer des vélos", "souder")
    cut = evaluate_split([judged], str)
    assert (cut.precision, cut.recall) == (0.5, 0.5)
    assert (cut.languages, cut.ways) == (1.0, 1.0)


def test_explanations_should_be_counted_by_what_is_told(
    recommender: Recommender, tmp_path: Path
) -> None:
    path = tmp_path / "paires.tsv"
    path.write_text(
        "dit\texigence\tnote\n"
        "Réparer des smartphones\tRéparer des smartphones\t2\n"
        "Réparer des smartphones\tRéparer des smartphones\t1\n"
        "xyz\tLabourer un champ\t0\n",
        encoding="utf-8",
    )
    told = evaluate_explanations(path, recommender)
    assert told.counts == {Meeting.MET: 2, Meeting.CLOSE: 0, Meeting.MISSING: 1}
    assert told.right == {Meeting.MET: 0.5, Meeting.CLOSE: 0.0, Meeting.MISSING: 1.0}


def test_profiles_should_be_read_with_what_was_understood_by_hand(tmp_path: Path) -> None:
    said = {
        "jeu": "temoin",
        "competences": ["souder"],
        "langues": ["ar"],
        "voies": [],
        "lieu": None,
    }
    line = json.dumps({"_id": "p1", "text": "je soude", "metadata": said})
    (tmp_path / "queries.jsonl").write_text(line + "\n", encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\np1\treparateur\t3\n", "utf-8")
    (judged,) = read_profiles(tmp_path)
    assert judged == JudgedProfile(
        "p1", "je soude", ("souder",), ("ar",), (), True, {"reparateur": 3}
    )
