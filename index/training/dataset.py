"""Training set of the adapter, from open data and from our own needs and records.

It has several parts, called lessons: the pairs of `index.training.pairs`, typed with mistakes;
texts written with mistakes and the vectors of the correct ones; texts whose vectors must not
change.
The same seed gives the same lessons.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from datasets import Dataset

from index.records.models import AnyRecord
from index.taxonomy.thesaurus import Thesaurus
from index.text.analysis import content_words
from index.text.noise import Noise
from index.training.pairs import (
    PASSAGE,
    QUERY,
    Teacher,
    TrainingPair,
    beir_pairs,
    heading_pairs,
    need_pairs,
    question_pairs,
    record_pairs,
    service_pairs,
    synonym_pairs,
    translated_pairs,
)
from index.training.trainer import PAIRS, UNCHANGED
from index.training.words import foreign_texts, frequent_words

_Item = TypeVar("_Item")
NOISY = 0.6
"""Share of the needs of training rows that are written with typing mistakes."""
SHORTENED = 0.2
"""Share of the needs of training rows, where they may be cut, cut to one to three words."""
TITLES, UNCHANGED_PASSAGES = 5_000, 2_500
ROME, ESCO, PIAF = (f"{PAIRS}-{name}" for name in ("rome", "esco", "piaf"))
ROWS: Mapping[str, int] = {
    ROME: 5_000,
    ESCO: 4_000,
    PIAF: 6_000,
    f"{PAIRS}-besoins": 14_000,
    f"{PAIRS}-fiches": 8_000,
    f"{PAIRS}-questions": 12_500,
    f"{PAIRS}-services": 4_000,
    f"{PAIRS}-traductions": 20_000,
    f"{PAIRS}-mots": 6_000,
    f"{PAIRS}-synonymes": 8_000,
    f"{PAIRS}-fautes": 8_000,
    f"{UNCHANGED}-ecrits": 200_000,
    f"{UNCHANGED}-autres": 4_500,
}
"""Name of a part of the training set -> its maximum number of rows.

A training takes as many as its number of steps allows, drawn in proportion.
"""
WRITTEN = 3
"""Number of times that each correct text is written with mistakes, differently each time."""


@dataclass(frozen=True)
class Sources:
    """Data and models that the training set of the encoder is made from.

    sets: folder of the collections rome-appellations, esco-variantes and piaf-v1.1, in the BEIR
    format; synonyms: a file of synonyms of French words, in the MyThes format; headings: a file of
    everyday words by heading; services: a JSON list of services in the schema of data·inclusion;
    thesaurus: the needs and their phrasings; records: organisations and
    programmes that serve them; encoder: the encoder before training.
    """

    sets: Path
    synonyms: Path
    headings: Path
    services: Path
    thesaurus: Thesaurus
    records: Sequence[AnyRecord]
    encoder: Teacher


def _typed(text: str, noise: Noise, rng: random.Random, shorten: bool) -> str:
    """Return a need as it may be typed: whole or a few of its words, with or without mistakes."""
    if shorten and rng.random() < SHORTENED:
        words = [text[token.start : token.end] for token in content_words(text)]
        if len(words) > 2:
            start = rng.randrange(len(words) - 1)
            text = " ".join(words[start : start + rng.randint(1, 3)])
    return noise.write(text) if rng.random() < NOISY else text


def pair_rows(pairs: Iterable[TrainingPair], copies: int, seed: int, *, shorten: bool) -> Dataset:
    """Turn pairs of a need and an answer into training rows, with typing mistakes in needs.

    Args:
        pairs: needs, their answers and the groups of answers worth the same.
        copies: number of rows made from a pair; the mistakes differ from one to another.
        seed: seed of the random draws.
        shorten: True if a need may be cut to a few of its words.

    Returns:
        Shuffled rows of three columns: `anchor`, the need after "query: "; `positive`, the answer
        after "passage: "; `label`, a list of one number, that of the group.
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


