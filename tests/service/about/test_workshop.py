"""The texts that people type in the workshop: their boxes, and what they count for."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from service.about import workshop
from service.about.workshop import ACTIVITIES, MAX_NEED_CHARS, MAX_WORD_CHARS
from service.app import create_app
from service.settings import Settings
from tests.service.page import read

WORDS, MISTAKES, LIMITS, BIAS, DECISION = (activity.path for activity in ACTIVITIES)


def test_boxes_should_show_again_what_was_typed(guided: TestClient) -> None:
    page = read(guided, WORDS, mot=["poule", "", "œuf", "coq"])
    assert [each["value"] for each in page.all("input")] == ["poule", "œuf", "coq", "", "", ""]


def test_boxes_beyond_those_of_the_page_should_be_ignored(guided: TestClient) -> None:
    page = read(guided, WORDS, mot=[f"mot{number}" for number in range(200)])
    assert page.all("th").count({"scope": "row"}) == len(workshop.WORDS.examples)


@pytest.mark.parametrize(
    ("path", "parameters", "cost"),
    [
        (WORDS, {"mot": ["un", "", "deux"]}, 2),
        (WORDS, {"mot": ["un"] * 90}, 6),
        (WORDS, {}, 6),
        (MISTAKES, {"q": ["un", "deux", "trois", "quatre"]}, 3),
        (LIMITS, {"q": "un"}, 1),
        (BIAS, {"metier": ["a", "b"], "mot": ["c", "d", "e"]}, 5),
        (DECISION, {"q": "un"}, 1),
    ],
)
def test_each_text_should_count_once_in_the_quota(
    guided: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    parameters: dict[str, object],
    cost: int,
) -> None:
    costs: list[int] = []

    async def charge(_: object, cost: int) -> None:
        costs.append(cost)

    monkeypatch.setattr(workshop, "charge", charge)
    guided.get(f"{path}?{urlencode(parameters, doseq=True)}")
    assert costs == [cost]


def test_too_many_texts_in_a_minute_should_be_refused(small_home: Path) -> None:
    settings = Settings(var=small_home.parent, use_encoder=False, quota_per_minute=7)
    with TestClient(create_app(settings)) as client:
        answers = [client.get(MISTAKES, params={"q": ["un", "deux", "trois"]}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


@pytest.mark.parametrize("activity", ACTIVITIES, ids=[each.slug for each in ACTIVITIES])
def test_boxes_should_not_take_more_than_the_page_compares(
    guided: TestClient, activity: workshop.Activity
) -> None:
    lengths = {
        int(each["maxlength"])
        for each in read(guided, activity.path).all("input")
        if each["type"] == "text"
    }
    assert lengths <= {MAX_WORD_CHARS, MAX_NEED_CHARS}
    assert len(lengths) == 1
