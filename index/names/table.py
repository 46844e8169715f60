"""Table of names: the forms of the names of records and locations, with their words, as files.

Each field of `NameTable` is a file or a few (`index.table_files`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.line_file import LineFile
from index.names.forms import SMALL, Form, Kind
from index.places.names import name_key
from index.postings import TriePostings
from index.row_trie import RowTrie
from index.spelling.deletions import Deletions
from index.text.phonetics import phonetic_keys
from index.text.prefixes import PrefixIndex

FACTS = np.dtype([("owner", "i4"), ("location", "?"), ("kind", "i1"), ("weight", "f4")])
"""Columns of a form: row of the record or location that bears it, which of both, its kind, sum of
the weights of its words."""
SMALL_SHARE = 0.15
"""Share of its weight that a small word ("de", "association") keeps."""
NEAR_MIN_CHARS = 4
"""Letters of the shortest word that is looked for by its letters."""


@dataclass(frozen=True)
class Bearer:
    """A record or a location, with the forms of its name.

    owner: its row; location: whether it is a location; forms: of its name; town: its commune, ""
    for none.
    """

    owner: int
    location: bool
    forms: tuple[Form, ...]
    town: str = ""


@dataclass(frozen=True)
class WordForms:
    """Forms that have each word, by the number of the word.

    starts: (n words + 1,) int64; forms: (m,) int32, in increasing order for each word.
    """

    starts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    forms: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]], words: int) -> WordForms:
        """Make the lists of `words` words from pairs (number of a word, form)."""
        table = np.unique(np.array(list(pairs), dtype=np.int64).reshape(-1, 2), axis=0)
        starts = np.searchsorted(table[:, 0], np.arange(words + 1))
        return cls(starts.astype(np.int64), table[:, 1].astype(np.int32))

    def having(self, word: int) -> NDArray[np.int32]:
        """Return the forms that have a word: (k,) int32."""
        return self.forms[self.starts[word] : self.starts[word + 1]]


@dataclass(frozen=True)
class NameTable:
    """Names of an index, searched by their words; empty by default.

    facts: (n forms,) of `FACTS`; keys: of the forms; positions: (n forms,) int32, of the key of
    each among these; words: the distinct words; numbers: word -> its number; weights: (n words,)
    float32; sounds: key of a sound -> numbers of words; letters: numbers of words by their letters;
    sound_letters: numbers of sounds by theirs; grams: three sounds in a row, words joined -> forms
    of records that have them; records: keys of the forms of records, but parts of names -> these
    forms; inside, towns: forms that have each word, in the name or in the town.
    """

    facts: NDArray[Any] = field(default_factory=lambda: np.zeros(0, dtype=FACTS))
    keys: PrefixIndex = field(default_factory=PrefixIndex)
    positions: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    words: LineFile = field(default_factory=LineFile)
    numbers: RowTrie = field(default_factory=RowTrie)
    weights: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    sounds: TriePostings = field(default_factory=lambda: TriePostings.of({}))
    letters: Deletions = field(default_factory=lambda: Deletions.of((), ()))
    sound_letters: Deletions = field(default_factory=lambda: Deletions.of((), ()))
    grams: TriePostings = field(default_factory=lambda: TriePostings.of({}))
    records: TriePostings = field(default_factory=lambda: TriePostings.of({}))
    inside: WordForms = field(default_factory=WordForms)
    towns: WordForms = field(default_factory=WordForms)

    def __len__(self) -> int:
        """Return the number of forms."""
        return len(self.facts)

    def word(self, number: int) -> str:
        """Return the word that has a number."""
        return self.words[number].decode().rstrip("\n")

    def names_record(self, key: str) -> bool:
        """Return whether a text is the full name of a record, as `name_key` writes it."""
        forms = self.records.of_key(key) if key.isprintable() else []
        return any(self.facts["kind"][form] == Kind.NAME for form in forms)

    def form_words(self, form: int) -> list[int]:
        """Return the numbers of the words of a form, in its order."""
        key = self.keys.keys[int(self.positions[form])].decode()
        return [self.numbers[word] for word in key.split()]

    @cached_property
    def rarest(self) -> float:
        """Weight of a word that one form alone has, and of an unknown one."""
        return log(len(self) + 1.0)

    @classmethod
    def of(cls, bearers: Iterable[Bearer]) -> NameTable:
        """Make the table of the names of some records and locations."""
        forms = [(each, form) for each in bearers for form in each.forms]
        keys = [form.key.split() for _, form in forms]
        towns = [name_key(each.town).split() for each, _ in forms]
        words = sorted({word for part in (*keys, *towns) for word in part})
        numbers = {word: number for number, word in enumerate(words)}
        inside = WordForms.of(_pairs(keys, numbers), len(words))
        weights = _weights(words, inside, len(forms))
        facts = np.array(
            [
                (each.owner, each.location, form.kind, sum(weights[numbers[w]] for w in {*key}))
                for (each, form), key in zip(forms, keys, strict=True)
            ],
            dtype=FACTS,
        )
        long = [word for word in words if len(word) >= NEAR_MIN_CHARS]
        prefixes = PrefixIndex.of((form.key, row) for row, (_, form) in enumerate(forms))
        sounds = TriePostings.of(_sounds(words))
        heard = {key: sounds.trie[key] for key in sounds.trie if len(key) >= NEAR_MIN_CHARS}
        return cls(
            facts,
            prefixes,
            np.argsort(prefixes.rows).astype(np.int32),
            LineFile.of(words),
            RowTrie(numbers.items()),
            weights,
            sounds,
            Deletions.of(long, [numbers[word] for word in long]),
            Deletions.of(list(heard), list(heard.values())),
            TriePostings.of(_grams(forms)),
            TriePostings.of(_of_records(forms)),
            inside,
            WordForms.of(_pairs(towns, numbers), len(words)),
        )


def _pairs(texts: Sequence[Sequence[str]], numbers: Mapping[str, int]) -> Iterable[tuple[int, int]]:
    """Yield the words of some forms, by number, each with its form."""
    return ((numbers[word], row) for row, words in enumerate(texts) for word in words)


def _weights(words: Sequence[str], inside: WordForms, forms: int) -> NDArray[np.float32]:
    """Return how much each word tells of a name, (n words,): log((N + 1) / forms that have it)."""
    counts = np.maximum(np.diff(inside.starts), 1)
    weights = np.log((forms + 1) / counts)
    small = np.array([word in SMALL for word in words], dtype=np.bool_)
    return np.asarray(np.where(small, weights * SMALL_SHARE, weights), dtype=np.float32)


def sound_of(words: Iterable[str]) -> str:
    """Return the sound of some words said in a row, as keys of `index.text.phonetics`."""
    return "".join(keys[0] for word in words if (keys := phonetic_keys(word)))


def grams_of(sound: str) -> set[str]:
    """Return the runs of three sounds of a sound."""
    return {sound[at : at + 3] for at in range(len(sound) - 2)}


def _of_records(forms: Sequence[tuple[Bearer, Form]]) -> dict[str, list[int]]:
    """Return the forms of records that have each key, but parts of names."""
    keys: defaultdict[str, list[int]] = defaultdict(list)
    for row, (bearer, form) in enumerate(forms):
        if not bearer.location and form.kind < Kind.PART:
            keys[form.key].append(row)
    return keys


def _grams(forms: Sequence[tuple[Bearer, Form]]) -> dict[str, list[int]]:
    """Return the forms of the names of records that have each run of three sounds."""
    grams: defaultdict[str, list[int]] = defaultdict(list)
    for row, (bearer, form) in enumerate(forms):
        for gram in () if bearer.location else grams_of(sound_of(form.key.split())):
            grams[gram].append(row)
    return grams


def _sounds(words: Sequence[str]) -> dict[str, list[int]]:
    """Return the words of each sound, those that sound otherwise once accented included."""
    sounds: defaultdict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        if word.isalpha() and len(word) > 1:
            for key in phonetic_keys(word):
                sounds[key].append(number)
    return sounds
