"""Faults of a file: the worst are kept, all are written, and no spreadsheet executes them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from index.importers.report import ImportReport, Outcome, RowProblem
from service.file_check.faults import (
    COLUMNS,
    Faults,
    counts_by_reason,
    fault_lines,
    print_faults,
    written,
)

REFUSED, WARNING, REPAIRED = Outcome.REFUSED, Outcome.WARNING, Outcome.REPAIRED


def fault(row: int, outcome: Outcome, value: str = "x", reason: str = "faux") -> RowProblem:
    return RowProblem("lieux.csv", row, "nom", value, reason, outcome)


def test_the_worst_faults_should_be_kept_and_told_by_row() -> None:
    faults = Faults(3)
    faults.add([fault(row, REPAIRED) for row in range(1, 9)])
    faults.add([fault(9, WARNING), fault(10, REFUSED)])
    assert [(each.row, each.outcome) for each in faults.worst] == [
        (1, REPAIRED), (9, WARNING), (10, REFUSED),
    ]  # fmt: skip


def test_reasons_should_be_told_the_worst_first_then_the_most_often() -> None:
    report = ImportReport("lieux.csv")
    report.add([fault(1, REPAIRED)] * 5 + [fault(1, WARNING, reason="b")] * 2, accepted=True)
    report.add([fault(2, REFUSED), fault(2, WARNING, reason="a")], accepted=False)
    assert counts_by_reason(report) == [
        (REFUSED, "faux", 1), (WARNING, "b", 2), (WARNING, "a", 1), (REPAIRED, "faux", 5),
    ]  # fmt: skip


def test_a_csv_of_faults_should_hold_cut_values_and_no_formula() -> None:
    heading, line = fault_lines([fault(2, WARNING, "=1+1" + "x" * 200)])
    assert heading == "fichier,ligne,colonne,valeur,raison,suite\n"
    assert line == f"lieux.csv,2,nom,'=1+1{'x' * 75}…,faux,signalé\n"


def test_every_fault_should_be_written_with_the_counts(tmp_path: Path) -> None:
    report = ImportReport("lieux.csv")
    table, document = tmp_path / "f.csv", tmp_path / "f.json"
    with written(table, document, report) as write:
        for row in range(300):
            write(fault(row, WARNING))
        report.add([fault(1, WARNING)], accepted=True)
    with table.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 300
    read = json.loads(document.read_text(encoding="utf-8"))
    assert read["fautes"][299] == dict(
        zip(COLUMNS, ("lieux.csv", 299, "nom", "x", "faux", "signalé"), strict=True)
    )
    assert (read["lignes_lues"], read["signalees"], read["refusees"]) == (1, 1, 0)


def test_a_file_without_fault_should_make_an_empty_list(tmp_path: Path) -> None:
    with written(None, tmp_path / "f.json", ImportReport("lieux.csv")):
        pass
    assert json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))["fautes"] == []


def test_a_check_that_fails_should_leave_earlier_files(tmp_path: Path) -> None:
    earlier = tmp_path / "f.csv"
    earlier.write_text("avant", encoding="utf-8")
    with pytest.raises(KeyError), written(earlier, None, ImportReport("x")):
        raise KeyError
    assert earlier.read_text(encoding="utf-8") == "avant"


def test_faults_should_be_printed_with_those_left(capsys: pytest.CaptureFixture[str]) -> None:
    report = ImportReport("lieux.csv")
    report.add([fault(2, WARNING, "[bold]\x1b[31m")] * 3, accepted=True)
    print_faults(report, report.problems[:1])
    told = capsys.readouterr().out
    assert "1 ligne lue" in told
    assert "[bold]\ufffd[31m" in told
    assert "et 2 autres" in told
    assert "\x1b" not in told
