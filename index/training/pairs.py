"""Training pairs of a need and a text that answers it, from open data and from our own texts.

Each source gives pairs of plain text; `index.training.dataset` adds mistakes to them. Nothing of
`data/evaluation` is read.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zlib import crc32

import wordfreq

from index.arrays import Matrix
from index.evaluation.metrics import json_lines, read_qrels
from index.records.models import AnyRecord
from index.records.passages import Kind, Passage, chunks, passages_of
from index.taxonomy.thesaurus import NeedEntry, Thesaurus
from index.text.analysis import content_words, fold

QUERY, PASSAGE = "query: ", "passage: "
"""What the encoder expects before a query, and before a passage."""
PHRASINGS_A_RECORD = 4
"""Number of phrasings of a need (entry of the thesaurus) paired with each record that serves it."""
FRENCH_A_TRANSLATION = 5
"""Number of French phrasings paired with each phrasing in another language."""
SYNONYMS_A_SENSE = 3
"""Maximum number of synonyms drawn for each sense of a word."""
SYNONYM_MIN_ZIPF = 3.0
"""Least Zipf frequency (log10 of occurrences in 10^9 words) of a word, and of its synonyms."""
_ENTRY = re.compile(r"^(?P<word>[^|()]+)\|\d+$")


class Teacher(Protocol):
    """Model that encodes texts: it turns each into a vector, alike for like meanings."""

    def encode(self, texts: list[str]) -> Matrix:
        """Return the vectors of n texts: (n, d) float32, unit norm."""
        ...


@dataclass(frozen=True)
class TrainingPair:
    """Training example: a text that states a need, and a text that answers it.

    need: a query, a phrasing, a word; answer: a passage, a summary, a synonym; group: pairs of the
    same group have answers worth the same, which training must not set apart.
    """

    need: str
    answer: str
    group: str


def one_gender(title: str, rng: random.Random) -> str:
    """Return a job title in one gender, drawn at random; one time in five, as it is.

    "Chef de projet / Cheffe de projet web" -> "Chef de projet web" or "Cheffe de projet web". A
    title without " / " is returned as it is.
    """
    first, slash, after = title.partition(" / ")
    if not slash or rng.random() < 0.2:
        return title
    size, words = len(first.split()), after.split()
    return " ".join([rng.choice((first, " ".join(words[:size]))), *words[size:]])


def beir_pairs(folder: Path, rng: random.Random) -> Iterator[TrainingPair]:
    """Yield a pair for each query and relevant document (grade above 0) of a judged collection.

    folder: corpus.jsonl, queries.jsonl and qrels.tsv, in the BEIR format; rng: draws the gender of
    job titles. Queries whose identifier has an even CRC-32 are left out: they are kept to measure
    with. A long document is cut to the part that shares most words with the query; the
    group is the identifier of the document.
    """
    corpus = {row["_id"]: row for row in json_lines(folder / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in json_lines(folder / "queries.jsonl")}
    for query, grades in read_qrels(folder / "qrels.tsv").items():
        for document, grade in grades.items():
            if grade > 0 and query in queries and crc32(query.encode()) % 2:
                row = corpus[document]
                title = one_gender(row.get("title", ""), rng)
                answer = _part(title, row.get("text", ""), queries[query])
                yield TrainingPair(one_gender(queries[query], rng), answer, document)


def _part(title: str, text: str, query: str) -> str:
    """Return the title of a document and its chunk that shares most words with a query."""
    if not text:
        return title
    stems = {token.stem for token in content_words(query)}
    best = max(chunks(text), key=lambda part: len(stems & {t.stem for t in content_words(part)}))
    return f"{title} : {best}" if title else best


def need_pairs(thesaurus: Thesaurus) -> Iterator[TrainingPair]:
    """Yield pairs made from the needs of the thesaurus, a need being a group.

    Each phrasing and technical term is paired with the summary of its need, and each phrasing with
    the next one.
    """
    for need in thesaurus.needs.values():
        for phrasing in need.formulations:
            yield TrainingPair(phrasing, need.summary, need.id)
        for term in need.termes:
            yield TrainingPair(term, need.summary, need.id)
        for one, other in zip(need.formulations, need.formulations[1:], strict=False):
            yield TrainingPair(one, other, need.id)


def translated_pairs(thesaurus: Thesaurus, rng: random.Random) -> Iterator[TrainingPair]:
    """Yield pairs of a phrasing in another language and of French that means the same.

    Each phrasing is paired with the summary of its need, and with five of its French phrasings,
    drawn by `rng`.
    """
    for need in thesaurus.needs.values():
        for texts in need.traductions.values():
            for text in texts:
                yield TrainingPair(text, need.summary, need.id)
                french = need.formulations
                for same in rng.sample(french, min(len(french), FRENCH_A_TRANSLATION)):
                    yield TrainingPair(text, same, need.id)


def record_pairs(
    records: Sequence[AnyRecord], thesaurus: Thesaurus, teacher: Teacher, rng: random.Random
) -> Iterator[TrainingPair]:
    """Yield pairs of a phrasing of a need and of a passage (text) of a record that serves it.

    For each record and each of its needs, the passage is the one whose vector by `teacher` is
    nearest to that of the need, and `rng` draws a few phrasings.
    """
    for record in records:
        passages = _told(record, thesaurus)
        needs = [thesaurus.needs[need] for need in record.besoins if need in thesaurus.needs]
        if passages and needs:
            yield from _record_pairs(passages, needs, teacher, rng)


def _told(record: AnyRecord, thesaurus: Thesaurus) -> list[Passage]:
    """Return the passages of a record that tell what it is for and what it does."""
    return [
        passage
        for passage in passages_of(record, 0, thesaurus.label)
        if passage.kind in (Kind.PURPOSE, Kind.SERVICE)
    ]


def _record_pairs(
    passages: list[Passage], needs: list[NeedEntry], teacher: Teacher, rng: random.Random
) -> Iterator[TrainingPair]:
    vectors = teacher.encode([QUERY + need.summary for need in needs])
    told = teacher.encode([PASSAGE + passage.indexed_text for passage in passages])
    best = (vectors @ told.T).argmax(axis=1)
    for need, row in zip(needs, best, strict=True):
        for phrasing in rng.sample([*need.formulations, *need.termes], PHRASINGS_A_RECORD):
            yield TrainingPair(phrasing, passages[row].indexed_text, need.id)


def question_pairs(
    records: Sequence[AnyRecord], thesaurus: Thesaurus, teacher: Teacher
) -> Iterator[TrainingPair]:
    """Yield pairs of a question that a record answers and of a passage of that record.

    The passage is the one whose vector by `teacher` is nearest to that of the question; the group
    is the identifier of the record.
    """
    asked = [each for each in records if each.questions and _told(each, thesaurus)]
    passages = [_told(record, thesaurus) for record in asked]
    told = teacher.encode([PASSAGE + part.indexed_text for parts in passages for part in parts])
    put = teacher.encode([QUERY + text for record in asked for text in record.questions])
    passage = question = 0
    for record, parts in zip(asked, passages, strict=True):
        own = told[passage : passage + len(parts)]
        for text in record.questions:
            best = int((own @ put[question]).argmax())
            yield TrainingPair(text, parts[best].indexed_text, record.id)
            question += 1
        passage += len(parts)


def service_pairs(path: Path) -> Iterator[TrainingPair]:
    """Yield pairs of a service and of its presentation, each presentation a group.

    Each presentation is paired with the name of the service, and with the name and the topics that
    it is filed under, in words.

    path: services in the schema of data·inclusion, a JSON list.
    """
    told: set[str] = set()
    for service in json.loads(path.read_text(encoding="utf-8")):
        text, name = service.get("presentation_resume"), service["nom"]
        if not text or text in told:
            continue
        told.add(text)
        answer = chunks(text)[0]
        yield TrainingPair(name, answer, text)
        topics = [topic.replace("-", " ") for topic in service.get("thematiques") or ()]
        if topics:
            yield TrainingPair(f"{name}, {', '.join(topics[:2])}", answer, text)


def heading_pairs(path: Path) -> Iterator[TrainingPair]:
    """Yield pairs of an everyday word and of its heading: "rhume" and "Médecine générale".

    path: a file whose lines are a heading, then its words, separated by tabs.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        heading, *words = line.split("\t")
        for word in words:
            yield TrainingPair(word, heading, heading)


def synonym_pairs(path: Path, rng: random.Random) -> Iterator[TrainingPair]:
    """Yield pairs of a frequent French word and of one of its synonyms, itself frequent.

    path: a thesaurus in the MyThes format: after a first line, a line "word|number of senses" for
    each word, then a line "(Nom)|synonym|synonym" for each sense; rng: draws the synonyms.
    """
    word = ""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        entry = _ENTRY.match(line)
        if entry is not None:
            word = entry["word"]
        elif word and _is_frequent(word):
            others = [other for other in line.split("|")[1:] if _is_frequent(other)]
            for other in rng.sample(others, min(len(others), SYNONYMS_A_SENSE)):
                yield TrainingPair(word, other, fold(word))


def _is_frequent(word: str) -> bool:
    return bool(content_words(word)) and wordfreq.zipf_frequency(word, "fr") >= SYNONYM_MIN_ZIPF
