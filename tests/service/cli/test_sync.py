"""`orientess sync`, against a real server: what it fetches, refuses, prints and builds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.files import TEMPORARY
from index.records.jsonl import read_records
from index.sync.state import read_state, write_state
from index.sync.update import STAGING
from service.cli.main import main
from service.settings import Settings
from tests.https_server import HttpsServer, Reply, https_server
from tests.towns import write_towns

HEADING = "id,nom,commune,code_postal,services\n"
Sync = Callable[..., tuple[int, str]]


def csv_of(number: int, wrong: int = 0) -> Reply:
    """A CSV of places, the last of which have no name."""
    rows = (f"{row},{'' if row >= number - wrong else f'Lieu {row}'},Lille,59000," for row in
            range(number))  # fmt: skip
    body = (HEADING + "\n".join(rows)).encode()
    return Reply(body, headers={"ETag": f'"{number}-{wrong}"'})


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpsServer]:
    """A server of https."""
    with https_server(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Folders of this test."""
    data = tmp_path / "data"
    data.mkdir()
    write_towns(data / "communes.csv")
    for name, value in (("VAR", tmp_path / "var"), ("DATA", data)):
        monkeypatch.setenv(f"ORIENTESS_{name}", str(value))
    monkeypatch.setenv("COLUMNS", "200")
    return Settings()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of records of each build: the build itself has its own tests."""
    builds: list[int] = []

    def build() -> None:
        imports = Settings().imports.glob("*.jsonl")
        builds.append(sum(len(read_records(path)) for path in imports))

    monkeypatch.setattr("service.cli.build.build", build)
    return builds


@pytest.fixture
def run_sync(
    settings: Settings,
    built: list[int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Sync:
    """Runs the command: its exit status, and what it printed."""

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["orientess", "sync", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out + printed.err

    return run


@pytest.fixture
def places(settings: Settings, server: HttpsServer) -> None:
    """Two sources that are active, and one that is not."""
    lines = []
    for name, active in (("lieux", "true"), ("autres", "true"), ("eteinte", "false")):
        url = server.gives(f"/{name}.csv", csv_of(20))
        lines.append(
            f'[{name}]\nactif = {active}\ntitre = "Lieux"\nurl = "{url}"\n'
            'format = "mediation-numerique"\nlicence = "etalab-2.0"\ncredit = "Un producteur"\n'
        )
    settings.sources.write_text("\n".join(lines), encoding="utf-8")


def test_active_sources_should_be_fetched_imported_and_built(
    places: None, run_sync: Sync, settings: Settings, built: list[int], server: HttpsServer
) -> None:
    code, output = run_sync()
    assert code == 0
    assert "lieux : mise à jour" in output
    assert "lieux : 20 lignes lues, 20 gardées" in output
    assert "20 nouveaux, 0 disparu, 0 modifié" in output
    assert "+ lieux--0" in output
    assert f"tous : {settings.sync_home / 'lieux' / 'changes.json'}" in output
    assert built == [40]
    assert {seen.path for seen in server.seen} == {"/lieux.csv", "/autres.csv"}


def test_what_a_stopped_update_left_should_be_removed_even_when_no_source_is_due(
    places: None, run_sync: Sync, settings: Settings
) -> None:
    run_sync()
    for name in ("lieux", "eteinte"):
        (settings.sync_home / name / STAGING).mkdir(parents=True)
        (settings.sync_home / name / f"{TEMPORARY}1-state.json.partial").write_text("{")
    run_sync()
    left = [path.name for path in settings.sync_home.rglob("*")]
    assert [name for name in left if name == STAGING or name.startswith(TEMPORARY)] == []


def test_nothing_new_should_build_nothing(places: None, run_sync: Sync, built: list[int]) -> None:
    run_sync()
    code, output = run_sync("lieux", "lieux")
    assert (code, built) == (0, [40])
    assert output.count("lieux : inchangée") == 1


def test_sources_should_wait_for_their_period_unless_they_are_named(
    places: None, run_sync: Sync, settings: Settings, server: HttpsServer
) -> None:
    run_sync()
    folder = settings.sync_home / "lieux"
    state = read_state(folder)
    assert state is not None
    write_state(folder, state.model_copy(update={"checked": datetime(2026, 1, 1, tzinfo=UTC)}))
    server.seen.clear()
    code, output = run_sync()
    assert code == 0
    assert "lieux : inchangée" in output
    assert "autres : pas encore (vue le " in output
    assert [seen.path for seen in server.seen] == ["/lieux.csv"]


def test_the_build_should_be_left_for_later_on_demand(
    places: None, run_sync: Sync, built: list[int]
) -> None:
    code, output = run_sync("lieux", "--sans-construire")
    assert (code, built) == (0, [])
    assert "Lancez « orientess build »" in output


def test_a_refused_file_should_fail_and_not_stop_the_others(
    places: None, run_sync: Sync, built: list[int], server: HttpsServer
) -> None:
    run_sync()
    server.gives("/lieux.csv", csv_of(20, wrong=2))
    server.gives("/autres.csv", csv_of(21))
    code, output = run_sync("lieux", "autres")
    assert code == 1
    assert "lieux : refusée" in output
    assert "2 lignes refusées sur 20 : plus de 5 % (10 %)" in output
    assert "le dernier bon fichier reste (20 lignes, du " in output
    assert "orientess sync --force lieux" in output
    assert "1 nouveau, 0 disparu, 0 modifié" in output
    assert built == [40, 41]
    code, output = run_sync("lieux", "--force")
    assert (code, built[-1]) == (0, 39)
    assert "malgré 2 lignes refusées" in output


def test_a_source_that_does_not_answer_should_fail(
    places: None, run_sync: Sync, built: list[int], server: HttpsServer
) -> None:
    server.gives("/lieux.csv", Reply(status=404))
    code, output = run_sync("lieux")
    assert (code, built) == (1, [])
    assert "lieux : injoignable" in output
    assert "réponse 404" in output
    assert "le dernier bon fichier reste (aucun)" in output


@pytest.mark.parametrize(
    ("name", "message"),
    [("absente", "Source inconnue : absente ; celles"), ("eteinte", "Source inactive : eteinte")],
)
def test_a_source_that_is_unknown_or_off_should_not_be_fetched(
    places: None, run_sync: Sync, server: HttpsServer, name: str, message: str
) -> None:
    code, output = run_sync(name)
    assert (code, server.seen) == (1, [])
    assert message in output


def test_without_an_active_source_nothing_should_be_done(
    run_sync: Sync, settings: Settings, built: list[int]
) -> None:
    code, output = run_sync()
    assert (code, built) == (0, [])
    assert "Aucune source active" in output


def test_a_wrong_list_should_be_reported_with_its_key(run_sync: Sync, settings: Settings) -> None:
    settings.sources.write_text("[lieux]\nactif = 3\n", encoding="utf-8")
    code, output = run_sync()
    assert code == 1
    assert "sources.toml:0: champ « lieux.actif »" in output


def test_a_key_should_be_sent_and_never_printed_nor_stored(
    run_sync: Sync, settings: Settings, server: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEUX_KEY", "secretzq")
    row = {"id": "1", "nom": "Cyber", "commune": "Lille", "code_postal": "59000", "services": ""}
    page = json.dumps({"items": [row], "pages": 1}).encode()
    server.gives("/lieux?page=1", Reply(page))
    settings.sources.write_text(
        f'[lieux]\nactif = true\ntitre = "Lieux"\nurl = "{server.url("/lieux")}"\n'
        'par_pages = true\ncle = "LIEUX_KEY"\nformat = "mediation-numerique"\n'
        'licence = "etalab-2.0"\ncredit = "Un producteur"\n',
        encoding="utf-8",
    )
    code, output = run_sync()
    assert code == 0
    assert [seen.headers["Authorization"] for seen in server.seen] == ["Bearer secretzq"]
    stored = (path for path in settings.var.rglob("*") if path.is_file())
    assert "secretzq" not in output + "".join(path.read_text("utf-8") for path in stored)
