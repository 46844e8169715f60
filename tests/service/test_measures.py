"""Figures that pages show: the formula of the EcoIndex, and agreement with the documentation."""

from __future__ import annotations

import re

import pytest

from service.measures import PageFigures, ecoindex, measures
from tests.conftest import ROOT

WRITINGS = {"clean": "clean", "typing": "typing mistakes", "heard": "as heard, SMS"}
"""How a need is written -> what the documentation calls it."""


def documented() -> dict[str, dict[str, tuple[float, float]]]:
    """Writing -> channel -> nDCG@10 and success@1, from the first table of the evaluation."""
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    table = text[text.index("| writing | channel |") : text.index("**Typed by hand**")]
    found: dict[str, dict[str, tuple[float, float]]] = {}
    writing = ""
    for line in table.splitlines()[2:]:
        cells = [each.strip(" *") for each in line.strip("|").split("|")]
        if len(cells) > 3:
            writing = cells[0] or writing
            found.setdefault(writing, {})[cells[1].split(" ")[0]] = float(cells[2]), float(cells[3])
    return found


@pytest.mark.parametrize(
    ("elements", "requests", "kilobytes", "score"),
    [
        (0, 0, 0, 100),
        (47, 2, 1.37, 95),
        (28, 1, 1.4, 97),
        (212, 1, 2.0, 89),
        (10**6, 10**4, 1e6, 0),
    ],
)
def test_the_ecoindex_should_follow_the_published_formula(
    elements: int, requests: int, kilobytes: float, score: int
) -> None:
    assert ecoindex(elements, requests, kilobytes) == score


@pytest.mark.parametrize(
    ("figures", "score", "grade"),
    [
        (PageFigures(bytes=2048, requests=1, elements=212), 89, "A"),
        (PageFigures(bytes=2_600_000, requests=78, elements=693), 43, "D"),
        (PageFigures(bytes=10**9, requests=10**4, elements=10**6), 0, "G"),
        (PageFigures(bytes=2048, requests=1), None, ""),
        (PageFigures(), None, ""),
    ],
)
def test_a_page_should_have_an_ecoindex_only_when_all_was_measured(
    figures: PageFigures, score: int | None, grade: str
) -> None:
    assert (figures.ecoindex, figures.grade) == (score, grade)


@pytest.mark.parametrize("writing", WRITINGS)
def test_figures_of_quality_should_be_those_of_the_documentation(writing: str) -> None:
    shown = next(each for each in measures().quality if each.writing == writing)
    told = documented()[WRITINGS[writing]]
    assert told["mots"] == (shown.words_ndcg, shown.words_success)
    assert told["sens"] == (shown.meaning_ndcg, shown.meaning_success)
    assert told["fusion"] == (shown.fused_ndcg, shown.fused_success)


def test_false_answers_should_be_those_of_the_documentation() -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    shares = {
        rule: (float(kept), float(false))
        for rule, kept, false in re.findall(r"\| ([a-z, ]+) \| ([\d.]+) % / ([\d.]+) % \|", text)
    }
    figures = measures().false_answers
    shown = [round(100 * each, 1) for each in (figures.kept, figures.words, figures.fused)]
    assert shares["words alone"] == (shown[0], shown[1])
    assert shares["with needs and requests outside"] == (shown[0], shown[2])
