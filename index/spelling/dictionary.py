"""Vocabulary: the words that mistakes are mended into, those of the catalogue and of French."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from index.text.analysis import fold, simple_words, tokens
from index.text.phonetics import phonetic_key

LISTED_ZIPF = 3.6
"""Zipf frequency from which a word that no dictionary has may be what was meant."""


@dataclass(frozen=True)
class Entry:
    """A word of the vocabulary.

    shown: as people write it, with its accents; occurrences: in the catalogue, 0 for a word of
    French at large; zipf: log10 of its occurrences in 10^9 words of French, 0 when unknown;
    heard: what it sounds like, as `phonetics.sound` has it, empty when nothing is corrected into
    the word: lists of frequencies hold mistakes and names too.
    """

    form: str
    occurrences: int
    zipf: float
    phonetic: str


def catalogue_words(texts: Iterable[str]) -> dict[str, Entry]:
    """Folded word -> entry, for the words of some texts, shown in their most frequent form.

    A capital that the start of a sentence explains is not shown: "faire" is, if it is met once.
    """
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for token in tokens(text):
            if token.word.isalpha():
                forms[token.word][text[token.start : token.end]] += 1
    return {
        word: Entry(_shown(counts), counts.total(), 0.0, phonetic_key(word))
        for word, counts in sorted(forms.items())
    }


def _shown(counts: Counter[str]) -> str:
    form = counts.most_common(1)[0][0]
    return form.lower() if form.istitle() and counts[form.lower()] else form


def with_french(
    catalogue: Mapping[str, Entry],
    french: Iterable[tuple[str, float]],
    lexicon: Container[str] | None = None,
) -> dict[str, Entry]:
    """A catalogue's vocabulary and the words of French, given with their Zipf frequency.

    Of several forms that fold alike ("a", "à"), the first, the most frequent, is shown. A word
    that is not of the lexicon is mended into only when it is frequent.
    """
    entries = dict(catalogue)
    for shown, zipf in french:
        word = fold(shown)
        known = entries.get(word)
        if known is None and word.isalpha():
            meant = lexicon is None or word in lexicon or zipf >= LISTED_ZIPF
            entries[word] = Entry(shown, 0, zipf, phonetic_key(word) if meant else "")
        elif known is not None and known.zipf == 0:
            entries[word] = replace(known, zipf=zipf)
    return entries


def bigrams(texts: Iterable[str]) -> Iterator[str]:
    """The folded words that stand side by side in some texts, two by two, a space between."""
    for text in texts:
        words = [token.word for token in simple_words(text)]
        for one, other in pairwise(words):
            yield f"{one} {other}"


def serialize_dictionary(entries: Mapping[str, Entry]) -> str:
    """A vocabulary as tab-separated lines: word, shown, occurrences, zipf, heard."""
    return "".join(
        f"{word}\t{entry.form}\t{entry.occurrences}\t{entry.zipf:.2f}\t{entry.phonetic}\n"
        for word, entry in entries.items()
    )


def parse_dictionary(lines: str) -> dict[str, Entry]:
    """The vocabulary written by `vocabulary_lines`."""
    rows = (line.split("\t") for line in lines.split("\n") if line)
    return {
        word: Entry(shown, int(count), float(zipf), heard)
        for word, shown, count, zipf, heard in rows
    }
