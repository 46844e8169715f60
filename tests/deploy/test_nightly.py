"""The nightly import: what is bad is refused with its file and line, and the old index serves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.artefact import versions
from index.records.jsonl import read_records, to_json
from service.cli.main import main
from service.runtime.live_index import LiveIndex
from service.settings import Settings
from tests.conftest import ROOT, SMALL_CATALOGUE, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.searchers import CALIBRATION_FILE
from tests.towns import write_towns

HEADING = "id,nom,commune,code_postal,services\n"
GOOD = [f"{number},Lieu {number},Lille,59000," for number in range(20)]
Night = Callable[..., tuple[int, str]]


class NamedEncoder(HashEncoder):
    """An encoder that says where it comes from."""

    manifest = SimpleNamespace(source="hash")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """A place whose catalogue was built once, without the real encoder nor all of French."""
    data = tmp_path / "data"
    data.mkdir()
    write_towns(data / "communes.csv")
    (data / "calibration.json").symlink_to(CALIBRATION_FILE)
    (data / "actors.jsonl").write_text(to_json(SMALL_CATALOGUE[0]) + "\n", encoding="utf-8")
    for name, value in (
        ("ORIENTESS_VAR", str(tmp_path / "var")),
        ("ORIENTESS_DATA", str(data)),
        ("ORIENTESS_USE_ENCODER", "0"),
        ("COLUMNS", "200"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("service.cli.build._encoder", lambda *_: NamedEncoder())
    monkeypatch.setattr("index.indexing.text_parts._french_words", lambda: (("pas", 6.2),))
    needs = make_thesaurus(reparer="Réparer")
    monkeypatch.setattr("service.cli.build.Thesaurus.read", lambda *_: needs)
    return Settings()


@pytest.fixture
def night(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Night:
    """Runs commands one after another, as long as they succeed, as the timer does."""

    def run(*commands: tuple[str, ...]) -> tuple[int, str]:
        for command in commands:
            monkeypatch.setattr(sys, "argv", ["orientess", *command])
            with pytest.raises(SystemExit) as stopped:
                main()
            if code := int(stopped.value.code or 0):
                return code, capsys.readouterr().err
        return 0, ""

    assert run(("build",)) == (0, "")
    return run


def csv_of(folder: Path, *rows: str) -> str:
    """The path of a CSV of places."""
    path = folder / "lieux.csv"
    path.write_text(HEADING + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_a_good_file_should_be_in_service_after_the_night(
    settings: Settings, night: Night, tmp_path: Path
) -> None:
    served = LiveIndex(settings)
    served.refresh()
    assert night(("import", csv_of(tmp_path, *GOOD)), ("build",)) == (0, "")
    served.refresh()
    assert len(served.searcher.retriever.content.records) == 1 + len(GOOD)


def test_a_file_with_too_many_bad_rows_should_leave_the_import_and_the_index(
    settings: Settings, night: Night, tmp_path: Path
) -> None:
    night(("import", csv_of(tmp_path, *GOOD)), ("build",))
    version = versions.current_version(settings.index_home)
    bad = [*GOOD[:18], "18,,Lille,59000,", "19,,Lille,59000,"]
    code, told = night(("import", csv_of(tmp_path, *bad)), ("build",))
    assert code == 1
    assert "lieux.csv:0: champ « fichier » : trouvé 2 lignes refusées sur 20 (10,0 %)" in told
    assert "lieux.csv:20: champ « nom »" in told
    assert len(read_records(settings.imports / "lieux.jsonl")) == len(GOOD)
    assert versions.current_version(settings.index_home) == version
    assert night(("import", csv_of(tmp_path, *bad), "--refus-max", "10"), ("build",)) == (0, "")
    assert versions.current_version(settings.index_home) != version


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param('{"type": "structure", ', "du JSON invalide", id="no json"),
        pytest.param('{"type": "structure", "id": "b"}', "« nom »", id="no name"),
    ],
)
def test_a_bad_line_of_our_own_should_be_told_and_change_nothing(
    settings: Settings, night: Night, tmp_path: Path, line: str, told: str
) -> None:
    version, before = versions.current_version(settings.index_home), settings.actors.read_bytes()
    path = tmp_path / "nouvelles.jsonl"
    path.write_text(f"{to_json(SMALL_CATALOGUE[1])}\n{line}\n", encoding="utf-8")
    code, said = night(("import", str(path)), ("build",))
    assert code == 1
    assert "nouvelles.jsonl:2" in said
    assert told in said
    assert settings.actors.read_bytes() == before
    assert versions.current_version(settings.index_home) == version


def test_an_import_damaged_on_the_disk_should_stop_the_build_and_not_the_service(
    settings: Settings, night: Night, tmp_path: Path
) -> None:
    night(("import", csv_of(tmp_path, *GOOD)), ("build",))
    served = LiveIndex(settings)
    served.refresh()
    version = served.searcher.manifest.version
    imported = settings.imports / "lieux.jsonl"
    imported.write_bytes(imported.read_bytes()[:-20])
    code, said = night(("build",))
    assert (code, "lieux.jsonl:20" in said) == (1, True)
    served.refresh()
    assert served.searcher.manifest.version == version


@pytest.mark.parametrize(("command", "is_done"), [("true", True), ("false", False)])
def test_a_night_that_succeeds_should_leave_its_date(
    tmp_path: Path, command: str, is_done: bool
) -> None:
    """A metric tells it, so that a night that fails, or does not come, is seen."""
    environment = {"ORIENTESS_BIN": f"/usr/bin/{command}", "ORIENTESS_VAR": str(tmp_path)}
    ended = subprocess.run(  # noqa: S603 - our own script
        [str(ROOT / "deploy" / "nightly")],
        env={"PATH": "/usr/bin:/bin"} | environment,
        check=False,
    )
    assert (ended.returncode == 0) is is_done
    assert (tmp_path / "faits" / "nuit").exists() is is_done
