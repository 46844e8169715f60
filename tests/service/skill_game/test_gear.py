"""Gear of the character: tied to the pictograms of the skills found."""

from __future__ import annotations

from collections import Counter

import pytest

from index.taxonomy.general_skills import GeneralSkill
from service.presentation.templating import STATIC
from service.skill_game.gear import BACKPACK, GEAR, gear_of
from tests.conftest import ROOT
from tests.index.skill_game.made_up import general_skill

AVATAR = STATIC.parent / "skill_game" / "templates" / "avatar.html"


def test_ten_pieces_at_most_are_drawn_each_with_a_name() -> None:
    drawn = AVATAR.read_text(encoding="utf-8")
    assert len(GEAR) <= 10
    assert len({piece.key for piece in GEAR}) == len({piece.name for piece in GEAR}) == len(GEAR)
    assert all(f'"{piece.key}": ' in drawn for piece in GEAR)


def test_a_pictogram_brings_one_piece() -> None:
    counted = Counter(name for piece in GEAR for name in piece.pictograms)
    assert [name for name, count in counted.items() if count > 1] == []


@pytest.mark.parametrize(("pictogram", "key"), [("tool", "belt"), ("code", "laptop")])
def test_a_skill_brings_the_piece_of_its_pictogram(pictogram: str, key: str) -> None:
    assert [piece.key for piece in gear_of([general_skill("une", pictogram)])] == [key]


def test_a_skill_of_another_pictogram_brings_a_backpack() -> None:
    assert gear_of([general_skill("une", "sailboat")]) == (BACKPACK,)


def test_no_skill_brings_nothing_and_two_alike_bring_one_piece() -> None:
    assert gear_of([]) == ()
    assert len(gear_of([general_skill("une"), general_skill("deux")])) == 1


def test_nearly_all_skills_of_the_file_bring_a_piece_of_their_own() -> None:
    lines = (ROOT / "data" / "competences.jsonl").read_text(encoding="utf-8").splitlines()
    skills = [GeneralSkill.model_validate_json(line) for line in lines]
    others = [skill.id for skill in skills if gear_of([skill]) == (BACKPACK,)]
    assert len(others) <= len(skills) / 10
    assert {piece.key for piece in GEAR[1:]} <= {piece.key for piece in gear_of(skills)}