def mistake_rows(texts: Sequence[str], seed: int) -> Dataset:
    """Return one training row for each text: the text with typing mistakes, and without.

    The columns are `anchor`, with mistakes that `seed` decides; `positive`, without; and `label`,
    [number of the text]. Both texts come after "query: ".
    """
    noise = Noise(seed)
    rows = [
        {"anchor": QUERY + noise.write(text), "positive": QUERY + text, "label": [number]}
        for number, text in enumerate(texts)
    ]
    return Dataset.from_list(rows)


def short_texts(titles: Iterable[str], thesaurus: Thesaurus) -> list[str]:
    """Return short texts, each once: frequent French words, job titles, labels and technical terms.

    titles: the job titles; thesaurus: the needs whose labels and technical terms are taken.
    """
    labels = [need.libelle for need in thesaurus.needs.values()]
    terms = [term for need in thesaurus.needs.values() for term in need.termes]
    return list(dict.fromkeys([*frequent_words(), *titles, *labels, *terms]))


def unchanged_rows(queries: Iterable[str], passages: Iterable[str], encoder: Teacher) -> Dataset:
    """Return one training row for each text whose vector training must not change.

    The columns are `text`, a query after "query: " or a passage after "passage: ", and `label`, its
    vector (a list of d values) by `encoder`, the encoder before training.
    """
    texts = [QUERY + text for text in queries] + [PASSAGE + text for text in passages]
    vectors = encoder.encode(texts)
    return Dataset.from_list(
        [{"text": text, "label": row.tolist()} for text, row in zip(texts, vectors, strict=True)]
    )


def written_rows(texts: Iterable[str], copies: int, encoder: Teacher, seed: int) -> Dataset:
    """Return training rows of misspelt texts, each taught the vector of the text without mistakes.

    The columns are those of `unchanged_rows`: `text`, with mistakes that `seed` decides, and
    `label`, the vector of the correct text by `encoder`. Each text gives `copies` rows.
    """
    noise, correct = Noise(seed), list(dict.fromkeys(texts))
    vectors = encoder.encode([QUERY + text for text in correct])
    return Dataset.from_dict(
        {
            "text": [QUERY + noise.write(text) for text in correct for _ in range(copies)],
            "label": np.repeat(vectors, copies, axis=0),
        }
    )


def lessons(sources: Sources, seed: int) -> Mapping[str, Dataset]:
    """Return the whole training set of the adapter, the learned changes to the encoder.

    Args:
        sources: data and models to make it from.
        seed: seed of the typing mistakes and of the draws: the same seed gives the same rows.

    Returns:
        Name of a part of the training set, such as "paires-rome" -> its shuffled rows.
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
    thesaurus, encoder = sources.thesaurus, sources.encoder
    rome = list(beir_pairs(sources.sets / "rome-appellations", rng))
    esco = list(beir_pairs(sources.sets / "esco-variantes", rng))
    piaf = list(beir_pairs(sources.sets / "piaf-v1.1", rng))
    ours = list(record_pairs(sources.records, thesaurus, encoder, rng))
    for number, (name, pairs, copies) in enumerate(
        ((ROME, rome, 1), (ESCO, esco, 1), (PIAF, piaf, 2))
    ):
        yield name, pair_rows(pairs, copies, seed + number, shorten=name == ROME)
    headings = heading_pairs(sources.headings)
    yield f"{PAIRS}-besoins", pair_rows(need_pairs(thesaurus), 1, seed + 3, shorten=True)
    yield f"{PAIRS}-fiches", pair_rows(ours, 2, seed + 4, shorten=True)
    asked = question_pairs(sources.records, thesaurus, encoder)
    yield f"{PAIRS}-questions", pair_rows(asked, 1, seed + 10, shorten=True)
    offered = list(service_pairs(sources.services))
    yield f"{PAIRS}-services", pair_rows(offered, 1, seed + 11, shorten=True)
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
    passages = [pair.answer for pair in _some([*rome, *piaf, *ours], UNCHANGED_PASSAGES, rng)]
    yield f"{UNCHANGED}-autres", unchanged_rows(foreign_texts(seed), passages, encoder)
    correct = [*texts, *short, *(pair.need for pair in (*offered, *ours, *rome, *esco))]
    yield f"{UNCHANGED}-ecrits", written_rows(correct, WRITTEN, encoder, seed + 12)
