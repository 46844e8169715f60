"""Lessons: what the encoder is trained on, from open data and from our own needs and records.

Sets in BEIR form (ROME, ESCO, PIAF), the thesaurus, the records, frequent words of French and of
other languages. Nothing of `data/evaluation` is read. The same seed gives the same lessons.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import wordfreq
from datasets import Dataset

from index.encoder import Matrix
from index.evaluation import json_lines, read_qrels
from index.lexical import content_words
from index.noise import Noise
from index.passages import Kind, Passage, chunks, passages_of
from index.records import AnyRecord
from index.thesaurus import NeedEntry, Thesaurus
from index.training import KEPT, PAIRS, SHORT

QUERY, PASSAGE = "query: ", "passage: "
NOISY = 0.6
"""Share of needs given with mistakes."""
SHORTENED = 0.2
"""Share of needs cut to one to three of their words."""
FRENCH_WORDS, FOREIGN_WORDS = 16_000, 900
LANGUAGES = ("en", "es", "pt", "ar", "uk", "ru", "it", "de", "tr", "pl")
ROWS: Mapping[str, int] = {
    f"{PAIRS}-rome": 6_000,
    f"{PAIRS}-esco": 5_000,
    f"{PAIRS}-piaf": 6_000,
    f"{PAIRS}-besoins": 10_800,
    f"{PAIRS}-fiches": 10_000,
    SHORT: 12_000,
    KEPT: 7_000,
}
"""The most rows taken of each lesson: an hour of training on two cores."""
NEIGHBOURS = 2
"""Texts given beside each short text: those that the teacher holds for its nearest."""
_TITLE = re.compile(r"(?P<first>.+?) / (?P<second>\S+)(?P<rest>.*)")


class Teacher(Protocol):
    """A model that gives vectors: (n, d) float32 of unit norm."""

    def encode(self, texts: list[str]) -> Matrix:
        """The vectors of some texts."""
        ...


@dataclass(frozen=True)
class Pair:
    """A need, what answers it, and the group of what answers alike."""

    need: str
    answer: str
    group: str


def beir_pairs(folder: Path) -> Iterator[Pair]:
    """The pairs of a set in BEIR form; of a long answer, the part that shares most words."""
    corpus = {row["_id"]: row for row in json_lines(folder / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in json_lines(folder / "queries.jsonl")}
    for query, grades in read_qrels(folder / "qrels.tsv").items():
        for document, grade in grades.items():
            if grade > 0 and query in queries:
                row = corpus[document]
                answer = _part(row.get("title", ""), row.get("text", ""), queries[query])
                yield Pair(queries[query], answer, document)


def _part(title: str, text: str, query: str) -> str:
    """What is shown of a document: its title, and the chunk that shares most words."""
    if not text:
        return title
    asked = {token.stem for token in content_words(query)}
    best = max(chunks(text), key=lambda each: len(asked & {t.stem for t in content_words(each)}))
    return f"{title} : {best}" if title else best


def need_pairs(thesaurus: Thesaurus) -> Iterator[Pair]:
    """Phrasings, experts' words and labels of each need, with what the need is."""
    for need in thesaurus.needs.values():
        for phrasing in need.formulations:
            yield Pair(phrasing, need.told, need.id)
            yield Pair(phrasing, need.libelle, need.id)
        for term in need.termes:
            yield Pair(term, need.told, need.id)
        for one, other in zip(need.formulations, need.formulations[1:], strict=False):
            yield Pair(one, other, need.id)


def record_pairs(
    records: Sequence[AnyRecord], thesaurus: Thesaurus, teacher: Teacher, rng: random.Random
) -> Iterator[Pair]:
    """Phrasings of the needs that records answer, with the passage that says it best."""
    for record in records:
        shown = [
            each
            for each in passages_of(record, 0, thesaurus.label)
            if each.kind in (Kind.PURPOSE, Kind.SERVICE)
        ]
        needs = [thesaurus.needs[each] for each in record.besoins if each in thesaurus.needs]
        if shown and needs:
            yield from _record_pairs(shown, needs, teacher, rng)


def _record_pairs(
    shown: list[Passage], needs: list[NeedEntry], teacher: Teacher, rng: random.Random
) -> Iterator[Pair]:
    told = teacher.encode([need.told for need in needs])
    best = (told @ teacher.encode([each.text for each in shown]).T).argmax(axis=1)
    for need, row in zip(needs, best, strict=True):
        for phrasing in rng.sample([*need.formulations, *need.termes], 3):
            yield Pair(phrasing, shown[row].indexed_text, need.id)


def _forms(title: str, rng: random.Random) -> str:
    """One gender of "Abatteur / Abatteuse de carrière", or the title as it is."""
    match = _TITLE.fullmatch(title)
    if match is None or rng.random() < 0.2:
        return title
    return match[rng.choice(("first", "second"))] + match["rest"]


def _typed(text: str, noise: Noise, rng: random.Random, shorten: bool) -> str:
    """A need as it may be typed: whole or a few of its words, with or without mistakes."""
    if shorten and rng.random() < SHORTENED:
        words = [text[token.start : token.end] for token in content_words(text)]
        if len(words) > 2:
            start = rng.randrange(len(words) - 1)
            text = " ".join(words[start : start + rng.randint(1, 3)])
    return noise.write(text) if rng.random() < NOISY else text


