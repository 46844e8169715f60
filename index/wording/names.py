"""Evaluation of names: who types the name of a record, of a place or an acronym must get it first.

Names are those of the catalogue in service, written as people type them: exactly, in small letters
without accents nor what is in parentheses, with one typing mistake, as heard. Names that the
catalogue lacks, and needs, must not be taken for names of ours.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.places.names import name_key
from index.records.models import AnyRecord
from index.search.query import MAX_CHARS, Query
from index.search.results import Hit, SearchResult
from index.search.searcher import Searcher
from index.text.analysis import fold
from index.text.noise import INSIDE, Noise

FIRST = 3
"""Results, from the first, among which a name is looked for."""
SEED = 38
"""Seed of the mistakes and of the draw of locations."""
LOCATIONS = 2_000
"""Number of locations whose name is typed with their town."""
MISTAKEN_MIN_CHARS = 5
"""Letters of the shortest name, and of the shortest word, that gets a typing mistake."""
_PARENTHESES = re.compile(r"\s*\([^)]*\)")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True)
class TypedName:
    """A name as somebody types it.

    writing: way of writing, in French; text: what is typed; accepted: identifiers of the records,
    or of the locations, that bear this name.
    """

    writing: str
    text: str
    accepted: frozenset[str]


@dataclass(frozen=True)
class Found:
    """Outcome of the search of a name.

    name: as typed; rank: of the first result that bears it, from 1, 0 when it is not among the
    first three; empty: whether nothing is returned; first: identifier of the first result, "" for
    none.
    """

    name: TypedName
    rank: int
    empty: bool
    first: str


@dataclass(frozen=True)
class Shares:
    """Shares, in [0, 1], of names found first, among the first three, and not at all."""

    count: int
    first: float
    in_three: float
    nothing: float

    @classmethod
    def of(cls, found: Sequence[Found]) -> Shares:
        """Return the shares of some outcomes, at least one."""
        count = len(found)
        return cls(
            count,
            sum(each.rank == 1 for each in found) / count,
            sum(each.rank > 0 for each in found) / count,
            sum(each.empty for each in found) / count,
        )

    def __str__(self) -> str:
        """Return the figures in French."""
        return (
            f"première {self.first:.1%}, dans les trois {self.in_three:.1%}, rien "
            f"{self.nothing:.1%} ({self.count})"
        )


def typed_names(records: Iterable[AnyRecord]) -> Iterator[TypedName]:
    """Yield the names and the acronyms of records in the ways people write them.

    records: organisations and programmes. Records of one name, or of one acronym, are all accepted.
    """
    every = list(records)
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for record in every:
        for name in {_plain(record.nom), fold(record.sigle or "")} - {""}:
            bearers[name].add(record.id)
    for record in every:
        accepted = frozenset(bearers[_plain(record.nom)])
        short = _PARENTHESES.sub("", record.nom).strip() or record.nom
        yield TypedName("nom exact", record.nom, accepted)
        yield TypedName("minuscules, sans accents ni parenthèses", _plain(record.nom), accepted)
        mistaken = _mistaken(short, record.id)
        if mistaken != short:
            yield TypedName("une faute de frappe", mistaken, accepted)
        heard = Noise(_seed(record.id)).write(short, "phonetique")
        yield TypedName("comme entendu", heard, accepted)
        if record.sigle:
            yield TypedName("sigle", record.sigle, frozenset(bearers[fold(record.sigle)]))


def _plain(name: str) -> str:
    """Return a name in small letters, without accents nor what is in parentheses."""
    return fold(_PARENTHESES.sub("", name)).strip() or fold(name)


def _seed(identifier: str) -> int:
    """Return the seed of a record, always the same."""
    return random.Random(f"{SEED} {identifier}").randrange(1 << 32)  # noqa: S311 - nothing secret


def _mistaken(name: str, identifier: str) -> str:
    """Return a name with one typing mistake in a word; the name itself when it is too short."""
    words = list(_LONG_WORD.finditer(name))
    if not words or len(name) < MISTAKEN_MIN_CHARS:
        return name
    drawn = random.Random(f"{SEED} {identifier}")  # noqa: S311 - nothing secret
    noise = Noise(drawn.randrange(1 << 32))
    for _ in range(8):  # a kind of mistake may not fit a word
        word = drawn.choice(words)
        (kind,) = drawn.choices(list(INSIDE), list(INSIDE.values()))
        written = noise.misspell(word.group(), kind)
        if fold(written) != fold(word.group()):
            return name[: word.start()] + written + name[word.end() :]
    return name


def typed_locations(searcher: Searcher, most: int = LOCATIONS) -> Iterator[TypedName]:
    """Yield the names of some locations, drawn by a seed, each with its town.

    Those of one name in one town are all accepted.
    """
    table = searcher.retriever.locations
    every = [table[row] for row in range(len(table))]
    bearers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for place in every:
        bearers[name_key(place.nom), name_key(place.commune)].add(place.id)
    drawn = random.Random(SEED).sample(every, min(most, len(every)))  # noqa: S311
    for place in drawn:
        key = name_key(place.nom), name_key(place.commune)
        named = f" {key[1]} " in f" {key[0]} "
        text = place.nom if named else f"{place.nom} {place.commune}"
        yield TypedName("nom de lieu et ville", text[:MAX_CHARS], frozenset(bearers[key]))


def find(searcher: Searcher, names: Iterable[TypedName]) -> Iterator[Found]:
    """Yield the outcome of the search of each name, in order."""
    for name in names:
        result = searcher.search(Query(name.text[:MAX_CHARS], size=FIRST))
        rank = next((hit.rank for hit in result.hits if not name.accepted.isdisjoint(_ids(hit))), 0)
        first = result.hits[0].record.id if result.hits else ""
        yield Found(name, rank, not result.hits, first)


def _ids(hit: Hit) -> set[str]:
    """Return the identifiers of the record of a hit and of the locations shown with it."""
    return {hit.record.id, *(near.location.id for near in hit.locations)}


def by_writing(found: Iterable[Found]) -> Mapping[str, list[Found]]:
    """Return the outcomes by way of writing."""
    groups: defaultdict[str, list[Found]] = defaultdict(list)
    for each in found:
        groups[each.name.writing].append(each)
    return groups


def taken(searcher: Searcher, texts: Iterable[str]) -> dict[str, str]:
    """Return the texts that are taken for a name of the catalogue: text -> name of the first."""
    results = ((text, searcher.search(Query(text[:MAX_CHARS], size=1))) for text in texts)
    return {text: _shown(result) for text, result in results if result.is_name}


def _shown(result: SearchResult) -> str:
    """Return the name of the first result."""
    return result.hits[0].record.nom if result.hits else ""
