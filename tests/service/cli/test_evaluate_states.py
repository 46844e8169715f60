"""The command that measures states is offered, and says what it measures."""

from __future__ import annotations

from typer.testing import CliRunner

from service.cli.main import app


def test_the_command_should_say_what_it_measures() -> None:
    answer = CliRunner().invoke(app, ["evaluate-states", "--help"])
    assert answer.exit_code == 0
    assert "ni état, ni condition" in answer.output
