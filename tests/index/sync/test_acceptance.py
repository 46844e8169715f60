"""Acceptance: a file that lost a fifth of its rows, or of which one in twenty is wrong, is not."""

from __future__ import annotations

import pytest

from index.importers.report import ImportReport
from index.sync.acceptance import refusal_reasons


def report(read: int, refused: int = 0) -> ImportReport:
    return ImportReport("lieux", read=read, accepted=read - refused, refused=refused)


@pytest.mark.parametrize(
    ("read", "refused", "last"),
    [(100, 5, None), (80, 4, 100), (100, 0, 100), (5000, 0, 100), (1, 0, None)],
)
def test_a_sound_file_should_be_accepted(read: int, refused: int, last: int | None) -> None:
    assert refusal_reasons(report(read, refused), last) == ()


def test_a_file_that_lost_many_rows_should_be_refused() -> None:
    (reason,) = refusal_reasons(report(79), 100)
    assert reason == "79 lignes au lieu de 100 : plus de 20 % en moins (21 %)"


def test_a_file_with_many_wrong_rows_should_be_refused() -> None:
    (reason,) = refusal_reasons(report(100, 6), 100)
    assert reason == "6 lignes refusées sur 100 : plus de 5 % (6 %)"


def test_every_reason_should_be_reported() -> None:
    assert len(refusal_reasons(report(10, 9), 1000)) == 2
