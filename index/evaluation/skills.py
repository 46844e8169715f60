"""Evaluation of skills: read from texts, used to rank occupations, compared with required ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA

from index.evaluation.metrics import (
    RELEVANT,
    Estimate,
    json_lines,
    ndcg,
    read_qrels,
    success_at_1,
)
from index.records.models import OURS
from index.skills.profile import read_profile
from index.skills.recommender import Recommender
from index.skills.scoring import Meeting
from index.text.analysis import content_words

DEPTH = 10
SHOWN, BEST = 5, 3
"""First occupations that count for a mission, and the grade of the very role that it seeks."""
WITNESS = "temoin"
"""Name of the profiles that were not seen when the rules that read a profile were written."""
ALIKE_EDITS = ((4, 1), (7, 2))
COMMON_START = 5
"""First letters that two words must share to count as the same ("tri" is too short to be "trier").
"""


@dataclass(frozen=True)
class JudgedProfile:
    """Text in which a person says what they can do, with the skills and occupations expected.

    skills: as texts, listed by hand; languages: ISO 639 codes of those spoken, except French; ways:
    what the person looks for, as codes of `code_lists.VOIES` ("emploi"…); is_witness: True when the
    text was not seen while the rules that read it were written; grades: identifier of an occupation
    -> how well it suits, 1 to 3, higher is better.
    """

    identifier: str
    text: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    ways: tuple[str, ...]
    is_witness: bool
    grades: Mapping[str, int]


@dataclass(frozen=True)
class MissionQuality:
    """Quality of the occupations found for the roles that a structure looks for.

    missions: number of texts; best, good: share of them with an occupation of grade 3, or of 2 or
    more, among the first five.
    """

    missions: int
    best: Estimate
    good: Estimate

    def __str__(self) -> str:
        """Return the measures in one line of French."""
        same = f"le rôle même parmi cinq {self.best}, un rôle qui convient {self.good}"
        return f"missions ({self.missions}) : {same}"


@dataclass(frozen=True)
class GenderQuality:
    """Likeness of the orders of all occupations for the same profile in both genders.

    profiles: number of pairs; tau: Kendall's coefficient of both orders, 1 when they are the same;
    first: share of the pairs whose first occupation is the same.
    """

    profiles: int
    tau: Estimate
    first: Estimate

    def __str__(self) -> str:
        """Return the measures in one line of French."""
        return f"deux genres ({self.profiles}) : tau {self.tau}, même premier {self.first}"


@dataclass(frozen=True)
class Ranking:
    """Quality of a method that orders occupations for a person, over judged profiles.

    method: its name in French; ndcg: mean nDCG of the first ten occupations; success: share of the
    profiles whose first occupation suits; both in [0, 1], higher is better.
    """

    method: str
    ndcg: Estimate
    success: Estimate

    def __str__(self) -> str:
        """Return the measures in one line of French."""
        return f"{self.method} : nDCG@10 {self.ndcg}, succès@1 {self.success}"


@dataclass(frozen=True)
class SplitQuality:
    """Quality of the skills, languages and ways read from texts, against those listed by hand.

    profiles: number of texts; precision: share of the skills read that are right; recall: share of
    the skills listed by hand that are read; languages, ways: share of the texts for which exactly
    the right languages, or the right ways (a job, training…), are read. Shares are in [0, 1],
    higher is better.
    """

    profiles: int
    precision: float
    recall: float
    languages: float
    ways: float


@dataclass(frozen=True)
class ExplanationQuality:
    """Quality of the verdicts on pairs (phrase of a person, required skill): met, close or missing.

    counts: verdict -> number of pairs that get it; right: verdict -> share of these pairs for which
    the judgement agrees; a verdict that no pair gets is absent. "Close" is right when judged close
    or met; "missing", when not judged met.
    """

    counts: Mapping[Meeting, int]
    right: Mapping[Meeting, Estimate]

    def lines(self) -> list[str]:
        """Return a line of French for each verdict."""
        return [
            f"« {meeting.value} » : {self.counts[meeting]}, justes {right}"
            for meeting, right in self.right.items()
        ]


def read_profiles(folder: Path) -> list[JudgedProfile]:
    """Read judged profiles: texts of people, with the occupations that suit them.

    Args:
        folder: holds `queries.jsonl`, whose metadata list what was read by hand, and `qrels.tsv`,
            with the grades of occupations.

    Returns:
        The profiles, in the order of the file.

    Raises:
        EvaluationError: when `queries.jsonl` is not in UTF-8, or a line of either file is wrong.
        OSError: when a file is absent.
    """
    qrels = read_qrels(folder / "qrels.tsv")
    return [_profile(row, qrels) for row in json_lines(folder / "queries.jsonl")]


def _profile(row: Mapping[str, Any], qrels: Mapping[str, Mapping[str, int]]) -> JudgedProfile:
    fields = row["metadata"]
    return JudgedProfile(
        row["_id"],
        row["text"],
        tuple(fields["competences"]),
        tuple(fields["langues"]),
        tuple(fields["voies"]),
        fields["jeu"] == WITNESS,
        qrels.get(row["_id"], {}),
    )


def rankings(profiles: Sequence[JudgedProfile], recommender: Recommender) -> list[Ranking]:
    """Compare three methods to order occupations for judged profiles.

    They are: by skills, as recommended to people; by the embedding of the whole text; by words
    (BM25).

    Args:
        profiles: texts, with the grades of occupations; those without any grade are left out.
        recommender: recommends occupations over an index, with its encoder.

    Returns:
        The quality of each method.
    """
    ways = (
        ("compétences", recommender.order),
        (
            "texte entier, un vecteur",
            lambda text: [one.id for one in recommender.occupations(text) if one.source == OURS],
        ),
        ("mots (BM25)", _by_words(recommender)),
    )
    return [_ranking(name, profiles, order) for name, order in ways]


def _by_words(recommender: Recommender) -> Callable[[str], list[str]]:
    """Return a function that orders occupations by BM25 on all their texts."""
    occupations = recommender.compared.own.occupations

    def order(text: str) -> list[str]:
        scores = recommender.compared.own_words.scores(text)
        return [occupations[row].id for row in np.argsort(-scores, kind="stable")]

    return order


def _ranking(
    name: str, profiles: Sequence[JudgedProfile], order: Callable[[str], list[str]]
) -> Ranking:
    runs = [(each.grades, order(each.text)[:DEPTH]) for each in profiles if each.grades]
    return Ranking(
        name,
        Estimate.of([ndcg(grades, run) for grades, run in runs]),
        Estimate.of([success_at_1(grades, run) for grades, run in runs]),
    )


def evaluate_missions(folder: Path, recommender: Recommender) -> MissionQuality:
    """Measure the occupations found for the roles that structures look for.

    Args:
        folder: holds `queries.jsonl`, the texts, and `qrels.tsv`, the grades of occupations.
        recommender: reads the texts as profiles, over an index, with its encoder.

    Returns:
        The shares of the texts that lead to the right role.
    """
    qrels = read_qrels(folder / "qrels.tsv")
    firsts = [
        [qrels[row["_id"]].get(each, 0) for each in recommender.order(row["text"])[:SHOWN]]
        for row in json_lines(folder / "queries.jsonl")
    ]
    return MissionQuality(
        len(firsts),
        Estimate.of([float(max(grades) >= BEST) for grades in firsts]),
        Estimate.of([float(max(grades) >= RELEVANT) for grades in firsts]),
    )


def evaluate_genders(path: Path, recommender: Recommender) -> GenderQuality:
    """Measure whether a woman and a man who say the same get the same occupations.

    Args:
        path: tab-separated file in UTF-8, with a header line: identifier, profile in the masculine,
            the same in the feminine.
        recommender: orders the occupations of an index, with its encoder.

    Returns:
        The likeness of both orders.
    """
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    orders = [[recommender.order(text) for text in row[1:]] for row in rows]
    return GenderQuality(
        len(orders),
        Estimate.of([_tau(*both) for both in orders]),
        Estimate.of([float(one[0] == other[0]) for one, other in orders]),
    )


def _tau(one: Sequence[str], other: Sequence[str]) -> float:
    """Return Kendall's coefficient of two orders of the same occupations."""
    from scipy.stats import kendalltau  # half a second to load: the other commands need none

    rank = {identifier: place for place, identifier in enumerate(other)}
    return float(kendalltau(range(len(one)), [rank[each] for each in one]).statistic)


