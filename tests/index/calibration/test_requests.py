"""Requests that a catalogue cannot serve: their kinds, and what is hidden with them."""

from __future__ import annotations

from index.calibration.requests import BESIDE, RequestMaker

OWN = [f"plombier numéro {number}" for number in range(100)]
OTHERS = [[f"reine numéro {number}" for number in range(50)], ["roi numéro un"] * 50]


def test_the_same_requests_should_be_drawn_again() -> None:
    first, second = ([each.text for each in RequestMaker(OWN, OTHERS, 3).draw(60)] for _ in "12")
    assert first == second
    assert len(first) == 60


def test_half_of_the_requests_should_be_unknown_to_the_margin() -> None:
    drawn = list(RequestMaker(OWN, OTHERS, 3).draw(60))
    assert sum(not len(each.hidden) for each in drawn) >= 30
    assert {each.field for each in drawn} == {-1, 0, 1}


def test_an_example_of_the_margin_should_be_hidden_with_those_of_its_field() -> None:
    known = [each for each in RequestMaker(OWN, [], 3).draw(60) if len(each.hidden)]
    assert known
    assert all(BESIDE < len(each.hidden) <= 2 * BESIDE + 1 for each in known)


def test_names_of_persons_and_words_without_meaning_should_be_asked_without_any_example() -> None:
    assert [each.text for each in RequestMaker([], [], 3).draw(60)] != []
