"""The guide: the question that tells most, its cards, and where answers lead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from index.guide.questionnaire import (
    MAX_CARDS,
    MAX_QUESTIONS,
    MEANING,
    OTHERS,
    UNKNOWN,
    Answer,
    Attribute,
    Guide,
    GuideItems,
    GuideState,
    likely_labels,
    sentence_of,
)

THEMES = {"reparer": "Réparer", "apprendre": "Apprendre", "donner": "Donner"}


def items(count: int = 12, themes: int = 3, untold: int = 0) -> GuideItems:
    """Some things of a few themes, those of a theme alike, the first ones of none."""
    rng = np.random.default_rng(1)
    labels = dict(list(THEMES.items())[:themes]) | {
        f"theme-{each}": f"Thème {each}" for each in range(3, themes)
    }
    keys = list(labels)
    own = [keys[row % themes] for row in range(count)]
    vectors = np.array([np.eye(32)[keys.index(each)] for each in own]) + rng.normal(
        0, 0.05, (count, 32)
    )
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    values = tuple(
        frozenset[str]() if row < untold else frozenset({each}) for row, each in enumerate(own)
    )
    return GuideItems(
        tuple(f"chose-{row}" for row in range(count)),
        tuple(f"Chose {row}" for row in range(count)),
        vectors.astype(np.float32),
        np.ones(count),
        (Attribute("theme", "De quoi s'agit-il ?", labels, values),),
        "Laquelle ?",
    )


def walk(guide: Guide, aim: int) -> GuideState:
    """The end of the path of somebody who knows which card holds a thing."""
    given: list[Answer] = []
    path = guide.follow(given)
    while path.question is not None:
        card = next(each for each in path.question.cards if aim in each.rows)
        given.append(Answer(path.question.key, card.value))
        path = guide.follow(given)
    return path


def test_the_first_question_should_be_the_one_expected_to_tell_most() -> None:
    question = Guide(items(12, 3)).follow([]).question
    assert question is not None
    assert question.key == MEANING
    assert question.bits == pytest.approx(np.log2(len(question.cards)), abs=0.3)


def test_a_question_that_people_know_should_be_preferred_when_it_tells_as_much() -> None:
    question = Guide(items(12, 6)).follow([]).question
    assert question is not None
    assert question.key == "theme"
    assert question.bits == pytest.approx(np.log2(6))


@pytest.mark.parametrize("aim", [0, 7, 59])
def test_every_thing_should_be_reached_within_five_questions(aim: int) -> None:
    path = walk(Guide(items(60, 3)), aim)
    assert path.rows == (aim,)
    assert len(path.answers) <= MAX_QUESTIONS


def test_a_screen_should_have_few_cards_that_hold_everything_once() -> None:
    question = Guide(items(100, 12)).follow([]).question
    assert question is not None
    rows = [row for card in question.cards for row in card.rows]
    assert len(question.cards) <= MAX_CARDS
    assert sorted(rows) == list(range(100))


def test_many_values_should_share_cards_and_be_asked_again_within_one() -> None:
    guide = Guide(items(90, 30))
    first = guide.follow([]).question
    assert first is not None
    card = next(each for each in first.cards if each.several)
    assert " · " in card.label
    after = guide.follow([Answer(first.key, card.value)])
    assert after.rows == card.rows
    assert after.question is not None
    assert after.question.key == "theme"


def test_what_most_people_come_for_should_come_first_and_name_the_cards() -> None:
    some = items(90, 30)
    (theme,) = some.attributes
    first = ("theme-29", "theme-12", "donner")
    plain = Guide(some).follow([]).question
    question = Guide(replace(some, attributes=(replace(theme, first=first),))).follow([]).question
    assert plain is not None
    assert question is not None
    assert {card.rows for card in question.cards} == {card.rows for card in plain.cards}
    assert question.bits == pytest.approx(plain.bits)
    held = [
        sum(not theme.values[row].isdisjoint(first) for row in card.rows) for card in question.cards
    ]
    assert held == sorted(held, reverse=True)
    for card, count in zip(question.cards, held, strict=True):
        assert (card.value in first) is (count > 0)


def test_who_does_not_know_should_keep_everything_and_be_asked_something_else() -> None:
    guide = Guide(items(12, 6))
    path = guide.follow([Answer("theme", UNKNOWN)])
    assert len(path.rows) == 12
    assert path.question is not None
    assert path.question.key == MEANING


def test_who_never_knows_should_not_be_asked_for_ever() -> None:
    path = Guide(items(12)).follow([Answer("theme", UNKNOWN), Answer(MEANING, UNKNOWN)])
    assert path.question is None
    assert len(path.rows) == 12


def test_a_question_whose_cards_all_keep_everything_should_not_be_asked_first() -> None:
    some = items(12, 6)
    both = Attribute("voie", "Comment ?", {"a": "A", "b": "B"}, (frozenset({"a", "b"}),) * 12)
    question = Guide(replace(some, attributes=(both,))).follow([]).question
    assert question is not None
    assert question.key == MEANING


def test_what_an_attribute_says_nothing_of_should_have_a_card() -> None:
    question = Guide(items(12, 6, untold=3)).follow([]).question
    assert question is not None
    others = question.cards[-1]
    assert (others.value, others.label, others.rows) == (OTHERS, "Autre chose", (0, 1, 2))


@pytest.mark.parametrize("answer", [Answer("theme", "inconnu"), Answer("couleur", "bleu")])
def test_an_answer_that_stands_no_more_should_be_left_out(answer: Answer) -> None:
    path = Guide(items(12, 6)).follow([answer])
    assert len(path.rows) == 12
    assert path.answers == ()


def test_the_answers_should_be_told_by_their_labels() -> None:
    path = Guide(items(12, 6)).follow([Answer("theme", "reparer")])
    assert [label for _, label in path.answers] == ["Réparer"]
    assert path.rows == (0, 6)


def test_with_nothing_to_lead_to_nothing_should_be_asked() -> None:
    nothing = GuideItems((), (), np.zeros((0, 4), np.float32), np.zeros(0), (), "")
    assert Guide(nothing).follow([]).question is None


def test_the_sentence_should_tell_the_heaviest_things_left() -> None:
    some = items(5)
    some.weights[3] = 9
    assert sentence_of(likely_labels(some, (0, 3, 4))) == "Chose 3, Chose 0, Chose 4"
