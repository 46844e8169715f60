"""Export of the opinions of users as a test collection for search, in the format of BEIR.

BEIR is a benchmark of search engines, whose collections are files of queries, documents and
relevance grades. Only opinions that the operator retained are exported. The query is the words
that a person added, or, without words, the label of the need (entry of the thesaurus) that was
recognized. A record is relevant to it when more opinions say "useful" than "not useful". Days,
numbers of opinions in the database and counts of opinions are not exported.
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
"""Relevance grades of a record for a query: BEIR takes any grade above zero as relevant."""


@dataclass(frozen=True)
class Collection:
    """A test collection for search: queries, and records judged relevant or not to each.

    queries: identifier of a query -> its text; grades: identifier of a query -> identifier of a
    record -> grade, 1 for relevant or 0; left_out: number of opinions that the operator retained
    but that give no grade, because their record is not in the catalogue, because they have neither
    words nor need, or because as many opinions say "useful" as "not useful" on the same record and
    text.
    """

    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]
    left_out: int

    @property
    def pairs(self) -> int:
        """Return the number of (query, record) pairs that have a grade, relevant or not."""
        return sum(map(len, self.grades.values()))

    @property
    def answers(self) -> int:
        """Return the number of (query, record) pairs in which the record is relevant."""
        return sum(sum(grades.values()) for grades in self.grades.values())


def collect(
    opinions: Iterable[StoredOpinion], thesaurus: Thesaurus, records: Container[str]
) -> Collection:
    """Make a test collection for search out of opinions of users.

    Opinions on the same record with the same text (the words, or, without words, the label of the
    need) vote: the record is relevant to that text when most say "useful".

    Args:
        opinions: opinions; those that the operator did not retain are ignored.
        thesaurus: list of needs, which gives their labels.
        records: identifiers of the records of the catalogue; opinions on others are left out.

    Returns:
        The collection; a (text, record) pair with as many positive as negative opinions is left
        out.
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
    """Write a test collection in the format of BEIR, which `orientess evaluate --beir` reads.

    The files are `queries.jsonl`, `corpus.jsonl` (the records) and `qrels.tsv` (the grades, in
    columns separated by tabs).

    Args:
        collection: queries and grades.
        records: all records of the catalogue, written as the documents to search.
        thesaurus: list of needs, which gives the labels of the needs that records declare.
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
