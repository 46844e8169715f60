"""What is said of the vulnerabilities of dependencies, and when nothing could be looked up."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

from scripts import audit

ANSWER = {
    "dependencies": [
        {"name": "sain", "version": "1.0", "vulns": []},
        {"name": "percé", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]},
        {"name": "saute", "skip_reason": "inconnu"},
    ]
}


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, tuple[str, str]]], None]:
    """Sets what each database answers: service -> (output, errors)."""

    def answer(said: dict[str, tuple[str, str]]) -> None:
        def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
            output, errors = said[command[command.index("--vulnerability-service") + 1]]
            return subprocess.CompletedProcess(command, 1, output, errors)

        monkeypatch.setattr(subprocess, "run", run)

    return answer


def test_a_known_vulnerability_should_be_told_with_what_mends_it(
    answering: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    answering({"pypi": (json.dumps(ANSWER), "Found 1 known vulnerability")})
    assert audit.main() == 1
    assert capsys.readouterr().out == "percé 2.0 : PYSEC-1, corrigé dans 2.1\n"


def test_another_database_should_be_asked_when_one_does_not_answer(
    answering: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    answering({"pypi": ("", "requests.ConnectionError"), "osv": ('{"dependencies": []}', "")})
    assert audit.main() == 0
    said = capsys.readouterr()
    assert said.out == "osv : aucune vulnérabilité connue.\n"
    assert said.err == "pypi : ne répond pas\n"


def test_silence_should_not_pass_for_a_clean_bill(
    answering: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    answering(dict.fromkeys(audit.SERVICES, ("", "ConnectionError")))
    assert audit.main() == 2
    assert "rien n'a été vérifié" in capsys.readouterr().err


def test_the_files_that_are_looked_up_should_exist() -> None:
    files = [each.partition("=")[2] for each in audit.command("pypi") if "--requirement" in each]
    assert len(files) == len(audit.LOCKS)
    assert all(file.startswith(str(audit.ROOT / "requirements")) for file in files)
