"""Consoles: as wide as the terminal, each on its stream."""

from __future__ import annotations

import pytest

from service.console import err, out


@pytest.mark.parametrize("columns", ["60", "200"])
def test_a_console_should_be_as_wide_as_the_terminal_when_it_is_used(
    columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert out().width == err().width == int(columns)


def test_errors_should_be_written_on_the_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    out().print("une fiche")
    err().print("une erreur")
    assert capsys.readouterr() == ("une fiche\n", "une erreur\n")
