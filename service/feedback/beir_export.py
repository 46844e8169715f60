"""Export of the retained opinions as a judged test collection, in the format of BEIR.

A query is the words that a person added, or else the label of the need that was understood. A
record is relevant to it when more opinions say "useful" than "not useful". Days, numbers and counts
of opinions are not exported.
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
from service.feedback.opinions import Judgement, StoredOpinion

USEFUL, USELESS = 1, 0
"""Relevance grades: in BEIR, any grade above zero is relevant."""


@dataclass(frozen=True)
class Collection:
    """A test collection: queries and graded records.

    queries: identifier -> text; grades: identifier of a query -> identifier of a record -> grade;
    left_out: number of retained opinions that make no pair: no record, no text, or a tie.
    """

    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]
    left_out: int

    @property
    def pairs(self) -> int:
        """Return the number of judged (query, record) pairs."""
        return sum(map(len, self.grades.values()))

    @property
    def answers(self) -> int:
        """Return the number of pairs whose record is relevant."""
        return sum(sum(grades.values()) for grades in self.grades.values())


def collect(
    opinions: Iterable[StoredOpinion], thesaurus: Thesaurus, records: Container[str]
) -> Collection:
    """Make a test collection of the retained opinions.

    Args:
        opinions: opinions; those that the operator did not retain are ignored.
        thesaurus: thesaurus, for the labels of needs.
        records: identifiers of the catalogue; opinions on other records are left out.

    Returns:
        The collection; a pair with as many positive as negative opinions is left out.
    """
    votes: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    left_out = 0
    for opinion in opinions:
        if opinion.judgement != Judgement.RETAINED:
            continue
        label = thesaurus.label(opinion.need) if opinion.need in thesaurus.needs else ""
        text = opinion.words or label
        if text and opinion.record in records:
            votes[text, opinion.record].append(1 if opinion.useful else -1)
        else:
            left_out += 1
    balances = {pair: sum(of_pair) for pair, of_pair in sorted(votes.items()) if sum(of_pair)}
    left_out += sum(len(of_pair) for pair, of_pair in votes.items() if pair not in balances)
    texts = dict.fromkeys(text for text, _ in balances)
    names = {text: f"avis-{number:04}" for number, text in enumerate(texts, start=1)}
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (text, record), balance in balances.items():
        grades[names[text]][record] = USEFUL if balance > 0 else USELESS
    return Collection({name: text for text, name in names.items()}, grades, left_out)


def write(
    collection: Collection, records: Iterable[AnyRecord], thesaurus: Thesaurus, folder: Path
) -> None:
    """Write a collection as files that `orientess evaluate --beir` reads.

    Args:
        collection: queries and grades.
        records: records of the catalogue, written as the documents.
        thesaurus: thesaurus, for the labels of the needs that records declare.
        folder: folder to write to; files of the same names are replaced.

    Raises:
        OSError: when a file cannot be written.
    """
    queries = ({"_id": name, "text": text} for name, text in collection.queries.items())
    documents = (
        {"_id": record.id, "title": record.nom, "text": _full_text(record, thesaurus)}
        for record in records
    )
    _write_lines(folder / "queries.jsonl", queries)
    _write_lines(folder / "corpus.jsonl", documents)
    with replacing(folder / QRELS) as stream:
        rows = csv.writer(stream, delimiter="\t", lineterminator="\n")
        rows.writerow(("query-id", "corpus-id", "score"))
        for query, grades in collection.grades.items():
            rows.writerows((query, record, grade) for record, grade in grades.items())


def _full_text(record: AnyRecord, thesaurus: Thesaurus) -> str:
    """Return the whole indexed text of a record, which is its last passage."""
    *_, whole = passages_of(record, 0, thesaurus.label)
    return whole.text


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with replacing(path) as stream:
        stream.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
