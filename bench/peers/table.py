"""Table of the engines on judged needs, by variant, each with the difference from ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from rich.table import Table

from index.evaluation.ablation import Difference
from index.evaluation.metrics import JudgedNeeds, Run, mean, measures, ndcg, paired_bootstrap

OURS = "OrientESS"
METRICS = ("nDCG@10", "succès@1")


@dataclass(frozen=True)
class Line:
    """Metrics of one engine on one variant.

    measures: name -> mean over the needs that have an answer, in [0, 1]; difference: nDCG@10 of
    ours minus that of this engine, None for ours.
    """

    writing: str
    engine: str
    measures: Mapping[str, float]
    difference: Difference | None = None

    def to_json(self) -> str:
        """Serialize the line as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def lines(writing: str, needs: JudgedNeeds, runs: Mapping[str, Run]) -> Iterator[Line]:
    """Evaluate engines on one variant.

    Args:
        writing: name of the variant.
        needs: the judgements.
        runs: engine -> its rankings; one of them is ours.

    Yields:
        One line per engine, in the order of the runs.
    """
    every = measures(needs.relevant)
    for engine, run in runs.items():
        means = {name: mean(every[name], needs.qrels, run, needs.answerable) for name in METRICS}
        gains = np.array(
            [
                ndcg(needs.qrels[need], runs[OURS].get(need, ()))
                - ndcg(needs.qrels[need], run.get(need, ()))
                for need in needs.answerable
            ]
        )
        apart = Difference(writing, engine, *paired_bootstrap(gains)) if engine != OURS else None
        yield Line(writing, engine, means, apart)


def table(measured: Sequence[Line]) -> Table:
    """Return the lines as a table, one section per variant."""
    drawn = Table(title=f"nDCG@10 d'{OURS} moins celui de chaque moteur (intervalle à 95 %)")
    for title in ("écriture", "moteur"):
        drawn.add_column(title)
    for title in (*METRICS, "écart", "de", "à", "réel"):
        drawn.add_column(title, justify="right")
    for line, following in zip(measured, [*measured[1:], None], strict=True):
        cells = [f"{line.measures[name]:.3f}" for name in METRICS]
        apart = line.difference
        if apart is not None:
            cells += [f"{value:+.3f}" for value in (apart.mean, apart.low, apart.high)]
            cells.append("oui" if apart.is_real else "non")
        last = following is not None and following.writing != line.writing
        drawn.add_row(line.writing, line.engine, *cells, end_section=last)
    return drawn
