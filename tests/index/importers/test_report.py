"""Report of an import: what is counted, what is printed."""

from __future__ import annotations

import pytest

from index.importers.report import ImportReport, Outcome, RowProblem, shown


def problem(outcome: Outcome, reason: str = "nombre illisible") -> RowProblem:
    """A problem of the third row."""
    return RowProblem("lieux.csv", 3, "latitude", "quarante", reason, outcome)


def test_rows_should_be_counted_once_by_their_outcome() -> None:
    report = ImportReport("lieux.csv")
    report.add([problem(Outcome.REPAIRED), problem(Outcome.REPAIRED)], accepted=True)
    report.add([problem(Outcome.WARNING), problem(Outcome.REPAIRED)], accepted=True)
    report.add([problem(Outcome.REFUSED), problem(Outcome.WARNING)], accepted=False)
    counts = (report.read, report.accepted, report.repaired, report.warned, report.refused)
    assert counts == (3, 2, 2, 1, 1)


def test_reasons_should_be_counted_by_value() -> None:
    report = ImportReport("lieux.csv")
    report.add([problem(Outcome.WARNING), problem(Outcome.WARNING)], accepted=True)
    assert report.reasons == {(Outcome.WARNING, "nombre illisible"): 2}


def test_a_report_should_be_a_sentence_of_french() -> None:
    report = ImportReport("lieux.csv", read=3, accepted=2, repaired=1, warned=1, refused=1)
    assert str(report) == (
        "lieux.csv : 3 lignes lues, 2 gardées (1 corrigée, 1 signalée), 1 refusée"
    )


def test_services_without_structure_should_be_reported_when_there_are_some() -> None:
    assert str(ImportReport("x", orphans=2)).endswith(", 2 services sans structure")


def test_a_problem_should_read_as_its_place_value_outcome_and_reason() -> None:
    assert str(problem(Outcome.WARNING)) == (
        "lieux.csv:3: colonne « latitude » : « quarante » signalé : nombre illisible"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("court", "court"),
        ("x" * 81, "x" * 79 + "…"),
        ("a\nb\tc", "a b c"),
        ("\x1b[31mrouge\0\u202e\ud800", "\ufffd[31mrouge\ufffd\ufffd\ufffd"),
    ],
    ids=["short", "long", "lines", "control"],
)
def test_what_is_shown_of_a_value_should_be_short_and_printable(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_problems_of_a_heading_should_be_counted_in_no_row() -> None:
    report = ImportReport("lieux.csv")
    report.note([problem(Outcome.WARNING)])
    assert (report.read, report.warned, len(report.problems)) == (0, 0, 1)
    assert report.reasons == {(Outcome.WARNING, "nombre illisible"): 1}
