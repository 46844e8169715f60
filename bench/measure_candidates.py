"""Measure the number of records from which proposing some costs less than scoring them all.

    python -m bench.measure_candidates VAR… [--queries 200]

Each VAR is a folder `var` with an encoder and a published index: those of `bench.measure_scale`
at several sizes. Judged needs, each in one of the writings in turn, are searched twice in each
index, all records scored, then those that are proposed, one after the other, so that the comparison
does not move with what else the machine does. For each size: median milliseconds of processor time
of a search both ways, the share of the first ten results that are the same, and nDCG@10 of the
results both ways, records that nobody judged counted as no answer. The last line says from which
size scoring all costs 1.3 times what it costs for the smallest index, that of a thousand records:
`SCORED_WHOLE` should be below.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from time import process_time
from unittest.mock import patch

from index.artefact import manifest, versions
from index.encoder.onnx import OnnxEncoder
from index.evaluation.metrics import JudgedNeeds, Qrels, mean, ndcg, read_needs
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.search import scoring
from index.search.calibration import read_calibration
from index.search.query import Query
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from index.text.synonyms import Synonyms
from service.settings import Settings

COSTLY = 1.3
"""Times what a search costs over the smallest index, from which scoring all records is costly."""
FIRST = 10
"""Results, from the first, that are compared."""


@dataclass(frozen=True)
class Compared:
    """What searches cost over one index, and what they find.

    size: number of records; whole_ms, proposed_ms: median milliseconds of processor time of a
    search, all records scored, or those proposed; same: share of the first ten results of the
    former that the latter has too, in [0, 1]; whole_ndcg, proposed_ndcg: nDCG@10 of the results.
    """

    size: int
    whole_ms: float
    proposed_ms: float
    same: float
    whole_ndcg: float = 0.0
    proposed_ndcg: float = 0.0

    def __str__(self) -> str:
        """Return a line of the table."""
        numbers = f"{self.whole_ms:12.1f} {self.proposed_ms:14.1f}"
        ndcgs = f"{self.whole_ndcg:11.4f} {self.proposed_ndcg:15.4f}"
        return f"{self.size:10,} {numbers} {100 * self.same:12.1f} % {ndcgs}"


class Way:
    """A way of answering over one index: all records scored, or those that are proposed."""

    def __init__(self, settings: Settings, proposed: bool) -> None:
        """settings: where the index and the encoder are; proposed: whether records are proposed."""
        opened = manifest.read(settings.index_home / versions.CURRENT)
        self.size = len(opened.content.records)
        self._scored_whole = 0 if proposed else self.size
        with self._bound():
            retriever = Retriever(
                opened,
                OnnxEncoder(settings.serving),
                read_calibration(settings.calibration),
                gazetteer=Gazetteer(read_communes(settings.communes)),
                synonyms=Synonyms.read(settings.synonyms),
            )
        self._searcher = Searcher(retriever)

    def _bound(self) -> AbstractContextManager[object]:
        """Set, for a while, the number of records up to which all are scored."""
        return patch.multiple(scoring, SCORED_WHOLE=self._scored_whole, WHOLE_PASSAGES=sys.maxsize)

    def first(self, text: str) -> tuple[list[str], float]:
        """Return the identifiers of the first results, and the milliseconds that they took."""
        with self._bound():
            start = process_time()
            hits = self._searcher.search(Query(text, size=FIRST)).hits
            return [hit.record.id for hit in hits], 1000 * (process_time() - start)


def judged_texts(needs: JudgedNeeds, most: int) -> dict[str, str]:
    """Return the texts of some needs that have an answer, each in one writing, in turn."""
    writings = list(needs.variants.values())
    asked = needs.answerable[:most]
    return {need: writings[rank % len(writings)][need] for rank, need in enumerate(asked)}


def compared(settings: Settings, texts: Mapping[str, str], qrels: Qrels) -> Compared:
    """Search an index both ways, in turn; texts: id of a judged need -> its text."""
    whole, proposed = Way(settings, proposed=False), Way(settings, proposed=True)
    for way in (whole, proposed):
        way.first("première recherche, hors mesure")
    pairs = [(whole.first(text), proposed.first(text)) for text in texts.values()]
    shares = [len({*one} & {*other}) / len(one) for (one, _), (other, _) in pairs if one]
    runs = [{need: pair[way][0] for need, pair in zip(texts, pairs, strict=True)} for way in (0, 1)]
    return Compared(
        whole.size,
        median(ms for (_, ms), _ in pairs),
        median(ms for _, (_, ms) in pairs),
        fmean(shares) if shares else 1.0,
        *(mean(ndcg, qrels, run, list(texts)) for run in runs),
    )


def costly_from(measures: Sequence[Compared]) -> int | None:
    """Return the smallest size where scoring all costs `COSTLY` times the smallest index; or None.

    measures: in increasing order of size. Between two sizes, the cost is taken for a straight line.
    """
    limit = COSTLY * measures[0].whole_ms
    for before, after in zip(measures, measures[1:], strict=False):
        if after.whole_ms >= limit:
            part = (limit - before.whole_ms) / (after.whole_ms - before.whole_ms)
            return round(before.size + part * (after.size - before.size))
    return None


def measures_of(folders: Sequence[Path], queries: int) -> Iterator[Compared]:
    """Yield the measures of each index, and print them."""
    needs = read_needs(Settings().evaluation)
    texts = judged_texts(needs, queries)
    print(
        f"{'fiches':>10} {'toutes (ms)':>12} {'proposées (ms)':>14} {'premières':>14} "
        f"{'nDCG toutes':>11} {'nDCG proposées':>15}"
    )
    for folder in folders:
        measured = compared(Settings(var=folder), texts, needs.qrels)
        print(measured, flush=True)
        yield measured


def main() -> int:
    """Print the measures of each index, then the size from which scoring all is costly."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", metavar="VAR", nargs="+", type=Path, help="dossiers var")
    parser.add_argument("--queries", type=int, default=200, help="recherches, au plus")
    options = parser.parse_args()
    measures = sorted(measures_of(options.folders, options.queries), key=lambda each: each.size)
    size = costly_from(measures)
    told = "au-delà de ces tailles" if size is None else f"à partir de {size:,} fiches"
    print(f"Tout noter coûte {COSTLY} fois {measures[0].size:,} fiches {told}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