def evaluate_split(
    profiles: Iterable[JudgedProfile], correct: Callable[[str], str]
) -> SplitQuality:
    """Measure how well texts are split into skills, languages and ways looked for.

    A skill read is right when it shares half the words of the shorter one with a skill listed by
    hand, typing errors and endings apart. Recall counts the skills listed by hand that so match a
    skill read.

    Args:
        profiles: texts, with the skills that a person read in them.
        correct: function that returns a text with its spelling corrected.

    Returns:
        Precision and recall of the skills, and shares of right languages and ways.
    """
    read = [(each, read_profile(correct(each.text))) for each in profiles]
    precise = [_is_among(one, each.skills) for each, got in read for one in got.skills]
    recalled = [_is_among(other, got.skills) for each, got in read for other in each.skills]
    return SplitQuality(
        len(read),
        float(np.mean(precise)),
        float(np.mean(recalled)),
        float(np.mean([set(got.languages) == set(each.languages) for each, got in read])),
        float(np.mean([set(got.constraints) == set(each.ways) for each, got in read])),
    )


def _is_among(one: str, others: Iterable[str]) -> bool:
    return any(_shares(one, other) for other in others)


def _shares(one: str, other: str) -> bool:
    """Return whether two phrases share half the words of the shorter, errors and endings apart."""
    words = [[token.stem for token in content_words(each)] for each in (one, other)]
    if not all(words):
        return False
    common = sum(any(_alike(word, beside) for beside in words[1]) for word in words[0])
    return 2 * common >= min(map(len, words))


def _alike(one: str, other: str) -> bool:
    edits = max((edits for length, edits in ALIKE_EDITS if len(one) >= length), default=0)
    same_start = len(one) >= COMMON_START and one[:COMMON_START] == other[:COMMON_START]
    return same_start or OSA.distance(one, other) <= edits


def evaluate_explanations(path: Path, recommender: Recommender) -> ExplanationQuality:
    """Measure the verdicts of the code on pairs of a phrase of a person and a required skill.

    Args:
        path: tab-separated file in UTF-8, with a header line: phrase, required skill, grade (2 met,
            1 close, 0 neither).
        recommender: gives its verdict on each pair, with its encoder.

    Returns:
        For each verdict, the number of pairs and the share that is right.
    """
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    pairs = [
        (recommender.meeting(phrase, required), int(grade)) for phrase, required, grade in rows
    ]
    right = {
        Meeting.MET: lambda grade: grade == 2,
        Meeting.CLOSE: lambda grade: grade >= 1,
        Meeting.MISSING: lambda grade: grade <= 1,
    }
    grades = {each: [grade for meeting, grade in pairs if meeting is each] for each in Meeting}
    return ExplanationQuality(
        {meeting: len(values) for meeting, values in grades.items()},
        {
            meeting: Estimate.of([float(right[meeting](grade)) for grade in values])
            for meeting, values in grades.items()
            if values
        },
    )
