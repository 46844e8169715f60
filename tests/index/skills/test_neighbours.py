"""Neighbours of an occupation, by skills."""

from __future__ import annotations

import pytest

from index.search.retriever import Retriever
from index.skills import neighbours as module
from index.skills.neighbours import neighbours
from tests.index.skills.occupations import REPAIR, ROME, TEACHER


def test_neighbours_should_share_skills_and_their_author(retriever: Retriever) -> None:
    found = neighbours(retriever.content.occupations, REPAIR, 5)
    assert [each.id for each in found] == ["formateur", "codeur"]
    assert neighbours(retriever.content.occupations, REPAIR, 1) == [TEACHER]


def test_an_occupation_alone_of_its_author_should_have_no_neighbour(retriever: Retriever) -> None:
    assert neighbours(retriever.content.occupations, ROME, 5) == []


def test_only_the_nearest_by_name_should_be_compared(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COMPARED", 1)
    assert len(neighbours(retriever.content.occupations, REPAIR, 5)) == 1
