"""Calibrator: fits the confidence of a version of the index before it is published.

Some hundreds of questions and requests are drawn by a seed: the cost does not grow with the
catalogue (docs/decisions/0046-confidence-at-build.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.artefact.manifest import Artefact
from index.calibration.fit import Examples, fit_rule
from index.calibration.questions import QuestionMaker
from index.calibration.requests import RequestMaker
from index.calibration.samples import Sample, Sampler
from index.encoder.onnx import Encoder
from index.errors import CalibrationError
from index.messages import in_french
from index.ordering.fusion import Channel
from index.ordering.learned_order import LearnedOrder
from index.ordering.ordering import Ordering
from index.search.calibration import (
    LEVEL,
    MARGIN,
    Calibration,
    LikelihoodRule,
    feature_of,
    fusion_digest,
)
from index.search.catalogue_fit import CatalogueFit, OrderFigures, RuleFigures
from index.search.retriever import Retriever
from index.text.synonyms import Synonyms

SEED, SAMPLED = 46, 280
"""Seed of all draws; number of questions, and of requests."""
CUTOFF, LOST = 10, 0.005
"""Ranks that count for an order, and what the learned one may lose to the fused one."""
LEAST = 30
"""Fewest questions, and requests, that a rule is fitted on; below, the judged rule stays."""
RECORDS_KEPT = 0.98
"""Share of the records among the first ten of their question that must be shown."""
WORDS = (feature_of(Channel.WORDS), feature_of(Channel.NGRAMS))
MEANING = (feature_of(Channel.DENSE), *WORDS, MARGIN, LEVEL)
"""Features of the best record that say whether anything answers, without or with vectors."""


def read_requests(path: Path) -> tuple[tuple[str, ...], ...]:
    """Read requests made to other catalogues.

    Args:
        path: text file in UTF-8, one request a line; a line that starts with "#" begins a field.

    Returns:
        The requests of each field, in their order; none without a file.

    Raises:
        CalibrationError: when the file cannot be read.
    """
    if not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CalibrationError(f"{path} : {in_french(error)}.") from error
    fields: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("#"):
            fields.append([])
        elif line.strip():
            fields[-1].append(line.strip())
    return tuple(tuple(field) for field in fields if field)


class Calibrator:
    """Fits the confidence of the searches of a catalogue, without judgements."""

    def __init__(
        self,
        encoder: Encoder | None,
        calibration: Calibration,
        synonyms: Synonyms,
        requests: Sequence[Sequence[str]],
        learned: LearnedOrder | None = None,
    ) -> None:
        """Hold what a search needs.

        encoder: made the vectors of the index, None to search by words only; calibration: the
        judged fit, whose other numbers stay; synonyms: words of the same meaning; requests: made to
        other catalogues, field by field; learned: the order to try, None for none.
        """
        self._learned = learned
        self._encoder, self._calibration = encoder, calibration
        self._synonyms, self._requests = synonyms, requests

    def fit(self, artefact: Artefact) -> str:
        """Fit the rules of the search for a version of the index.

        Args:
            artefact: the version, which need not be published.

        Returns:
            The text of its `confidence.json`: the same for the same version.
        """
        samples, order = self._samples(artefact)
        learned = order is not None and order.serves
        fitted = dict(self._rules(samples, bool(artefact.content.needs.identifiers), learned))
        search = self._calibration.search
        shown = _shown_from(samples, search.shown_from)
        fit = CatalogueFit(
            encoder=artefact.manifest.encoder,
            fusion=fusion_digest(),
            rules={name: rule for name, (rule, _) in fitted.items()},
            figures={name: figures for name, (_, figures) in fitted.items()},
            shown_from=shown,
            shown_nearby_from=min(shown, search.shown_nearby_from),
            order=order,
        )
        return fit.model_dump_json(indent=2) + "\n"

    def _samples(self, artefact: Artefact) -> tuple[list[Sample], OrderFigures | None]:
        """Score questions and requests, by the learned order where it finds as well as the fused.

        Return them, and how well both orders find; None when it was not tried.
        """
        tried = self._scored(artefact, self._learned)
        order = _order_figures(tried)
        if order is None or order.serves:
            return tried, order
        return self._scored(artefact, None), order

    def _scored(self, artefact: Artefact, learned: LearnedOrder | None) -> list[Sample]:
        """Score questions and requests, by an order."""
        retriever = Retriever(
            artefact,
            self._encoder,
            self._calibration,
            synonyms=self._synonyms,
            ordering=Ordering(learned, tried=True),
        )
        questions = QuestionMaker(retriever, self._synonyms, SEED).make(SAMPLED)
        requests = RequestMaker(_out_of_scope(artefact), self._requests, SEED).draw(SAMPLED)
        sampler = Sampler(retriever)
        return [*sampler.of_questions(questions), *sampler.of_requests(requests)]

    def _rules(
        self, samples: Sequence[Sample], with_needs: bool, learned: bool
    ) -> Mapping[str, tuple[LikelihoodRule, RuleFigures]]:
        """Return the rules that there are enough samples for, with their figures."""
        search = self._calibration.search
        name = "with_needs" if with_needs else "hybrid"
        record = (search.with_needs if with_needs and learned else search.hybrid).record
        several = [each for each in samples if each.meaning and each.words > 1]
        by_words = [each for each in samples if each.lexical]
        one = [
            replace(each, field=-1)  # too few requests of one word in a field to judge it
            for each in samples
            if each.meaning and each.words == 1
        ]
        found = {
            name: (_examples([each.meaning for each in several], several, MEANING), record, False),
            "one_word": (_examples([each.meaning for each in one], one, MEANING), record, True),
            "lexical": (
                _examples([each.lexical for each in by_words], by_words, WORDS),
                search.lexical.record,
                False,
            ),
        }
        return {
            rule: fit_rule(examples, logistic, one_word)
            for rule, (examples, logistic, one_word) in found.items()
            if min(len(examples.questions), len(examples.requests)) >= LEAST
        }


def _order_figures(samples: Sequence[Sample]) -> OrderFigures | None:
    """Return how well the fused order and the learned one find the records of questions."""
    ranks = np.array([each.ranks for each in samples if each.ranks is not None], dtype=np.float64)
    if not len(ranks):
        return None
    found = np.where(ranks < CUTOFF, 1 / (ranks + 1), 0.0).mean(axis=0)
    fused, learned = (round(float(each), 3) for each in found)
    return OrderFigures(fused=fused, learned=learned, serves=learned >= fused - LOST)


def _out_of_scope(artefact: Artefact) -> tuple[str, ...]:
    """Return the out-of-scope examples of an index, in the order of their vectors."""
    needs = artefact.content.needs
    return tuple(text.text for text in needs.texts if text.row == len(needs.identifiers))


def _examples(
    values: Sequence[Mapping[str, float]], samples: Sequence[Sample], names: Sequence[str]
) -> Examples:
    """Return the features of samples as arrays, questions apart."""
    rows = np.array([[each.get(name, 0.0) for name in names] for each in values], dtype=np.float64)
    rows = rows.reshape(len(values), len(names))
    served = np.array([each.served for each in samples], dtype=np.bool_)
    fields = np.array([each.field for each in samples], dtype=np.int64)
    return Examples(names, rows[served], rows[~served], fields[~served])


def _shown_from(samples: Sequence[Sample], most: float) -> float:
    """Return the likelihood from which a record is shown beside the best one, at most `most`."""
    found = [each.likelihood for each in samples if each.likelihood is not None]
    return min(most, round(float(np.quantile(found, 1 - RECORDS_KEPT)), 3)) if found else most
