"""Answers shown in the activities of the workshop, from the functions that searches use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from fastapi import Request

from index.matching.word_cosines import WordCosines
from index.messages import Sentence
from index.ordering.features import FUSED, PLACE, QUERY, RECORD
from index.ordering.fusion import Channel
from index.records.models import AnyRecord
from index.search.likelihood import Certainty
from index.search.query import Query
from index.search.results import Hit, Mode, SearchResult
from service.presentation.emergency import ShownEmergency, shown_emergency
from service.search.dependencies import Search

FIRST_SHOWN, RANKED = 3, 5
"""Records shown for each writing of a need, and records that a group puts in order."""
RANK_PREFIX = "rang-"
"""Start of the parameter of the URL that holds the rank given to a record, before its identifier.
"""
OCCUPATIONS = (
    ("infirmier", "infirmière", "infirmiers"),
    ("développeur", "développeuse", "développeurs"),
    ("réparateur", "réparatrice", "réparateurs"),
    ("caissier", "caissière", "caissiers"),
    ("directeur", "directrice", "directeurs"),
)
"""Occupations compared on the page: in the masculine, in the feminine, and the masculine in the
plural, whose gap tells what a mere change of form does.
"""
_KEPT = frozenset(form for forms in OCCUPATIONS for form in forms)
STATES: Mapping[Certainty, Sentence] = {
    Certainty.SURE: Sentence("Sûr"),
    Certainty.MAYBE: Sentence("Peut-être"),
    Certainty.NOTHING: Sentence("Rien"),
}
"""How sure an answer is -> what pages say of it."""
REASONS: Mapping[str, Sentence] = {
    Channel.DENSE: Sentence("le sens"),
    Channel.WORDS: Sentence("les mots"),
    Channel.NGRAMS: Sentence("les lettres"),
    Channel.NEEDS: Sentence("notre liste de besoins"),
    Channel.LIKENESS: Sentence("ressemble aux premières"),
    Channel.PROXIMITY: Sentence("la distance"),
    Channel.NAME: Sentence("son nom"),
    FUSED: Sentence("tout cela ensemble"),
    RECORD: Sentence("ce que dit la fiche"),
    QUERY: Sentence("la demande"),
    PLACE: Sentence("son territoire"),
}
"""Name of a signal -> what pages call it."""


@dataclass(frozen=True)
class Couple:
    """Two words, and their cosine, in [-1, 1]."""

    one: str
    other: str
    cosine: float


@dataclass(frozen=True)
class WordTable:
    """Words compared two by two.

    words: n texts; cosines: n rows of n numbers, in [-1, 1]; nearest, farthest: the two words with
    the highest cosine, and with the lowest.
    """

    words: Sequence[str]
    cosines: Sequence[Sequence[float]]
    nearest: Couple
    farthest: Couple


def word_table(words: Sequence[str], cosines: WordCosines, keep: Sequence[str]) -> WordTable:
    """Compare words two by two.

    Args:
        words: at least two.
        cosines: compares them.
        keep: those of the page, whose vectors are kept.

    Returns:
        Their cosines, and the nearest and the farthest two.

    Raises:
        EncoderUnavailable: when the encoder does not answer.
    """
    table = cosines.between(words, words, keep).tolist()
    couples = [
        Couple(words[row], words[column], table[row][column])
        for row, column in combinations(range(len(words)), 2)
    ]
    by_cosine = sorted(couples, key=lambda couple: couple.cosine)
    return WordTable(words, table, by_cosine[-1], by_cosine[0])


@dataclass(frozen=True)
class Gap:
    """Cosines of an occupation with words, in the masculine and in the feminine.

    masculine, feminine: as typed; before, after: cosines of each with the words, in [-1, 1].
    """

    masculine: str
    feminine: str
    before: Sequence[float]
    after: Sequence[float]

    @property
    def differences(self) -> list[float]:
        """Return what the feminine adds to the cosine with each word, in [-2, 2]."""
        return [after - before for before, after in zip(self.before, self.after, strict=True)]


@dataclass(frozen=True)
class GapTable:
    """Occupations in the masculine and in the feminine, compared with words.

    words: m texts; typed: the occupation that people typed; others: the examples of the page; mean:
    of the differences of the others, for each word, in [-2, 2]; size: mean of the same without
    their sign; control: mean, without sign, of the differences from the singular to the plural.
    """

    words: Sequence[str]
    typed: Gap
    others: Sequence[Gap]
    mean: Sequence[float]
    size: float
    control: float


def gap_table(pair: Sequence[str], words: Sequence[str], cosines: WordCosines) -> GapTable:
    """Compare an occupation in the masculine and in the feminine with words.

    Args:
        pair: the occupation in the masculine, then in the feminine.
        words: m texts.
        cosines: compares them.

    Returns:
        The cosines of this occupation, and the differences of those of the page.

    Raises:
        EncoderUnavailable: when the encoder does not answer.
    """
    forms = [form for occupation in OCCUPATIONS for form in occupation]
    found = cosines.between([*pair, *forms], words, _KEPT)
    men, women, several = (found[start::3] for start in (2, 3, 4))
    differences = women - men
    return GapTable(
        words,
        Gap(pair[0], pair[1], found[0].tolist(), found[1].tolist()),
        [
            Gap(masculine, feminine, before.tolist(), after.tolist())
            for (masculine, feminine, _), before, after in zip(OCCUPATIONS, men, women, strict=True)
        ],
        differences.mean(axis=0).tolist(),
        float(np.abs(differences).mean()),
        float(np.abs(several - men).mean()),
    )


@dataclass(frozen=True)
class Reading:
    """What the machine read in a text, and the first records that it found.

    result: of the search; common: how many of its first records the first text found too.
    """

    result: SearchResult
    common: int

    @property
    def records(self) -> list[AnyRecord]:
        """The first records, three at most."""
        return _first_records(self.result)

    @property
    def state(self) -> Sentence:
        """How sure the answer is, in words."""
        return STATES[self.result.certainty]


@dataclass(frozen=True)
class Readings:
    """Texts read by the machine.

    texts: what it read in each, in the order asked; danger: the numbers to call when one tells an
    emergency, else none; by_words: whether words alone were compared for one of them.
    """

    texts: Sequence[Reading]
    danger: ShownEmergency
    by_words: bool


def readings(texts: Sequence[str], search: Search) -> Readings:
    """Search for texts one after the other; texts: at least one; search: answers a query."""
    results = [search(Query(text, size=FIRST_SHOWN)) for text in texts]
    first = {record.id for record in _first_records(results[0])}
    dangers = [shown_emergency(result.emergency) for result in results]
    return Readings(
        [
            Reading(result, sum(record.id in first for record in _first_records(result)))
            for result in results
        ],
        next((shown for shown in dangers if shown.numbers), ShownEmergency()),
        any(result.mode is Mode.LEXICAL for result in results),
    )


def _first_records(result: SearchResult) -> list[AnyRecord]:
    return [hit.record for hit in result.hits[:FIRST_SHOWN]]


@dataclass(frozen=True)
class Ranked:
    """A record that a group and the machine put in order.

    hit: the record, with the rank and the reasons of the machine; rank: given by the group, "" when
    it gave none.
    """

    hit: Hit
    rank: str

    @property
    def reasons(self) -> list[tuple[Sentence, int]]:
        """What each way of comparing adds to the score, in points of a hundred; none that adds 0.

        The largest comes first.
        """
        points = [(REASONS[each.name], round(100 * each.share)) for each in self.hit.signals]
        return sorted((each for each in points if each[1] > 0), key=lambda each: -each[1])


@dataclass(frozen=True)
class Ranking:
    """Records to put in order for one need.

    by_name: in the order of their names; by_machine: in that of the machine; compared: whether the
    group gave its order; danger: the numbers to call when the need tells one, else none.
    """

    by_name: Sequence[Ranked]
    by_machine: Sequence[Ranked]
    compared: bool
    danger: ShownEmergency


def ranking(need: str, search: Search, request: Request) -> Ranking:
    """Search for a need, and read the ranks that a group gave to the first records.

    Args:
        need: at least one word.
        search: answers a query.
        request: the HTTP request, with the ranks in its URL; unreadable ones are left out.

    Returns:
        Five records at most, in both orders.
    """
    result, given = search(Query(need, size=RANKED)), request.query_params
    allowed = {str(rank) for rank in range(1, RANKED + 1)}
    ranked = []
    for hit in result.hits:
        rank = given.get(RANK_PREFIX + hit.record.id, "")
        ranked.append(Ranked(hit, rank if rank in allowed else ""))
    return Ranking(
        sorted(ranked, key=lambda each: each.hit.record.nom.casefold()),
        ranked,
        any(name.startswith(RANK_PREFIX) for name in given),
        shown_emergency(result.emergency),
    )
