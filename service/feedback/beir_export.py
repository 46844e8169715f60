"""A collection in BEIR form, made of opinions that were judged: what people gave on purpose.

A query is the words that a person added, else the label of the need that was understood; a record
answers it when more people found it useful than not. No day, no number and no count come with it.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.evaluation.metrics import QRELS
from index.files import replacing
from index.records.models import AnyRecord
from index.records.passages import passages_of
from index.taxonomy.thesaurus import Thesaurus
from service.feedback.opinions import Judgement, Received

USEFUL, USELESS = 1, 0
"""Grades: in BEIR form, any above zero is an answer."""


@dataclass(frozen=True)
class Collection:
    """Queries and what answers them.

    queries: identifier -> text; grades: identifier of a query -> that of a record -> its grade;
    left_out: opinions kept that make no pair, for want of a record or of a text.
    """

    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]
    left_out: int

    @property
    def pairs(self) -> int:
        """How many judged pairs it holds."""
        return sum(map(len, self.grades.values()))

    @property
    def answers(self) -> int:
        """How many of them say that a record answers."""
        return sum(sum(grades.values()) for grades in self.grades.values())


def collect(
    opinions: Iterable[Received], thesaurus: Thesaurus, records: Container[str]
) -> Collection:
    """The pairs of a text and a record that opinions make.

    Args:
        opinions: those that the operator did not keep are passed over.
        thesaurus: the labels of needs.
        records: identifiers of the catalogue; opinions on others are left out.

    Returns:
        The pairs; one that as many people found useful as not is left out.
    """
    votes: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    left_out = 0
    for each in opinions:
        if each.judgement != Judgement.KEPT:
            continue
        text = each.words or (thesaurus.label(each.need) if each.need in thesaurus.needs else "")
        if text and each.record in records:
            votes[text, each.record].append(1 if each.useful else -1)
        else:
            left_out += 1
    settled = {pair: sum(each) for pair, each in sorted(votes.items()) if sum(each)}
    left_out += sum(len(each) for pair, each in votes.items() if pair not in settled)
    texts = dict.fromkeys(text for text, _ in settled)
    names = {text: f"avis-{number:04}" for number, text in enumerate(texts, start=1)}
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (text, record), balance in settled.items():
        grades[names[text]][record] = USEFUL if balance > 0 else USELESS
    return Collection({name: text for text, name in names.items()}, grades, left_out)


def write(
    collection: Collection, records: Iterable[AnyRecord], thesaurus: Thesaurus, folder: Path
) -> None:
    """Write a collection, as `orientess evaluate --beir` reads it.

    Args:
        collection: its queries and grades.
        records: all that may be found: the catalogue.
        thesaurus: the labels of the needs that records say they serve.
        folder: where to write; its files of the same names are replaced.

    Raises:
        OSError: when it cannot be written.
    """
    queries = ({"_id": name, "text": text} for name, text in collection.queries.items())
    documents = (
        {"_id": record.id, "title": record.nom, "text": _whole(record, thesaurus)}
        for record in records
    )
    _write_lines(folder / "queries.jsonl", queries)
    _write_lines(folder / "corpus.jsonl", documents)
    with replacing(folder / QRELS) as stream:
        rows = csv.writer(stream, delimiter="\t", lineterminator="\n")
        rows.writerow(("query-id", "corpus-id", "score"))
        for query, grades in collection.grades.items():
            rows.writerows((query, record, grade) for record, grade in grades.items())


def _whole(record: AnyRecord, thesaurus: Thesaurus) -> str:
    """All that is searched of a record: its last passage."""
    *_, whole = passages_of(record, 0, thesaurus.label)
    return whole.text


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with replacing(path) as stream:
        stream.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
