"""The command that measures everyday requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.cli.conftest import Run

REQUEST = (
    "id\ttexte\tlieu\tattendu\tfautes\tsens\tcritere\nr1\tréparer un téléphone\t\toui\tnon\ts\tc\n"
)
LOCAL = "id\ttexte\tlieu\tfautes\tsens\tcritere\nt1\tréparer un téléphone\tLille\tnon\ts\tc\n"
READ = "demande\tfiche\tpremier\tsecond\nr1\tatelier-phenix\t1\t1\nt1\tatelier-phenix\t1\t1\n"


@pytest.mark.usefixtures("environment")
def test_each_set_of_requests_should_have_its_lines(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data/evaluation/demandes"
    folder.mkdir(parents=True)
    for name, text in {
        "demandes": REQUEST,
        "secondes": REQUEST,
        "locales": LOCAL,
        "lectures": READ,
        "proches": READ,
        "sens": "demande\tbesoin\tpremier\tsecond\n",
    }.items():
        (folder / f"{name}.tsv").write_text(text, encoding="utf-8")
    printed = run("evaluate-requests").stdout
    assert "# secondes (240, jamais ajustées)" in printed
    assert printed.count("ont une réponse, ") == 2
    assert "qui sert près : en premier : " in printed
    assert "(1 sur 1)" in printed
