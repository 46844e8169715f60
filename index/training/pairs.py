"""Pairs: a need and what answers it, gathered from open sets and from our own words.

Each source gives pairs of plain text; `index.training.dataset` adds mistakes to them. Nothing of
`data/evaluation` is read.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import wordfreq

from index.arrays import Matrix
from index.evaluation.metrics import json_lines, read_qrels
from index.records.models import AnyRecord
from index.records.passages import Kind, Passage, chunks, passages_of
from index.taxonomy.thesaurus import NeedEntry, Thesaurus
from index.text.analysis import content_words, fold

PHRASINGS_A_RECORD = 4
"""Phrasings given with a record for each need that it serves."""
SYNONYMS_A_SENSE = 3
"""Synonyms drawn for each sense of a word."""
SYNONYM_MIN_ZIPF = 3.0
"""A word less frequent than this, or its synonym, is left out: few people type it."""
_ENTRY = re.compile(r"^(?P<word>[^|()]+)\|\d+$")


class Teacher(Protocol):
    """A model that gives vectors: (n, d) float32 of unit norm."""

    def encode(self, texts: list[str]) -> Matrix:
        """The vectors of some texts."""
        ...


@dataclass(frozen=True)
class TrainingPair:
    """A need, what answers it, and the group of what answers alike."""

    need: str
    answer: str
    group: str


def one_gender(title: str, rng: random.Random) -> str:
    """One gender of "Chef de projet / Cheffe de projet web", or the title as it is."""
    first, slash, after = title.partition(" / ")
    if not slash or rng.random() < 0.2:
        return title
    size, words = len(first.split()), after.split()
    return " ".join([rng.choice((first, " ".join(words[:size]))), *words[size:]])


def beir_pairs(folder: Path, rng: random.Random) -> Iterator[TrainingPair]:
    """The pairs of a set in BEIR form; of a long answer, the part that shares most words.

    Titles are given in one gender.
    """
    corpus = {row["_id"]: row for row in json_lines(folder / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in json_lines(folder / "queries.jsonl")}
    for query, grades in read_qrels(folder / "qrels.tsv").items():
        for document, grade in grades.items():
            if grade > 0 and query in queries:
                row = corpus[document]
                title = one_gender(row.get("title", ""), rng)
                answer = _part(title, row.get("text", ""), queries[query])
                yield TrainingPair(one_gender(queries[query], rng), answer, document)


def _part(title: str, text: str, query: str) -> str:
    """What is shown of a document: its title, and the chunk that shares most words."""
    if not text:
        return title
    asked = {token.stem for token in content_words(query)}
    best = max(chunks(text), key=lambda each: len(asked & {t.stem for t in content_words(each)}))
    return f"{title} : {best}" if title else best


def need_pairs(thesaurus: Thesaurus) -> Iterator[TrainingPair]:
    """Phrasings and experts' words of each need, with what the need is or another phrasing."""
    for need in thesaurus.needs.values():
        for phrasing in need.formulations:
            yield TrainingPair(phrasing, need.summary, need.id)
        for term in need.termes:
            yield TrainingPair(term, need.summary, need.id)
        for one, other in zip(need.formulations, need.formulations[1:], strict=False):
            yield TrainingPair(one, other, need.id)


def translated_pairs(thesaurus: Thesaurus, rng: random.Random) -> Iterator[TrainingPair]:
    """Phrasings of needs in other languages, with the need, or a way of asking it, in French."""
    for need in thesaurus.needs.values():
        for texts in need.traductions.values():
            for text in texts:
                yield TrainingPair(text, need.summary, need.id)
                yield TrainingPair(text, rng.choice(need.formulations), need.id)


def record_pairs(
    records: Sequence[AnyRecord], thesaurus: Thesaurus, teacher: Teacher, rng: random.Random
) -> Iterator[TrainingPair]:
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
) -> Iterator[TrainingPair]:
    told = teacher.encode([need.summary for need in needs])
    best = (told @ teacher.encode([each.text for each in shown]).T).argmax(axis=1)
    for need, row in zip(needs, best, strict=True):
        for phrasing in rng.sample([*need.formulations, *need.termes], PHRASINGS_A_RECORD):
            yield TrainingPair(phrasing, shown[row].indexed_text, need.id)


def heading_pairs(path: Path) -> Iterator[TrainingPair]:
    """Everyday words, alone, with the heading that they lead to (`data/encoder/mots.tsv`)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        heading, *words = line.split("\t")
        for word in words:
            yield TrainingPair(word, heading, heading)


def synonym_pairs(path: Path, rng: random.Random) -> Iterator[TrainingPair]:
    """Frequent words and their synonyms, from a thesaurus of words in MyThes form.

    A word is followed by its number of senses; each sense is "(Nom)|synonym|synonym".
    """
    word = ""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        entry = _ENTRY.match(line)
        if entry is not None:
            word = entry["word"]
        elif word and _is_frequent(word):
            others = [each for each in line.split("|")[1:] if _is_frequent(each)]
            for other in rng.sample(others, min(len(others), SYNONYMS_A_SENSE)):
                yield TrainingPair(word, other, fold(word))


def _is_frequent(word: str) -> bool:
    return bool(content_words(word)) and wordfreq.zipf_frequency(word, "fr") >= SYNONYM_MIN_ZIPF
