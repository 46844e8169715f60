"""Dictionary of spelling: the words of the catalogue and of French that corrections come from.

The set of words that are left as they are is larger: see `index.text.word_set`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from index.text.analysis import fold, simple_words, tokens
from index.text.phonetics import phonetic_key

LISTED_ZIPF = 3.6
"""Zipf frequency from which a word outside the lexicon may be a correction."""


@dataclass(frozen=True)
class Entry:
    """A word of the dictionary.

    form: the word as people write it, with its accents; occurrences: in the catalogue, 0 for a word
    of French at large; zipf: log10 of its occurrences in 10^9 words of French, 0 when unknown;
    phonetic: its phonetic key, empty for a word that is never a correction: lists of frequencies
    also hold misspellings and names.
    """

    form: str
    occurrences: int
    zipf: float
    phonetic: str


def catalogue_words(texts: Iterable[str]) -> dict[str, Entry]:
    """Return the dictionary of the words of some texts: folded word -> entry.

    The form of a word is its most frequent one, in lower case if it occurs so: a capital may come
    from the start of a sentence.
    """
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for token in tokens(text):
            if token.word.isalpha():
                forms[token.word][text[token.start : token.end]] += 1
    return {
        word: Entry(_form(counts), counts.total(), 0.0, phonetic_key(word))
        for word, counts in sorted(forms.items())
    }


def _form(counts: Counter[str]) -> str:
    """Return the most frequent form of a word, without a capital when it also occurs without."""
    form = counts.most_common(1)[0][0]
    return form.lower() if form.istitle() and counts[form.lower()] else form


def with_french(
    catalogue: Mapping[str, Entry],
    french: Iterable[tuple[str, float]],
    lexicon: Container[str] | None = None,
) -> dict[str, Entry]:
    """Add words of French to the dictionary of a catalogue.

    Args:
        catalogue: folded word -> entry, as `catalogue_words` returns it.
        french: words of French as people write them, with their Zipf frequency, the most frequent
            first: of those that fold alike ("a", "à"), the first is the form.
        lexicon: the words that exist; another word is a correction only when it is frequent.

    Returns:
        The words of both, by folded word.
    """
    entries = dict(catalogue)
    for form, zipf in french:
        word = fold(form)
        entry = entries.get(word)
        if entry is None and word.isalpha():
            reliable = lexicon is None or word in lexicon or zipf >= LISTED_ZIPF
            entries[word] = Entry(form, 0, zipf, phonetic_key(word) if reliable else "")
        elif entry is not None and entry.zipf == 0:
            entries[word] = replace(entry, zipf=zipf)
    return entries


def bigrams(texts: Iterable[str]) -> Iterator[str]:
    """Yield the pairs of folded words side by side in some texts, a space between both."""
    for text in texts:
        words = [token.word for token in simple_words(text)]
        for one, other in pairwise(words):
            yield f"{one} {other}"


def serialize_dictionary(entries: Mapping[str, Entry]) -> str:
    """Serialize a dictionary, tab-separated: word, form, occurrences, zipf, phonetic key."""
    return "".join(
        f"{word}\t{entry.form}\t{entry.occurrences}\t{entry.zipf:.2f}\t{entry.phonetic}\n"
        for word, entry in entries.items()
    )


def parse_dictionary(lines: str) -> dict[str, Entry]:
    """Return the dictionary that `serialize_dictionary` wrote."""
    rows = (line.split("\t") for line in lines.split("\n") if line)
    return {
        word: Entry(form, int(count), float(zipf), phonetic)
        for word, form, count, zipf, phonetic in rows
    }
