"""Vocabulary: the words that mistakes are mended into, those of the catalogue and of French."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.lexical import fold, tokens


@dataclass(frozen=True)
class Entry:
    """A word of the vocabulary.

    shown: as people write it, with its accents; occurrences: in the catalogue, 0 for a word of
    French at large; zipf: log10 of its occurrences in 10^9 words of French, 0 when unknown.
    """

    shown: str
    occurrences: int
    zipf: float


def catalogue_words(texts: Iterable[str]) -> dict[str, Entry]:
    """Folded word -> entry, for the words of some texts, shown in their most frequent form."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for token in tokens(text):
            if token.word.isalpha():
                forms[token.word][text[token.start : token.end]] += 1
    return {
        word: Entry(counts.most_common(1)[0][0], counts.total(), 0.0)
        for word, counts in sorted(forms.items())
    }


def with_french(
    catalogue: Mapping[str, Entry], french: Iterable[tuple[str, float]]
) -> dict[str, Entry]:
    """A catalogue's vocabulary and the words of French, given with their Zipf frequency.

    Of several forms that fold alike ("a", "à"), the first, the most frequent, is shown.
    """
    entries = dict(catalogue)
    for shown, zipf in french:
        word = fold(shown)
        known = entries.get(word)
        if known is None and word.isalpha():
            entries[word] = Entry(shown, 0, zipf)
        elif known is not None and known.zipf == 0:
            entries[word] = Entry(known.shown, known.occurrences, zipf)
    return entries


def vocabulary_lines(entries: Mapping[str, Entry]) -> str:
    """A vocabulary as tab-separated lines: word, shown, occurrences, zipf."""
    return "".join(
        f"{word}\t{entry.shown}\t{entry.occurrences}\t{entry.zipf:.2f}\n"
        for word, entry in entries.items()
    )


def parse_vocabulary(lines: str) -> dict[str, Entry]:
    """The vocabulary written by `vocabulary_lines`."""
    rows = (line.split("\t") for line in lines.split("\n") if line)
    return {word: Entry(shown, int(count), float(zipf)) for word, shown, count, zipf in rows}
