"""Reported mistakes: what is kept of them, how many, and how they are read."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.errors import InvalidQuery, StoreError
from service import cli_store, reports
from service.reports import MAX_A_RECORD, MAX_COMMENT, REASONS, Kept, Report, Reports, cleaned
from service.store import Store

DAY = date(2026, 11, 24)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "orientess.sqlite3")


@pytest.fixture
def desk(store: Store) -> Reports:
    return Reports(store, lambda: DAY)


def test_a_report_should_be_kept_with_its_day_and_as_new(desk: Reports) -> None:
    assert desk.add(Report("a", "contact", "contact", "Le numéro a changé.")) is Kept.YES
    found = desk.all()
    assert found == [
        Report("a", "contact", "contact", "Le numéro a changé.", "2026-11-24", "nouveau")
    ]


def test_the_store_should_hold_nothing_of_who_reports(desk: Reports, store: Store) -> None:
    desk.add(Report("a", "autre"))
    with store.reading() as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(report)")]
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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Fermé \r\n\r\n le   lundi ", "Fermé le lundi"),
        ("a\x00b\u202ec\u200bd\U000e0041", "abcd"),
        ("ﬁche", "fiche"),
        (" \n ", ""),
        ("é" * MAX_COMMENT, "é" * MAX_COMMENT),
        ("x\r\n" * (MAX_COMMENT // 2), ("x " * (MAX_COMMENT // 2)).strip()),
    ],
)
def test_a_comment_should_be_cleaned(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@pytest.mark.parametrize("typed", ["é" * (MAX_COMMENT + 1), "\ufdfa" * 100, "\ud800"])
def test_a_comment_too_long_or_unreadable_should_be_refused(typed: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        cleaned(typed)
    assert refused.value.field == "commentaire"


def test_reports_of_one_record_in_one_day_should_have_a_limit(store: Store) -> None:
    today = [DAY]
    desk = Reports(store, lambda: today[0])
    assert {desk.add(Report("a", "autre")) for _ in range(MAX_A_RECORD)} == {Kept.YES}
    assert desk.add(Report("a", "autre")) is Kept.RECORD_FULL
    assert desk.add(Report("b", "autre")) is Kept.YES
    today[0] = date(2026, 11, 25)
    assert desk.add(Report("a", "autre")) is Kept.YES
    assert len(desk.all()) == MAX_A_RECORD + 2


def test_reports_of_one_day_should_have_a_limit(
    desk: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MAX_A_DAY", 3)
    kept = [desk.add(Report(record, "autre")) for record in "abcd"]
    assert kept == [Kept.YES, Kept.YES, Kept.YES, Kept.DAY_FULL]
    assert reports.MAX_A_RECORD == 20


def test_a_store_that_fails_should_be_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Reports(Store(tmp_path)).add(Report("a", "autre"))


@pytest.fixture
def printed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Reports:
    """Three reports, that the command prints."""
    monkeypatch.setenv("ORIENTESS_VAR", str(store.path.parent))
    today = [date(2026, 11, 1)]
    desk = Reports(store, lambda: today[0])
    desk.add(Report("a", "contact", "contact", '=HYPERLINK("http://x.example")'))
    desk.add(Report("b", "zone", "", 'Guillemets " et, virgule'))
    today[0] = DAY
    desk.add(Report("a", "autre", "horaires", "+33 1 fermé"))
    return desk


def rows(*arguments: str) -> list[list[str]]:
    """What the command prints, as a spreadsheet reads it."""
    command = CliRunner().invoke(
        cli_store.commands, ["reports", "export", *arguments], catch_exceptions=False
    )
    assert command.exit_code == 0
    return list(csv.reader(io.StringIO(command.output)))


@pytest.mark.usefixtures("printed")
def test_the_command_should_print_reports_that_no_spreadsheet_runs() -> None:
    contact, zone, other = REASONS["contact"], REASONS["zone"], REASONS["autre"]
    assert rows() == [
        ["jour", "fiche", "rubrique", "raison", "commentaire", "statut"],
        ["2026-11-01", "a", "Contact", contact, '\'=HYPERLINK("http://x.example")', "nouveau"],
        ["2026-11-01", "b", "", zone, 'Guillemets " et, virgule', "nouveau"],
        ["2026-11-24", "a", "Horaires", other, "'+33 1 fermé", "nouveau"],
    ]


@pytest.mark.usefixtures("printed")
def test_the_command_should_print_those_of_a_record_or_since_a_day() -> None:
    assert [row[0] for row in rows("--fiche", "a")[1:]] == ["2026-11-01", "2026-11-24"]
    assert [row[1] for row in rows("--depuis", "2026-11-02")[1:]] == ["a"]
    assert rows("--depuis", "2026-11-02", "--fiche", "b")[1:] == []


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_should_never_begin_as_a_formula(first: str) -> None:
    assert cli_store.spreadsheet_safe(f"{first}1") == f"'{first}1"
    assert cli_store.spreadsheet_safe(f"1{first}") == f"1{first}"
