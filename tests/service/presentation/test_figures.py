"""Figures that pages show: they are those of the documentation and of the tests."""

from __future__ import annotations

import json
import re

import pytest

from bench.ecoindex import ecoindex
from service.presentation.figures import PageFigures, published_figures
from tests.browser.states import STATES
from tests.conftest import ROOT

WRITINGS = {"clean": "clean", "typing": "typing mistakes", "heard": "as heard, SMS"}
"""How a need is written -> what the documentation calls it."""


def served(text: str, writing: str) -> tuple[float, int]:
    """Success@1 and percents answered of what is served, for a writing of a part of the text."""
    part = text[text.index(f"| {writing} |") :]
    page = re.search(r"\| servi \| [\d.]+ \| ([\d.]+) \|.*?\| (\d+) % \|", part)
    assert page is not None
    return float(page[1]), int(page[2])


def test_what_people_get_should_be_what_the_documentation_says() -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    texts = published_figures().served
    typed = text[text.index("**Typed by hand**") :]
    assert served(text, "clean")[0] == texts.clean
    assert served(typed, "clean")[0] == texts.typed
    assert 100 - served(text, "as heard, SMS")[1] == round(100 * texts.heard_silent)


def documented() -> dict[str, dict[str, tuple[float, float]]]:
    """Writing -> channel -> nDCG@10 and success@1, from the first table of the evaluation."""
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    table = text[text.index("| writing | channel |") : text.index("**Typed by hand**")]
    page: dict[str, dict[str, tuple[float, float]]] = {}
    writing = ""
    for line in table.splitlines()[2:]:
        cells = [each.strip(" *") for each in line.strip("|").split("|")]
        if len(cells) > 3:
            writing = cells[0] or writing
            page.setdefault(writing, {})[cells[1].split(" ")[0]] = float(cells[2]), float(cells[3])
    return page


@pytest.mark.parametrize("writing", WRITINGS)
def test_figures_of_quality_should_be_those_of_the_documentation(writing: str) -> None:
    visible = next(each for each in published_figures().quality if each.writing == writing)
    text = documented()[WRITINGS[writing]]
    assert text["mots"] == (visible.words_ndcg, visible.words_success)
    assert text["sens"] == (visible.meaning_ndcg, visible.meaning_success)
    assert text["fusion"] == (visible.fused_ndcg, visible.fused_success)


def test_false_answers_should_be_those_of_the_documentation() -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    shares = {
        rule: (float(stored), float(false))
        for rule, stored, false in re.findall(r"\| ([a-z, ]+) \| ([\d.]+) % / ([\d.]+) % \|", text)
    }
    figures = published_figures().false_answers
    rules = {"words alone": figures.words, "with needs and requests outside": figures.fused}
    for rule, visible in rules.items():
        kept, false = shares[rule]
        assert kept == pytest.approx(100 * figures.kept, abs=0.11)  # one share for both rules
        assert false == round(100 * visible, 1)


def test_the_states_told_to_be_tested_should_be_tested_and_by_the_tool_that_is_named() -> None:
    figures = published_figures().accessibility
    package = json.loads((ROOT / "tests" / "browser" / "package.json").read_text(encoding="utf-8"))
    assert figures.states == len(STATES)
    assert figures.checker == f"axe-core {package['devDependencies']['axe-core']}"


STATUSES = ("C", "NC", "NA")
"""A criterion on a page: conforming, not conforming, not applicable."""
WORST_FIRST = ("NC", "C", "NA")
"""Of a criterion on several pages, the status that is told."""


def documented_criteria() -> dict[str, tuple[list[str], str]]:
    """Number of a criterion -> its status on each page and how it was checked, as documented."""
    text = (ROOT / "docs" / "accessibilite.md").read_text(encoding="utf-8")
    criteria = {}
    for line in re.findall(r"^\| \*\*\d+\.\d+\*\* .*", text, flags=re.MULTILINE):
        cells = [each.strip() for each in line.strip("|").split(" | ")]
        number = cells[0].removeprefix("**").partition("**")[0]
        criteria[number] = cells[1:13], cells[13]
    return criteria


def test_each_criterion_should_have_its_status_on_each_page() -> None:
    criteria = documented_criteria()
    assert len(criteria) == 106
    assert {len(statuses) for statuses, _ in criteria.values()} == {12}
    assert {each for statuses, _ in criteria.values() for each in statuses} <= set(STATUSES)


def test_the_published_evaluation_should_be_the_sum_of_the_documented_one() -> None:
    figures = published_figures().accessibility
    criteria = documented_criteria()
    for rank, counted in enumerate(figures.pages.values()):
        kept = [statuses[rank] for statuses, _ in criteria.values()]
        sums = (counted.conforming, counted.failing, counted.not_applicable)
        assert sums == tuple(map(kept.count, STATUSES))
    worst = [min(statuses, key=WORST_FIRST.index) for statuses, _ in criteria.values()]
    assert figures.criteria is not None
    total = figures.criteria
    sums = (total.conforming, total.failing, total.not_applicable)
    assert sums == tuple(map(worst.count, STATUSES))
    read = [how for (_, how), status in zip(criteria.values(), worst, strict=True) if status == "C"]
    assert figures.unheard == sum("†" in how for how in read)


def test_the_rates_told_by_the_documentation_should_be_those_published() -> None:
    text = (ROOT / "docs" / "accessibilite.md").read_text(encoding="utf-8")
    figures = published_figures().accessibility
    assert figures.criteria is not None
    for rate in (figures.criteria.rate, figures.mean_rate, figures.least_rate):
        assert f"{100 * rate:.1f}".replace(".", ",") + " %" in text


@pytest.mark.parametrize("name", ["home", "results", "sheet"])
def test_an_ecoindex_should_be_what_the_formula_makes_of_the_figures(name: str) -> None:
    figures: PageFigures = getattr(published_figures().pages, name)
    assert agrees(figures)


def agrees(figures: PageFigures) -> bool:
    """Whether a page has all its figures and the EcoIndex that they make, or has none."""
    if figures.kilobytes is None or figures.requests is None or figures.elements is None:
        return figures == PageFigures()
    made = ecoindex(figures.elements, figures.requests, figures.kilobytes)
    return (made.score, made.grade) == (figures.ecoindex, figures.grade)


@pytest.mark.parametrize(
    ("figures", "sound"),
    [
        (PageFigures(), True),
        (PageFigures(kilobytes=2.0, requests=1, elements=212, ecoindex=89, grade="A"), True),
        (PageFigures(kilobytes=2.0, requests=1, elements=212, ecoindex=95, grade="A"), False),
        (PageFigures(kilobytes=2.0, ecoindex=89, grade="A"), False),
    ],
)
def test_figures_that_disagree_should_be_seen(figures: PageFigures, sound: bool) -> None:
    assert agrees(figures) is sound
