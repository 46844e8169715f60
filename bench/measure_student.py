"""Measure the student against the whole encoder: what a query costs, and what is found with it.

    python -m bench.measure_student [--beir FOLDER…] [--limit 500] [--json] [--student-alone]

Each judged query is read once, then searched in the same index with the vector of the whole encoder
and with that which the service takes when it has a student: the student's for what it was taught
(`index.encoder.query_encoders`), else the whole encoder's. `--student-alone` gives all to it.
For each set and way of writing: nDCG@10 by meaning alone and of the results as served, with the
whole encoder and with the student, the difference and its 95 % interval (paired bootstrap), and the
share of the first ten records that nobody judged, counted as no answer. The sets are the judged
needs, those typed by hand, those in other languages, and every FOLDER in BEIR form, of which at
most `--limit` queries are asked: those whose identifier has an even CRC-32, which no training has
seen. Bars: 1.2 ms where the whole encoder takes 2.5, that is .48 of its cost, and nDCG@10 lower by
.01 at most everywhere.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from zlib import crc32

import numpy as np

from index.encoder.onnx import SERVING_STUDENT, OnnxEncoder
from index.encoder.query_encoders import is_taught
from index.evaluation import beir
from index.evaluation.metrics import (
    CUTOFF,
    JudgedNeeds,
    Qrels,
    Run,
    ndcg,
    paired_bootstrap,
    read_needs,
)
from index.ordering.fusion import Channel
from index.search.calibration import read_calibration
from index.search.query import MAX_CHARS, Query
from index.search.searcher import Searcher
from index.search.understanding import Understood
from index.spelling.word_pairs import read_pairs_of_french
from index.text.language_detection import FRENCH
from index.text.synonyms import Synonyms
from index.text.word_set import WordSet
from service.cli.build import calibrator
from service.cli.evaluate import open_searcher, out_of_scope
from service.settings import Settings

COST, LOSS = 1.2 / 2.5, 0.01
"""Bars: the highest share of the time of the whole encoder, the highest loss of nDCG@10."""
MEANING, SERVED = "sens", "servi"


@dataclass(frozen=True)
class Compared:
    """What is found with each encoder, for one set, one way of writing and one way of ranking.

    set, writing, method: their names; whole, student: nDCG@10; difference, low, high: of the
    student minus the whole encoder, with its 95 % interval; unjudged_whole, unjudged_student:
    shares of the first ten records without a judgement, in [0, 1]; taught: share of the queries
    that the student encodes, in [0, 1].
    """

    set: str
    writing: str
    method: str
    whole: float
    student: float
    difference: float
    low: float
    high: float
    unjudged_whole: float
    unjudged_student: float
    taught: float

    @classmethod
    def of(
        cls,
        names: tuple[str, str, str],
        queries: Sequence[str],
        qrels: Qrels,
        runs: Sequence[Run],
        taught: float,
    ) -> Compared:
        """Compare the rankings of both encoders, the whole one first, over some queries.

        names: of the set, the writing and the method; queries: ids, at least one; qrels:
        judgements; runs: query id -> ids of records, best first; taught: share of the queries that
        the student encodes.
        """
        whole, student = (
            np.array([ndcg(qrels[each], run.get(each, ())) for each in queries]) for run in runs
        )
        of_whole, of_student = (unjudged(queries, qrels, run) for run in runs)
        difference = paired_bootstrap(student - whole)
        means = float(whole.mean()), float(student.mean())
        return cls(*names, *means, *difference, of_whole, of_student, taught)

    @property
    def holds(self) -> bool:
        """Whether the student loses no more than the bar allows."""
        return self.difference >= -LOSS

    def __str__(self) -> str:
        """Return a line of the table."""
        interval = f"{self.difference:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"
        found = f"{self.whole:.3f} {self.student:.3f} {interval}"
        shares = f"{self.unjudged_whole:6.1%} {self.unjudged_student:6.1%}"
        held = "oui" if self.holds else "non"
        read = f"{self.set:10} {self.writing:12} {self.method:6} {self.taught:4.0%}"
        return f"{read} {found} {shares} {held}"


def unjudged(queries: Sequence[str], qrels: Qrels, run: Run) -> float:
    """Return the share of the first ten records of rankings that have no judgement, in [0, 1]."""
    shown = [(query, each) for query in queries for each in run.get(query, ())[:CUTOFF]]
    return sum(each not in qrels[query] for query, each in shown) / len(shown) if shown else 0.0


def compare(
    name: str,
    searcher: Searcher,
    needs: JudgedNeeds,
    encoders: Sequence[OnnxEncoder],
    ids: Mapping[str, str] | None = None,
    alone: bool = False,
) -> Iterator[Compared]:
    """Yield what is found with both encoders in each way of writing some judged queries.

    name: of the set; searcher: over its index; needs: judged queries; encoders: the whole one, then
    the student; ids: id of a record of the index -> its id in the judgements, None for the same;
    alone: whether the student encodes all queries.
    """
    for writing, texts in needs.variants.items():
        queries = [each for each in needs.answerable if each in texts]
        runs: dict[str, list[dict[str, list[str]]]] = {
            method: [{} for _ in encoders] for method in (MEANING, SERVED)
        }
        understood = {
            query: searcher.retriever.understand(Query(texts[query][:MAX_CHARS], size=CUTOFF))
            for query in queries
        }
        known = encoders[1].taught
        taught = {query for query in queries if alone or _is_taught(understood[query], known)}
        for query in queries:
            own = encoders if query in taught else [encoders[0]] * len(encoders)
            for row, rankings in enumerate(_rankings(searcher, understood[query], own)):
                for method, found in rankings.items():
                    runs[method][row][query] = [(ids or {}).get(each, each) for each in found]
        for method, both in runs.items():
            share = len(taught) / len(queries)
            yield Compared.of((name, writing, method), queries, needs.qrels, both, share)


def _is_taught(understood: Understood, known: Container[str]) -> bool:
    return is_taught(understood.stems, understood.language == FRENCH, known)


def _rankings(
    searcher: Searcher, understood: Understood, encoders: Sequence[OnnxEncoder]
) -> Iterator[dict[str, list[str]]]:
    """Yield the first ten records of a query by each way of ranking, with each encoder."""
    query = Query(understood.text, size=CUTOFF)
    for encoder in encoders:
        vector = encoder.encode_queries([understood.text])
        scored = searcher.retriever.score(understood, vector)
        column = scored.records[Channel.DENSE]
        order = np.argsort(-column, kind="stable")[:CUTOFF].tolist()
        answer = searcher.answer(query, understood, scored)
        yield {
            MEANING: [scored.view.record(row).id for row in order if column[row] > 0],
            SERVED: [hit.record.id for hit in answer.hits],
        }


def milliseconds(encoders: Sequence[OnnxEncoder], texts: Sequence[str]) -> list[float]:
    """Return the median processor time of a query by each encoder, in ms, each text in turn."""
    spent: list[list[float]] = [[] for _ in encoders]
    for text in texts:
        for encoder, own in zip(encoders, spent, strict=True):
            start = process_time()
            encoder.encode_queries([text])
            own.append(1000 * (process_time() - start))
    return [median(own) for own in spent]


def held_out(needs: JudgedNeeds, limit: int) -> JudgedNeeds:
    """Keep the queries whose identifier has an even CRC-32, `limit` of them at most."""
    kept = [each for each in needs.answerable if crc32(each.encode()) % 2 == 0][:limit]
    return replace(needs, scope=dict.fromkeys(kept, True))


def _collection(
    folder: Path, settings: Settings, encoders: Sequence[OnnxEncoder], options: argparse.Namespace
) -> Iterator[Compared]:
    """Yield what is found in a collection in BEIR form, indexed in a temporary folder."""
    needs = read_needs(folder, relevant=1, judged_only=True)
    if folder.resolve().parent != settings.evaluation.resolve():  # ours are of no training
        needs = held_out(needs, options.limit)
    documents, whole = beir.read_corpus(folder), encoders[0]
    collection = beir.Collection(
        whole,
        read_calibration(settings.calibration),
        Synonyms.read(settings.synonyms),
        WordSet.read(settings.lexicon),
        read_pairs_of_french(settings.pairs),
        out_of_scope(settings, whole),
        calibrator(settings, whole).fit,
    )
    ids = {f"document-{row}": item.identifier for row, item in enumerate(documents)}
    with TemporaryDirectory(prefix="orientess-") as home:
        searcher = collection.open(documents, Path(home))
        yield from compare(folder.name, searcher, needs, encoders, ids, options.student_alone)


def _all(settings: Settings, encoders: Sequence[OnnxEncoder], options: argparse.Namespace) -> bool:
    """Print every comparison; return whether all bars are reached."""
    reached = True
    for name in options.sets:
        searcher = open_searcher(settings)
        needs = read_needs(settings.evaluation / name)
        alone = options.student_alone
        for line in compare(name or "besoins", searcher, needs, encoders, alone=alone):
            reached &= line.holds
            print(json.dumps(asdict(line)) if options.json else line, flush=True)
    for folder in options.beir:
        for line in _collection(folder, settings, encoders, options):
            reached &= line.holds
            print(json.dumps(asdict(line)) if options.json else line, flush=True)
    return reached


def main() -> None:
    """Print the table of both encoders, then whether the student reaches its bars."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--beir", type=Path, nargs="*", default=[])
    parser.add_argument("--sets", nargs="*", default=["", "typed", "langues"])
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--student-alone", action="store_true", help="all queries to the student")
    parser.add_argument("--student", type=Path, help="folder of the exported student")
    options = parser.parse_args()
    settings = Settings()
    student = options.student or settings.encoder_home / SERVING_STUDENT
    encoders = [OnnxEncoder(settings.serving), OnnxEncoder(student)]
    texts = list(read_needs(settings.evaluation).variants["propre"].values())
    whole_ms, student_ms = milliseconds(encoders, texts)
    share = student_ms / whole_ms
    print(f"ms de processeur : {whole_ms:.2f} entier, {student_ms:.2f} élève ({share:.2f})")
    reached = _all(settings, encoders, options) and share <= COST
    print(
        "barres atteintes"
        if reached
        else "barres non atteintes : l'élève ne devrait pas être le défaut"
    )


if __name__ == "__main__":
    main()
