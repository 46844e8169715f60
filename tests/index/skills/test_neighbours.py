"""Neighbours of an occupation, by skills."""

from __future__ import annotations

from index.search.retriever import Retriever
from index.skills.neighbours import neighbours
from tests.index.skills.occupations import REPAIR, TEACHER


def test_neighbours_should_share_skills_and_their_author(retriever: Retriever) -> None:
    found = neighbours(retriever.content.occupations, REPAIR, 5)
    assert [each.id for each in found] == ["formateur", "codeur"]
    assert neighbours(retriever.content.occupations, REPAIR, 1) == [TEACHER]
