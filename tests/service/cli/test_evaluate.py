"""Commands that measure: the tables that they print."""

from __future__ import annotations

from index.evaluation.ablation import Comparison, Difference
from service.cli.evaluate import _differences


def test_a_gain_that_chance_explains_should_be_printed_as_not_real() -> None:
    gains = (
        Difference("propre", "mots", 0.1, 0.05, 0.15),
        Difference("propre", "sens", 0.01, -0.02, 0.04),
    )
    table = _differences(Comparison((), gains))
    columns = {str(column.header): list(column.cells) for column in table.columns}
    assert columns["écart"] == ["+0.100", "+0.010"]
    assert columns["réel"] == ["oui", "non"]
