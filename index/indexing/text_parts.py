"""Parts of an index that are made of texts alone: neither vectors nor weights are needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from index.artefact.census import Census
from index.artefact.listing_table import ListingTable
from index.catalogue.quality import criteria_of
from index.facts.licences import LICENCES
from index.indexing.name_bearers import names_of
from index.locations.models import Location
from index.locations.table import LocationTable
from index.names.table import NameTable
from index.places.communes import Commune
from index.places.table import PlaceTable
from index.records.models import AnyRecord
from index.records.passages import Kind, Passage
from index.spelling.dictionary import catalogue_words, with_french
from index.spelling.frequent_words import frequencies, frequent_words
from index.spelling.table import SpellingTable
from index.spelling.word_pairs import WordPairs, pairs_of
from index.text.analysis import fold
from index.text.language_detection import FRENCH, OTHERS
from index.text.stopwords import STOP_WORDS
from index.text.word_set import WordSet

FRENCH_WORDS = 100_000
"""Number of the most frequent words of French used by spelling correction. With 60,000, twice as
many correct words are taken for misspelt ones; above 100,000, the list itself holds misspelt
words."""

FOREIGN_WORDS, SHARED_WORDS = 20_000, 3_000
"""Numbers of words used to detect the language of a query: the most frequent ones of another
language, and the most frequent ones of French, which are removed from them. With more of the
latter, foreign texts are detected as French; with fewer, misspelt French is detected as another
language."""

COUNTED_PASSAGES = 30_000
"""Number of passages whose pairs of words are counted, spread over the catalogue."""


@dataclass(frozen=True)
class TextParts:
    """Parts of the content of an index, named as its fields: see `ArtefactContent`."""

    lexicons: Mapping[str, WordSet]
    spelling: SpellingTable
    pairs: WordPairs
    locations: LocationTable
    places: PlaceTable
    names: NameTable
    census: Census
    listing: ListingTable

    @classmethod
    def of(
        cls,
        records: Sequence[AnyRecord],
        passages: Sequence[Passage],
        lexicon: WordSet | None = None,
        locations: Iterable[Location] = (),
        communes: Sequence[Commune] = (),
        pairs: Mapping[str, int] | None = None,
    ) -> TextParts:
        """Make the parts of an index.

        Args:
            records: organisations and programmes, as they are shown.
            passages: the texts cut from the records, in the order of the records.
            lexicon: the words that exist in French; None for none.
            locations: places of the records; those of no record are left out.
            communes: rows of the table of places, for the gazetteer.
            pairs: counts of pairs of words of French; None for none.

        Returns:
            The parts.
        """
        lexicons = lexicons_of(lexicon)
        rows = {record.id: row for row, record in enumerate(records)}
        placed = LocationTable.of(locations, rows)
        return cls(
            lexicons,
            _spelling(passages, lexicons),
            WordPairs(_pairs_with(pairs or {}, passages)),
            placed,
            PlaceTable.of(communes),
            names_of(records, placed),
            Census.of(records),
            ListingTable.of(records, criteria_of),
        )


def lexicons_of(french: WordSet | None) -> dict[str, WordSet]:
    """Return the words by which the language of a query is detected: code of a language -> words.

    Words have neither case nor accents, and words of French are left out of the other languages.
    french: the words that exist in French; None or empty for a result without any word.
    """
    if not french:
        return {FRENCH: WordSet()}
    frequent_french = {*STOP_WORDS, *_frequent(FRENCH)[:SHARED_WORDS]}
    others = {
        code: WordSet(
            word for word in _frequent(code) if word not in frequent_french and word not in french
        )
        for code in OTHERS
    }
    return {FRENCH: french, **others}


def _spelling(passages: Sequence[Passage], lexicons: Mapping[str, WordSet]) -> SpellingTable:
    """Return the words that corrections come from: those of the passages and of French."""
    catalogue = catalogue_words(_written(passages))
    return SpellingTable.of(with_french(catalogue, _french_words(), lexicons.get(FRENCH) or None))


def _written(passages: Iterable[Passage]) -> Iterator[str]:
    """Yield the texts whose words are written in the catalogue, then the names of licences.

    A third of the questions is misspelt: their words are not those of the catalogue.
    """
    yield from (each.indexed_text for each in passages if each.kind is not Kind.QUESTION)
    yield from (licence.name for licence in LICENCES.values())


def _pairs_with(french: Mapping[str, int], passages: Sequence[Passage]) -> Counter[str]:
    """Return the counts of pairs of words of French, and of the passages of the catalogue."""
    counts = Counter(french)
    step = max(len(passages) // COUNTED_PASSAGES, 1)
    counts.update(pairs_of(_written(passages[row] for row in range(0, len(passages), step))))
    return counts


@cache
def _french_words() -> tuple[tuple[str, float], ...]:
    """Return the frequent words of French with their Zipf frequency."""
    return tuple(frequencies(FRENCH, FRENCH_WORDS))


@cache
def _frequent(code: str) -> tuple[str, ...]:
    """Return the frequent words of a language, folded."""
    return tuple(word for word in map(fold, frequent_words(code, FOREIGN_WORDS)) if len(word) > 1)
