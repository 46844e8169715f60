"""Evaluation of skills: what the measures count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.evaluation.skills import (
    JudgedProfile,
    evaluate_explanations,
    evaluate_genders,
    evaluate_missions,
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
    assert all((each.ndcg.mean, each.success.mean) == (1.0, 1.0) for each in measured)


def test_a_mission_should_be_counted_by_the_best_role_among_the_first(
    recommender: Recommender, tmp_path: Path
) -> None:
    lines = [{"_id": each, "text": "réparer des smartphones"} for each in ("m1", "m2")]
    (tmp_path / "queries.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    (tmp_path / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\nm1\treparateur\t3\nm2\treparateur\t2\n", "utf-8"
    )
    told = evaluate_missions(tmp_path, recommender)
    assert (told.missions, told.best.mean, told.good.mean) == (2, 0.5, 1.0)


def test_the_same_profile_in_both_genders_should_give_the_same_order(
    recommender: Recommender, tmp_path: Path
) -> None:
    path = tmp_path / "genres.tsv"
    path.write_text(
        "id\tmasculin\tfeminin\ng1\tréparateur de smartphones\tréparatrice de smartphones\n"
        "g2\tréparer des smartphones\tconducteur de tracteur, labourer un champ, semer du blé\n",
        encoding="utf-8",
    )
    told = evaluate_genders(path, recommender)
    assert (told.profiles, told.tau.mean, told.first.mean) == (2, 0.0, 0.5)


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
    means = {meeting: right.mean for meeting, right in told.right.items()}
    assert means == {Meeting.MET: 0.5, Meeting.MISSING: 1.0}


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
