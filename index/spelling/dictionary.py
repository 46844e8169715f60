"""Dictionary of spelling: the words of the catalogue and of French that corrections come from.

The set of words that are left as they are is larger: see `index.text.word_set`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from index.text.analysis import fold, tokens
from index.text.phonetics import phonetic_key

LISTED_ZIPF = 3.6
"""Zipf frequency (log10 of occurrences in 10^9 words) from which a word that the French lexicon
lacks may be a correction."""


@dataclass(frozen=True)
class Entry:
    """A word of the dictionary that spelling corrections come from.

    form: its usual spelling, with its accents; occurrences: number of times that the texts of the
    catalogue contain it, possibly 0; zipf: log10 of its occurrences in 10^9 words of French, 0 when
    unknown; phonetic: key of its sound, "" for a word that must not be proposed as a correction
    (lists of frequencies also hold misspellings and names).
    """

    form: str
    occurrences: int
    zipf: float
    phonetic: str


def catalogue_words(texts: Iterable[str]) -> dict[str, Entry]:
    """Return a spelling dictionary of the words of some texts, with their numbers of occurrences.

    texts: those of the catalogue. The result maps a word, in lower case without accents, to its
    entry. The usual spelling is the most frequent one, in lower case if the word also occurs so: a
    capital may come from the start of a sentence. Words that contain a digit are left out.
    """
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for token in tokens(text):
            if token.word.isalpha():
                forms[token.word][text[token.start : token.end]] += 1
    return {
        word: Entry(form := _form(counts), counts.total(), 0.0, phonetic_key(form.lower()))
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
    """Return the spelling dictionary of a catalogue with the words of French added.

    Args:
        catalogue: word in lower case without accents -> its entry, for the words of the catalogue.
        french: pairs (word with its accents, Zipf frequency: log10 of its occurrences in 10^9
            words), the most frequent first; of the words that differ by accents only ("a", "à"),
            the first is the usual spelling.
        lexicon: the words that exist, in lower case without accents; a word that is not among them
            is proposed as a correction only when it is frequent. None to trust every word.

    Returns:
        Word in lower case without accents -> its entry, for the words of both.
    """
    entries = dict(catalogue)
    for form, zipf in french:
        word = fold(form)
        entry = entries.get(word)
        if entry is None and word.isalpha():
            reliable = lexicon is None or word in lexicon or zipf >= LISTED_ZIPF
            entries[word] = Entry(form, 0, zipf, phonetic_key(form.lower()) if reliable else "")
        elif entry is not None and entry.zipf == 0:
            entries[word] = replace(entry, zipf=zipf)
    return entries


def entry_line(word: str, entry: Entry) -> str:
    """Return the line of a word in a spelling dictionary; `parse_entry` reads it back.

    Its fields are separated by tabs: word in lower case without accents, usual spelling,
    occurrences in the catalogue, Zipf frequency (two decimals), phonetic key.
    """
    return f"{word}\t{entry.form}\t{entry.occurrences}\t{entry.zipf:.2f}\t{entry.phonetic}"


def parse_entry(line: bytes) -> tuple[str, Entry]:
    """Return the word and the entry of a line that `entry_line` made.

    A line in another form raises ValueError.
    """
    word, form, count, zipf, phonetic = line.decode().rstrip("\n").split("\t")
    return word, Entry(form, int(count), float(zipf), phonetic)
