"""Tests of the table of reports: storage, daily limits, status and deletion."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect
from typer.testing import CliRunner

from index.errors import InvalidQuery, StoreError
from service.cli import feedback
from service.feedback import reports
from service.feedback.reports import (
    LIMITS,
    REASONS,
    Report,
    Reports,
    Status,
    StoredReport,
)
from service.feedback.submissions import RETENTION_DAYS, DailyLimits, SubmissionOutcome
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store

DAY = date(2026, 11, 24)


OF_FORMS = LIMITS.for_forms()


@pytest.fixture
def desk(store: Store) -> Reports:
    return Reports(store, lambda: DAY)


def test_a_report_should_be_kept_with_its_day_and_as_new(desk: Reports) -> None:
    assert (
        desk.add(Report("a", "contact", "contact", "Le numéro a changé."))
        is SubmissionOutcome.STORED
    )
    assert desk.all() == [
        StoredReport(1, "2026-11-24", "a", "contact", "contact", "Le numéro a changé.", "nouveau")
    ]


def test_the_store_should_hold_nothing_of_the_author(desk: Reports, store: Store) -> None:
    desk.add(Report("a", "autre"))
    with store.reading() as connection:
        columns = [column["name"] for column in inspect(connection).get_columns("report")]
    assert columns == ["id", "day", "record", "section", "reason", "comment", "status"]


def test_a_reason_should_be_one_of_the_list() -> None:
    with pytest.raises(InvalidQuery) as refused:
        Report("a", "")
    assert refused.value.field == "raison"
    assert len(REASONS) == 8


def test_a_part_of_the_sheet_should_be_one_of_the_list() -> None:
    with pytest.raises(InvalidQuery) as refused:
        Report("a", "autre", "inconnue")
    assert refused.value.field == "rubrique"


def test_reports_of_one_record_in_one_day_should_have_a_limit(store: Store) -> None:
    today = [DAY]
    desk = Reports(store, lambda: today[0])
    assert {desk.add(Report("a", "autre")) for _ in range(OF_FORMS.a_subject)} == {
        SubmissionOutcome.STORED
    }
    assert desk.add(Report("a", "autre")) is SubmissionOutcome.SUBJECT_FULL
    assert desk.add(Report("b", "autre")) is SubmissionOutcome.STORED
    today[0] = date(2026, 11, 25)
    assert desk.add(Report("a", "autre")) is SubmissionOutcome.STORED
    assert len(desk.all()) == OF_FORMS.a_subject + 2


def test_reports_of_one_day_should_have_a_limit(
    desk: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reports, "limits", DailyLimits(3, LIMITS.a_subject))
    stored = [desk.add(Report(record, "autre")) for record in "abcd"]
    assert stored == [
        SubmissionOutcome.STORED,
        SubmissionOutcome.STORED,
        SubmissionOutcome.STORED,
        SubmissionOutcome.DAY_FULL,
    ]


def test_room_should_be_kept_for_keys_each_day(
    desk: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reports, "limits", DailyLimits(3, 3, keys_a_day=1, keys_a_subject=1))
    report = Report("a", "autre")
    assert [desk.add(report) for _ in range(3)] == [
        SubmissionOutcome.STORED,
        SubmissionOutcome.STORED,
        SubmissionOutcome.SUBJECT_FULL,
    ]
    assert desk.add(Report("b", "autre")) is SubmissionOutcome.DAY_FULL
    assert desk.add(report, with_key=True) is SubmissionOutcome.STORED
    assert desk.add(report, with_key=True) is SubmissionOutcome.SUBJECT_FULL
    assert (LIMITS.a_subject, OF_FORMS.a_subject) == (20, 15)


def test_reports_whose_codes_are_no_longer_known_should_still_be_read(
    file_store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Reports(file_store, lambda: DAY)
    desk.add(Report("a", "zone", "lieu", "Un mot."))
    fewer = {code: label for code, label in REASONS.items() if code != "zone"}
    monkeypatch.setattr(reports, "REASONS", fewer)
    monkeypatch.setattr(reports, "SECTIONS", {})
    monkeypatch.setattr(feedback, "REASONS", fewer)
    monkeypatch.setattr(feedback, "SECTIONS", {})
    monkeypatch.setenv("ORIENTESS_VAR", str(file_store.path.parent))
    assert [each.reason for each in desk.all()] == ["zone"]
    assert rows()[1] == ["1", "2026-11-24", "a", "lieu", "zone", "Un mot.", "nouveau"]


def test_reports_should_be_marked_as_they_are_read_and_mended(desk: Reports) -> None:
    for record in "abc":
        desk.add(Report(record, "autre"))
    desk.mark([1, 2], Status.READ)
    desk.mark([2], Status.DONE)
    assert [each.status for each in desk.all()] == ["lu", "traite", "nouveau"]
    assert [each.record for each in desk.all(status="nouveau")] == ["c"]


def test_a_wrong_number_should_mark_nothing(desk: Reports) -> None:
    desk.add(Report("a", "autre"))
    with pytest.raises(InvalidQuery, match="Rien n'a le numéro 12"):
        desk.mark([1, 12], Status.DONE)
    assert [each.status for each in desk.all()] == ["nouveau"]


def test_old_reports_should_be_erased_when_others_come_and_on_demand(store: Store) -> None:
    today = [DAY]
    desk = Reports(store, lambda: today[0])
    desk.add(Report("a", "autre"))
    today[0] += timedelta(days=RETENTION_DAYS)
    desk.add(Report("b", "autre"))
    assert [each.record for each in desk.all()] == ["a", "b"]
    today[0] += timedelta(days=1)
    desk.add(Report("c", "autre"))
    assert [each.record for each in desk.all()] == ["b", "c"]
    assert desk.purge(days=0) == 1
    assert [each.record for each in desk.all()] == ["c"]


def test_what_is_erased_should_leave_the_file(file_store: SqliteStore) -> None:
    today = [DAY]
    desk = Reports(file_store, lambda: today[0])
    desk.add(Report("a", "autre", "", "mot-temoin"))
    assert b"mot-temoin" in file_store.path.read_bytes()
    today[0] += timedelta(days=10)
    desk.purge(days=1)
    assert b"mot-temoin" not in file_store.path.read_bytes()
    assert not list(file_store.path.parent.glob("*-wal"))


def test_a_store_that_fails_should_be_reported(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Reports(SqliteStore(tmp_path)).add(Report("a", "autre"))


@pytest.fixture
def printed(file_store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> Reports:
    """Three reports, that the command prints."""
    monkeypatch.setenv("ORIENTESS_VAR", str(file_store.path.parent))
    today = [date(2026, 11, 1)]
    desk = Reports(file_store, lambda: today[0])
    desk.add(Report("a", "contact", "contact", '=HYPERLINK("http://x.example")'))
    desk.add(Report("b", "zone", "", 'Guillemets " et, virgule'))
    today[0] = DAY
    desk.add(Report("a", "autre", "horaires", "+33 1 fermé"))
    return desk


def rows(*arguments: str) -> list[list[str]]:
    """What the command prints, as a spreadsheet reads it."""
    command = CliRunner().invoke(
        feedback.commands, ["reports", "export", *arguments], catch_exceptions=False
    )
    assert command.exit_code == 0
    return list(csv.reader(io.StringIO(command.output)))


@pytest.mark.usefixtures("printed")
def test_the_command_should_print_reports_that_no_spreadsheet_runs() -> None:
    contact, zone, other = REASONS["contact"], REASONS["zone"], REASONS["autre"]
    assert rows() == [
        ["numero", "jour", "fiche", "rubrique", "raison", "commentaire", "statut"],
        ["1", "2026-11-01", "a", "Contact", contact, '\'=HYPERLINK("http://x.example")', "nouveau"],
        ["2", "2026-11-01", "b", "", zone, 'Guillemets " et, virgule', "nouveau"],
        ["3", "2026-11-24", "a", "Horaires", other, "'+33 1 fermé", "nouveau"],
    ]


@pytest.mark.usefixtures("printed")
def test_the_command_should_print_those_of_a_record_or_since_a_day() -> None:
    assert [row[1] for row in rows("--fiche", "a")[1:]] == ["2026-11-01", "2026-11-24"]
    assert [row[2] for row in rows("--depuis", "2026-11-02")[1:]] == ["a"]
    assert rows("--depuis", "2026-11-02", "--fiche", "b")[1:] == []


def run(*arguments: str) -> str:
    """What a command on reports prints."""
    command = CliRunner().invoke(feedback.commands, ["reports", *arguments], catch_exceptions=False)
    assert command.exit_code == 0
    return command.output


def test_the_operator_should_mark_and_erase_from_a_terminal(printed: Reports) -> None:
    assert run("mark", "1", "3", "lu") == "2 signalements : lu.\n"
    assert [each.status for each in printed.all()] == ["lu", "nouveau", "lu"]
    assert [row[0] for row in rows("--statut", "nouveau")[1:]] == ["2"]


def test_the_operator_should_erase_old_reports_from_a_terminal(
    printed: Reports, file_store: SqliteStore
) -> None:
    Reports(file_store, lambda: date(2000, 1, 1)).add(Report("ancienne", "autre"))
    assert run("purge", "--jours", "36500") == "0 signalement effacé.\n"
    assert run("purge", "--jours", "3650") == "1 signalement effacé.\n"
    assert "ancienne" not in {each.record for each in printed.all()}


def test_a_status_should_be_one_of_the_three(printed: Reports) -> None:
    command = CliRunner().invoke(feedback.commands, ["reports", "mark", "1", "vu"])
    assert command.exit_code == 2
    assert printed.all()[0].status == "nouveau"
