"""Evaluation of skills: profiles to occupations, texts cut into skills, matches explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA

from index.engines.sparse import LexicalIndex, ngram_matrix, word_matrix
from index.evaluation.metrics import json_lines, ndcg, read_qrels, success_at_1
from index.records import code_lists as ref
from index.skills.profile import read_profile
from index.skills.query import ProfileQuery
from index.skills.recommender import Recommender
from index.skills.scoring import Meeting
from index.text.analysis import content_words

DEPTH = 10
WITNESS = "temoin"
"""The set of profiles that the rules of cutting were written without."""
ALIKE_EDITS = ((4, 1), (7, 2))
COMMON_START = 5
"""Two words are taken for the same that share as many first letters ("trier", "tri" do not)."""


@dataclass(frozen=True)
class JudgedProfile:
    """A profile: its text, its skills in plain words, and the grade of each occupation, 1 to 3."""

    identifier: str
    text: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    ways: tuple[str, ...]
    is_witness: bool
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Ranking:
    """How well occupations are ordered: means over the profiles, in [0, 1]."""

    method: str
    ndcg: float
    success: float


@dataclass(frozen=True)
class Cutting:
    """How well texts are cut into skills: shares in [0, 1].

    languages, ways: share of the profiles for which all are found, and nothing else.
    """

    profiles: int
    precision: float
    recall: float
    languages: float
    ways: float


@dataclass(frozen=True)
class Explaining:
    """How many pairs are told met, close or missing, and the share of each that is right.

    A pair told close is right when judged close or met; one told missing, when not judged met.
    """

    counts: Mapping[Meeting, int]
    right: Mapping[Meeting, float]


def read_profiles(folder: Path) -> list[JudgedProfile]:
    """The judged profiles of a folder in BEIR form.

    Args:
        folder: `queries.jsonl`, whose metadata say what was understood by hand, and `qrels.tsv`.

    Returns:
        The profiles, in order.

    Raises:
        EvaluationError: when a file cannot be read.
        OSError: when a file is absent.
    """
    qrels = read_qrels(folder / "qrels.tsv")
    return [_profile(row, qrels) for row in json_lines(folder / "queries.jsonl")]


def _profile(row: Mapping[str, Any], qrels: Mapping[str, Mapping[str, int]]) -> JudgedProfile:
    said = row["metadata"]
    return JudgedProfile(
        row["_id"],
        row["text"],
        tuple(said["competences"]),
        tuple(said["langues"]),
        tuple(said["voies"]),
        said["jeu"] == WITNESS,
        qrels.get(row["_id"], {}),
    )


def rankings(profiles: Sequence[JudgedProfile], recommender: Recommender) -> list[Ranking]:
    """The order of occupations by skills, and by two simpler ways: one vector, and BM25."""
    ways = (
        ("compétences", lambda text: _advised(recommender, text)),
        (
            "texte entier, un vecteur",
            lambda text: [each.id for each in recommender.occupations(text)],
        ),
        ("mots (BM25)", _by_words(recommender)),
    )
    return [_ranking(name, profiles, order) for name, order in ways]


def _advised(recommender: Recommender, text: str) -> list[str]:
    query = ProfileQuery(text, size=DEPTH, ways=tuple(ref.VOIES.labels))
    return [match.occupation.id for match, _ in recommender.recommend(query).matches]


def _by_words(recommender: Recommender) -> Callable[[str], list[str]]:
    """The order of occupations by BM25 on all that says them."""
    known = recommender.occupations("")
    texts = [
        " ".join(
            filter(
                None,
                (
                    each.nom,
                    *each.appellations,
                    each.description,
                    *(skill.libelle for skill in each.competences),
                ),
            )
        )
        for each in known
    ]
    rows = list(range(len(texts)))
    words, stems = word_matrix(texts, rows)
    index = LexicalIndex(words, ngram_matrix(texts, rows), stems)

    def order(text: str) -> list[str]:
        scores = index.word_scores([((token.stem,),) for token in content_words(text)])
        return [known[row].id for row in np.argsort(-scores, kind="stable")]

    return order


def _ranking(
    name: str, profiles: Sequence[JudgedProfile], order: Callable[[str], list[str]]
) -> Ranking:
    runs = [(each.grades, order(each.text)[:DEPTH]) for each in profiles if each.grades]
    return Ranking(
        name,
        float(np.mean([ndcg(grades, run) for grades, run in runs])),
        float(np.mean([success_at_1(grades, run) for grades, run in runs])),
    )


def cutting(profiles: Iterable[JudgedProfile], mend: Callable[[str], str]) -> Cutting:
    """How the texts of profiles are cut.

    Args:
        profiles: those measured.
        mend: mends the mistakes of a text.

    Returns:
        A skill that was cut is right when it shares half of its words, or of the other's, with one
        told by hand; recall counts those told by hand that share so with one that was cut.
    """
    read = [(each, read_profile(mend(each.text))) for each in profiles]
    cut = [_is_among(one, each.skills) for each, got in read for one in got.skills]
    told = [_is_among(other, got.skills) for each, got in read for other in each.skills]
    return Cutting(
        len(read),
        float(np.mean(cut)),
        float(np.mean(told)),
        float(np.mean([set(got.languages) == set(each.languages) for each, got in read])),
        float(np.mean([set(got.constraints) == set(each.ways) for each, got in read])),
    )


def _is_among(one: str, others: Iterable[str]) -> bool:
    return any(_shares(one, other) for other in others)


def _shares(one: str, other: str) -> bool:
    """Whether two phrases share half the words of the shorter, mistakes and endings aside."""
    words = [[token.stem for token in content_words(each)] for each in (one, other)]
    if not all(words):
        return False
    common = sum(any(_alike(word, beside) for beside in words[1]) for word in words[0])
    return 2 * common >= min(map(len, words))


def _alike(one: str, other: str) -> bool:
    edits = max((edits for length, edits in ALIKE_EDITS if len(one) >= length), default=0)
    same_start = len(one) >= COMMON_START and one[:COMMON_START] == other[:COMMON_START]
    return same_start or OSA.distance(one, other) <= edits


def explaining(path: Path, recommender: Recommender) -> Explaining:
    """How pairs of a skill that is said and one that is asked for are told.

    Args:
        path: tab-separated: what is said, what is asked for, the grade: 2 met, 1 close, 0 neither.
        recommender: matches them.

    Returns:
        The pairs told each way, and the share that is right.
    """
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    told = [(recommender.meeting(said, asked), int(grade)) for said, asked, grade in rows]
    right = {
        Meeting.MET: lambda grade: grade == 2,
        Meeting.CLOSE: lambda grade: grade >= 1,
        Meeting.MISSING: lambda grade: grade <= 1,
    }
    grades = {each: [grade for meeting, grade in told if meeting is each] for each in Meeting}
    return Explaining(
        {each: len(given) for each, given in grades.items()},
        {
            each: float(np.mean([right[each](grade) for grade in given])) if given else 0.0
            for each, given in grades.items()
        },
    )
