"""What documents promise to people and partners: no more than what the code does."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tests.docs.pages import blocks


@pytest.mark.parametrize(
    ("name", "minutes", "told"),
    [
        ("SECURITY.md", "three minutes", ("until midnight (UTC)", "reports a record")),
        ("docs/registre.md", "trois minutes", ("jusqu'à minuit (UTC)", "signale une fiche")),
        ("docs/aipd.md", "trois minutes", ("jusqu'à minuit (UTC)", "avec la fiche")),
    ],
)
def test_a_digest_that_a_form_keeps_for_the_day_should_be_said(
    name: str, minutes: str, told: tuple[str, ...]
) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if minutes in line]
    assert lines
    for line in lines:
        assert [each for each in told if each not in line] == []


def test_the_key_of_a_frame_should_not_be_proposed_for_the_component() -> None:
    # the component asks the API, which refuses a key of scope `widget`
    text = (ROOT / "docs" / "guide" / "partenaire.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if "/integrer" in line and "`widget`" in line]
    frame, _, component = line.partition(" ; ")
    assert "cadre" in frame
    assert "composant" not in frame
    assert "sans clé" in component
    assert "`lecture`" in component


def test_an_example_should_remove_the_files_that_it_writes() -> None:
    texts = [block.text for block in blocks(ROOT / "CONTRIBUTING.md") if block.runs]
    written = {name for text in texts for name in re.findall(r"^cat > (\S+)", text, re.MULTILINE)}
    removed = {
        name
        for text in texts
        for line in re.findall(r"\brm ([^#\n]+)", text)
        for name in line.split()
    }
    assert "lieux.csv" in written
    assert written - removed == set()
