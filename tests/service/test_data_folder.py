"""The folder of the data: the operator's first, then that of the package, never written to."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.errors import OrientessError
from service import data_folder
from service.cli.main import app
from service.data_folder import check_writable, default_folder, missing
from service.settings import Settings
from tests.conftest import DATA


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data of an installed package, and an empty folder where the command is run."""
    folder = tmp_path / "package" / "data"
    folder.mkdir(parents=True)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.setattr(data_folder, "PACKAGED", folder)
    monkeypatch.delenv("ORIENTESS_DATA", raising=False)
    monkeypatch.chdir(here)
    return folder


def test_data_should_be_those_of_the_package_in_an_empty_folder(packaged: Path) -> None:
    assert Settings().data == packaged


def test_data_where_the_command_is_run_should_come_first(packaged: Path) -> None:
    Path("data").mkdir()
    assert Settings().data == Path("data")


def test_the_folder_that_a_setting_names_should_come_first(
    packaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("data").mkdir()
    monkeypatch.setenv("ORIENTESS_DATA", str(tmp_path / "autre"))
    assert Settings().data == tmp_path / "autre"


def test_a_repository_should_have_no_data_in_its_package(packaged: Path) -> None:
    packaged.rmdir()
    assert default_folder() == Path("data")


def test_a_folder_without_data_should_be_told_with_its_setting(tmp_path: Path) -> None:
    assert missing(DATA) == ""
    assert str(tmp_path) in missing(tmp_path)
    assert "réglez ORIENTESS_DATA" in missing(tmp_path)


def test_the_data_of_the_package_should_not_be_written_to(packaged: Path, tmp_path: Path) -> None:
    with pytest.raises(OrientessError, match=f"cp -r {packaged} data"):
        check_writable(packaged)
    check_writable(tmp_path)


def test_the_catalogue_of_the_package_should_not_take_records(packaged: Path) -> None:
    own = packaged.parent / "own.jsonl"
    own.write_text((DATA / "actors.jsonl").read_text(encoding="utf-8"), encoding="utf-8")
    for arguments in (["import", str(own)], ["codes"]):
        with pytest.raises(OrientessError, match="remplacées à chaque mise à jour"):
            CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert list(packaged.iterdir()) == []
