"""The operator's commands on proposals: read, accept into the catalogue, refuse, erase."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from pydantic import JsonValue
from typer.testing import CliRunner

from index.errors import InvalidQuery
from index.records.jsonl import read_records, to_json
from service import console
from service.cli import main
from service.cli import proposals as command
from service.proposals.proposal import Kind, Proposal, Status
from service.proposals.table import Proposals
from service.storage.sqlite_store import SqliteStore
from tests.conftest import ROOT, SMALL_CATALOGUE

DAY = date(2026, 11, 27)
PAGE = "https://phenix.example/contact"
CHANGES: dict[str, JsonValue] = {
    "telephone": None,
    "publics": ["jeunes"],
    "nom": '=HYPERLINK("http://x.example")',
}


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (data / "needs.jsonl").symlink_to(ROOT / "data" / "needs.jsonl")
    lines = "".join(to_json(record) + "\n" for record in SMALL_CATALOGUE)
    (data / "actors.jsonl").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ORIENTESS_DATA", str(data))
    monkeypatch.setenv("COLUMNS", "200")
    return data / "actors.jsonl"


@pytest.fixture
def waiting(catalogue: Path, tmp_path: Path) -> Proposals:
    """A correction, a new structure and a confirmation, that the commands read."""
    assert catalogue.exists()
    table = Proposals(SqliteStore(tmp_path / "var" / "orientess.sqlite3"), lambda: DAY)
    table.add(Proposal(Kind.CORRECTION, PAGE, "atelier-phenix", CHANGES))
    new: dict[str, JsonValue] = {
        "nom": "Clic du Nord",
        "description": "On aide.",
        "besoins": ["demarches--impots"],
    }
    table.add(Proposal(Kind.NEW, PAGE, "", new))
    table.add(Proposal(Kind.CONFIRMATION, PAGE, "reseau-libre"))
    return table


def run(*arguments: str, status: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(main.app, ["proposals", *arguments], catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done.output


def rows(*options: str) -> list[list[str]]:
    """What the list prints, as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(run("list", *options))))


@pytest.mark.usefixtures("waiting")
def test_the_list_should_tell_each_change_and_its_proof_that_no_spreadsheet_runs() -> None:
    first, *others = rows()
    assert first == list(command.COLUMNS)
    phenix = ["1", "2026-11-27", "correction", "atelier-phenix", "Atelier Phénix"]
    last = [PAGE, "attente", ""]
    assert others == [
        [*phenix, "Téléphone", "+33320000000", "", *last],
        [*phenix, "Pour qui", "Tous publics", "Jeunes", *last],
        [*phenix, "Nom de la structure", "Atelier Phénix", '\'=HYPERLINK("http://x.example")',
         *last],
        ["2", "2026-11-27", "nouvelle", "", "Clic du Nord", "Nom de la structure", "",
         "Clic du Nord", *last],
        ["2", "2026-11-27", "nouvelle", "", "Clic du Nord", "Ce que vous faites", "", "On aide.",
         *last],
        ["2", "2026-11-27", "nouvelle", "", "Clic du Nord", "Besoins", "",
         "Déclarer ses impôts en ligne", *last],
        ["3", "2026-11-27", "confirmation", "reseau-libre", "Réseau Libre", "", "", "", *last],
    ]  # fmt: skip


@pytest.mark.usefixtures("waiting")
def test_the_list_should_be_tables_in_a_terminal(
    monkeypatch: pytest.MonkeyPatch, waiting: Proposals
) -> None:
    waiting.add(Proposal(Kind.NEW, PAGE, "", {"nom": "réseau LIBRE"}))
    waiting.add(Proposal(Kind.CONFIRMATION, PAGE, "disparue"))
    waiting.refuse([3], "Doublon")
    monkeypatch.setattr("rich.console.Console.is_terminal", True)
    assert console.out().is_terminal
    printed = run("list", "--toutes")
    assert "n° 1 · Fiche corrigée · Atelier Phénix · 2026-11-27" in printed
    assert f"Preuve : {PAGE}" in printed
    assert "refusee : Doublon" in printed
    assert "Ce nom est déjà au catalogue : reseau-libre." in printed
    assert "Cette fiche n'est plus au catalogue." in printed
    assert printed.endswith("5 propositions.\n")


def test_proposals_should_be_accepted_into_the_catalogue(
    waiting: Proposals, catalogue: Path
) -> None:
    assert run("accept", "2", "3") == (
        "Proposition 2 : la fiche « clic-du-nord » est écrite.\n"
        "Proposition 3 : la fiche « reseau-libre » est écrite.\n"
        "Lancez « orientess build » pour publier.\n"
    )
    by_id = {record.id: record for record in read_records(catalogue)}
    assert by_id["clic-du-nord"].lien_source == PAGE
    assert {by_id[name].confirmee_le for name in ("clic-du-nord", "reseau-libre")} == {"2026-11"}
    assert [row[0] for row in rows()[1:]] == ["1"] * 3
    assert [each.status for each in waiting.all()] == [
        Status.WAITING, Status.ACCEPTED, Status.ACCEPTED,
    ]  # fmt: skip


def test_proposals_should_be_refused_with_a_reason(waiting: Proposals) -> None:
    run("refuse", "1", status=2)
    assert run("refuse", "1", "2", "--motif", "La page ne dit rien.") == (
        "2 propositions refusées.\n"
    )
    assert [row[-1] for row in rows("--toutes")[1:]] == ["La page ne dit rien."] * 2 + [""]
    assert len(waiting.all(Status.WAITING)) == 1


@pytest.mark.usefixtures("waiting")
def test_a_wrong_number_should_be_reported() -> None:
    with pytest.raises(InvalidQuery, match="n'a le numéro 9"):
        run("accept", "9")


def test_old_proposals_should_be_erased(waiting: Proposals, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "var" / "orientess.sqlite3")
    Proposals(store, lambda: date(2000, 1, 1)).add(Proposal(Kind.CONFIRMATION, PAGE, "ancienne"))
    assert run("purge", "--jours", "36500") == "0 proposition effacée.\n"
    assert run("purge", "--jours", "3650") == "1 proposition effacée.\n"
    assert len(waiting.all()) == 3
