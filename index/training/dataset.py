"""Training set of the adapter, from open data and from our own needs and records.

It has several parts, called lessons: the pairs of `index.training.pairs`, typed with mistakes;
short texts with their vectors by a model of another family; texts whose vectors must not change.
The same seed gives the same lessons.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import wordfreq
from datasets import Dataset

from index.records.models import AnyRecord
from index.taxonomy.thesaurus import Thesaurus
from index.text.analysis import content_words
from index.text.noise import Noise
from index.training.pairs import (
    Teacher,
    TrainingPair,
    beir_pairs,
    heading_pairs,
    need_pairs,
    record_pairs,
    synonym_pairs,
    translated_pairs,
)
from index.training.trainer import PAIRS, SHORT, UNCHANGED

_Item = TypeVar("_Item")
QUERY, PASSAGE = "query: ", "passage: "
NOISY = 0.6
"""Share of needs typed with mistakes."""
SHORTENED = 0.2
"""Share of needs cut to one to three of their words."""
FRENCH_WORDS, FOREIGN_WORDS, TITLES, UNCHANGED_PASSAGES = 12_000, 300, 5_000, 2_500
LANGUAGES = ("en", "es", "pt", "ar", "uk", "ru", "it", "de", "tr", "pl")
ROME, ESCO, PIAF = (f"{PAIRS}-{name}" for name in ("rome", "esco", "piaf"))
ROWS: Mapping[str, int] = {
    ROME: 5_000,
    ESCO: 4_000,
    PIAF: 6_000,
    f"{PAIRS}-besoins": 14_000,
    f"{PAIRS}-fiches": 8_000,
    f"{PAIRS}-traductions": 6_400,
    f"{PAIRS}-mots": 6_000,
    f"{PAIRS}-synonymes": 8_000,
    f"{PAIRS}-fautes": 8_000,
    SHORT: 8_000,
    UNCHANGED: 4_500,
}
"""Name of a lesson -> its maximum number of rows; all of them train in an hour on two cores."""
NEIGHBOURS = 2
"""Texts in a row beside a short text: its nearest neighbours by the teacher."""
HARD_FROM, HARD_TO = 4, 24
"""Ranks, among other answers, between which a hard negative is drawn: the first may be answers."""


@dataclass(frozen=True)
class Sources:
    """Data and models that lessons are made from.

    sets: folder of rome-appellations, esco-variantes and piaf-v1.1 in BEIR form; synonyms: a
    thesaurus of French words in MyThes form; headings: everyday words and their headings;
    encoder: the one before training; teacher: a model of another family, for short texts.
    """

    sets: Path
    synonyms: Path
    headings: Path
    thesaurus: Thesaurus
    records: Sequence[AnyRecord]
    encoder: Teacher
    teacher: Teacher


def _typed(text: str, noise: Noise, rng: random.Random, shorten: bool) -> str:
    """Return a need as it may be typed: whole or a few of its words, with or without mistakes."""
    if shorten and rng.random() < SHORTENED:
        words = [text[token.start : token.end] for token in content_words(text)]
        if len(words) > 2:
            start = rng.randrange(len(words) - 1)
            text = " ".join(words[start : start + rng.randint(1, 3)])
    return noise.write(text) if rng.random() < NOISY else text


def pair_rows(pairs: Iterable[TrainingPair], copies: int, seed: int, *, shorten: bool) -> Dataset:
    """Return pairs as training rows, every need typed in several ways.

    Args:
        pairs: needs and their answers.
        copies: number of rows made from a pair.
        seed: of the mistakes.
        shorten: True if a need may be cut to a few of its words.

    Returns:
        Rows of anchor, positive and label, which holds the number of the group.
    """
    noise, rng = Noise(seed), random.Random(seed)  # noqa: S311 - nothing secret
    sources = list(pairs)
    groups = {group: number for number, group in enumerate({pair.group: 0 for pair in sources})}
    rows = [
        {
            "anchor": QUERY + _typed(pair.need, noise, rng, shorten),
            "positive": PASSAGE + pair.answer,
            "label": [groups[pair.group]],
        }
        for _ in range(copies)
        for pair in sources
    ]
    rng.shuffle(rows)
    return Dataset.from_list(rows)


def with_negatives(rows: Dataset, encoder: Teacher, seed: int) -> Dataset:
    """Add a hard negative to training rows: an answer of another group, near the row's own.

    Args:
        rows: as `pair_rows` returns them, of `HARD_TO` groups or more.
        encoder: the one before training, by which answers are near.
        seed: of the draws.

    Returns:
        The same rows with a column `negative`, whose group is added to the label.
    """
    answers, at = np.unique(rows["positive"], return_index=True)
    own, vectors = np.array(rows["label"])[:, 0], encoder.encode(answers.tolist())
    groups, place = own[at], {answer: row for row, answer in enumerate(answers.tolist())}
    rng, chosen = random.Random(seed), []  # noqa: S311 - nothing secret
    answered = np.array([place[answer] for answer in rows["positive"]])
    for start in range(0, len(own), 512):
        batch = slice(start, start + 512)
        cosines = vectors[answered[batch]] @ vectors.T
        cosines[own[batch, None] == groups[None, :]] = -1
        ranked = np.argsort(-cosines, axis=1)[:, HARD_FROM:HARD_TO]
        chosen += [rng.choice(ranks.tolist()) for ranks in ranked]
    labels = np.stack([own, groups[chosen]], axis=1)
    columns = {name: rows[name] for name in ("anchor", "positive")}
    return Dataset.from_dict(
        columns | {"negative": answers[chosen].tolist(), "label": labels.tolist()}
    )


def mistake_rows(texts: Sequence[str], seed: int) -> Dataset:
    """Return rows of a text with mistakes and the same text without."""
    noise = Noise(seed)
    rows = [
        {"anchor": QUERY + noise.write(text), "positive": QUERY + text, "label": [number]}
        for number, text in enumerate(texts)
    ]
    return Dataset.from_list(rows)


def frequent_words() -> list[str]:
    """Return the frequent words of French, without stop words nor those under four letters."""
    return [
        word
        for word in wordfreq.top_n_list("fr", FRENCH_WORDS)
        if len(word) > 3 and word.isalpha() and content_words(word)
    ]


def short_texts(titles: Iterable[str], thesaurus: Thesaurus) -> list[str]:
    """Return words and short phrases: frequent French, titles, labels and technical terms."""
    labels = [need.libelle for need in thesaurus.needs.values()]
    terms = [term for need in thesaurus.needs.values() for term in need.termes]
    return list(dict.fromkeys([*frequent_words(), *titles, *labels, *terms]))


def short_rows(texts: Sequence[str], teacher: Teacher, seed: int) -> Dataset:
    """Return rows of a short text and its neighbours by a teacher, four in ten with mistakes."""
    noise, rng = Noise(seed), random.Random(seed)  # noqa: S311 - nothing secret
    vectors = np.concatenate(
        [teacher.encode(list(texts[at : at + 512])) for at in range(0, len(texts), 512)]
    ).astype(np.float32)
    rows = []
    for start in range(0, len(texts), 1024):
        cosines = vectors[start : start + 1024] @ vectors.T
        nearest = np.argpartition(-cosines, NEIGHBOURS + 1, axis=1)[:, : NEIGHBOURS + 1]
        for row, near in enumerate(nearest, start=start):
            others = [other for other in near if other != row][:NEIGHBOURS]
            chosen = [row, *others]
            typed = [
                QUERY + (noise.write(texts[item]) if rng.random() < 0.4 else texts[item])
                for item in chosen
            ]
            row_texts = {f"text{number}": text for number, text in enumerate(typed)}
            rows.append(row_texts | {"label": vectors[chosen].ravel().tolist()})
    rng.shuffle(rows)
    return Dataset.from_list(rows)


def foreign_texts(seed: int) -> list[str]:
    """Return words of other languages, alone and in groups of three."""
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    texts = []
    for language in LANGUAGES:
        words = wordfreq.top_n_list(language, FOREIGN_WORDS * 2)[FOREIGN_WORDS:]
        texts += words + [" ".join(rng.sample(words, 3)) for _ in range(FOREIGN_WORDS // 2)]
    return texts


def unchanged_rows(queries: Iterable[str], passages: Iterable[str], encoder: Teacher) -> Dataset:
    """Return rows of a text and its vector by the encoder before training."""
    texts = [QUERY + text for text in queries] + [PASSAGE + text for text in passages]
    vectors = encoder.encode(texts)
    return Dataset.from_list(
        [{"text": text, "label": row.tolist()} for text, row in zip(texts, vectors, strict=True)]
    )


def lessons(sources: Sources, seed: int) -> Mapping[str, Dataset]:
    """Return the whole training set of the adapter.

    Args:
        sources: data and models to make it from.
        seed: of the mistakes and the draws.

    Returns:
        Name of the lesson -> rows.
    """
    return {name: _cut(rows.shuffle(seed=seed), name) for name, rows in _lesson_rows(sources, seed)}


def _cut(rows: Dataset, name: str) -> Dataset:
    """Return the rows of a lesson, at most as many as `ROWS` allows."""
    return rows.select(range(min(ROWS[name], len(rows))))


def _some(items: Sequence[_Item], most: int, rng: random.Random) -> list[_Item]:
    """Return up to `most` items, drawn at random."""
    return rng.sample(items, min(most, len(items)))


def _lesson_rows(sources: Sources, seed: int) -> Iterator[tuple[str, Dataset]]:
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    thesaurus, encoder, teacher = sources.thesaurus, sources.encoder, sources.teacher
    rome = list(beir_pairs(sources.sets / "rome-appellations", rng))
    esco = list(beir_pairs(sources.sets / "esco-variantes", rng))
    piaf = list(beir_pairs(sources.sets / "piaf-v1.1", rng))
    ours = list(record_pairs(sources.records, thesaurus, teacher, rng))
    for number, (name, pairs, copies) in enumerate(
        ((ROME, rome, 1), (ESCO, esco, 1), (PIAF, piaf, 2))
    ):
        rows = pair_rows(pairs, copies, seed + number, shorten=name == ROME)
        yield name, with_negatives(_cut(rows, name), encoder, seed)
    headings = heading_pairs(sources.headings)
    yield f"{PAIRS}-besoins", pair_rows(need_pairs(thesaurus), 1, seed + 3, shorten=True)
    yield f"{PAIRS}-fiches", pair_rows(ours, 2, seed + 4, shorten=True)
    translated = translated_pairs(thesaurus, rng)
    yield f"{PAIRS}-traductions", pair_rows(translated, 1, seed + 5, shorten=False)
    yield f"{PAIRS}-mots", pair_rows(headings, 2, seed + 6, shorten=False)
    synonyms = synonym_pairs(sources.synonyms, rng)
    yield f"{PAIRS}-synonymes", pair_rows(synonyms, 1, seed + 7, shorten=False)
    phrasings = [text for need in thesaurus.needs.values() for text in need.formulations]
    texts = [*frequent_words(), *phrasings, *(pair.need for pair in piaf)]
    yield f"{PAIRS}-fautes", mistake_rows(_some(texts, 10_000, rng), seed + 8)
    titles = [pair.answer for pair in esco] + [pair.answer.split(" : ")[0] for pair in rome]
    short = short_texts(_some(titles, TITLES, rng), thesaurus)
    yield SHORT, short_rows(short, teacher, seed + 9)
    passages = [pair.answer for pair in _some([*rome, *piaf, *ours], UNCHANGED_PASSAGES, rng)]
    yield UNCHANGED, unchanged_rows(foreign_texts(seed), passages, encoder)