def pair_rows(pairs: Iterable[Pair], copies: int, seed: int, *, shorten: bool) -> Dataset:
    """Pairs as rows of training, each need typed in several ways.

    Args:
        pairs: what answers what.
        copies: how many times each pair is given.
        seed: of the mistakes.
        shorten: whether a need may be cut to a few of its words.

    Returns:
        Rows of anchor, positive and label, the number of the group.
    """
    noise, rng = Noise(seed), random.Random(seed)  # noqa: S311 - nothing secret
    known = list(pairs)
    groups = {group: number for number, group in enumerate({pair.group: 0 for pair in known})}
    rows = [
        {
            "anchor": QUERY + _typed(_forms(pair.need, rng), noise, rng, shorten),
            "positive": PASSAGE + _forms(pair.answer, rng),
            "label": groups[pair.group],
        }
        for _ in range(copies)
        for pair in known
    ]
    rng.shuffle(rows)
    return Dataset.from_list(rows)


def short_texts(titles: Iterable[str], thesaurus: Thesaurus) -> list[str]:
    """Words and short phrases: frequent French, titles, labels and experts' words."""
    frequent = [
        word
        for word in wordfreq.top_n_list("fr", FRENCH_WORDS)
        if len(word) > 3 and word.isalpha() and content_words(word)
    ]
    rng = random.Random(0)  # noqa: S311 - nothing secret
    labels = [need.libelle for need in thesaurus.needs.values()]
    terms = [term for need in thesaurus.needs.values() for term in need.termes]
    return list(
        dict.fromkeys([*frequent, *(_forms(each, rng) for each in titles), *labels, *terms])
    )


def short_rows(texts: Sequence[str], teacher: Teacher, seed: int) -> Dataset:
    """Each short text with its nearest ones by a teacher, half of them with mistakes."""
    noise, rng = Noise(seed), random.Random(seed)  # noqa: S311 - nothing secret
    vectors = np.concatenate(
        [teacher.encode(list(texts[at : at + 512])) for at in range(0, len(texts), 512)]
    ).astype(np.float32)
    rows = []
    for start in range(0, len(texts), 1024):
        cosines = vectors[start : start + 1024] @ vectors.T
        nearest = np.argpartition(-cosines, NEIGHBOURS + 1, axis=1)[:, : NEIGHBOURS + 1]
        for row, near in enumerate(nearest, start=start):
            others = [each for each in near if each != row][:NEIGHBOURS]
            chosen = [row, *others]
            typed = [
                QUERY + (noise.write(texts[each]) if rng.random() < 0.4 else texts[each])
                for each in chosen
            ]
            row_texts = {f"text{number}": text for number, text in enumerate(typed)}
            rows.append(row_texts | {"label": vectors[chosen].ravel().tolist()})
    rng.shuffle(rows)
    return Dataset.from_list(rows)


def foreign_texts(seed: int) -> list[str]:
    """Words of other languages, alone and by three."""
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    texts = []
    for language in LANGUAGES:
        words = wordfreq.top_n_list(language, FOREIGN_WORDS * 2)[FOREIGN_WORDS:]
        texts += words + [" ".join(rng.sample(words, 3)) for _ in range(FOREIGN_WORDS // 2)]
    return texts


def kept_rows(queries: Iterable[str], passages: Iterable[str], encoder: Teacher) -> Dataset:
    """Texts with the vectors that the untouched encoder gives them."""
    texts = [QUERY + text for text in queries] + [PASSAGE + text for text in passages]
    vectors = encoder.encode(texts)
    return Dataset.from_list(
        [{"text": text, "label": row.tolist()} for text, row in zip(texts, vectors, strict=True)]
    )


def lessons(
    sets: Path,
    thesaurus: Thesaurus,
    records: Sequence[AnyRecord],
    encoder: Teacher,
    teacher: Teacher,
    seed: int,
) -> Mapping[str, Dataset]:
    """All that the adapter is trained on.

    Args:
        sets: folder of rome-appellations, esco-variantes and piaf-v1.1 in BEIR form.
        thesaurus: our needs.
        records: our records.
        encoder: the untouched encoder.
        teacher: a model of another family, for short texts.
        seed: of mistakes and choices.

    Returns:
        Name of the lesson -> rows.
    """
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    rome = list(beir_pairs(sets / "rome-appellations"))
    esco = list(beir_pairs(sets / "esco-variantes"))
    piaf = list(beir_pairs(sets / "piaf-v1.1"))
    ours = list(record_pairs(records, thesaurus, teacher, rng))
    titles = [pair.answer for pair in esco] + [pair.answer.split(" : ")[0] for pair in rome]
    kept = [pair.answer for pair in rng.sample([*rome, *piaf, *ours], 4_000)]
    taught = {
        f"{PAIRS}-rome": pair_rows(rome, 1, seed, shorten=True),
        f"{PAIRS}-esco": pair_rows(esco, 1, seed + 1, shorten=False),
        f"{PAIRS}-piaf": pair_rows(piaf, 2, seed + 2, shorten=False),
        f"{PAIRS}-besoins": pair_rows(need_pairs(thesaurus), 1, seed + 3, shorten=True),
        f"{PAIRS}-fiches": pair_rows(ours, 2, seed + 4, shorten=True),
        SHORT: short_rows(short_texts(titles, thesaurus), teacher, seed + 5),
        KEPT: kept_rows(foreign_texts(seed), kept, encoder),
    }
    return {
        name: rows.shuffle(seed=seed).select(range(min(ROWS[name], len(rows))))
        for name, rows in taught.items()
    }
