"""Records for people of whom a query says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from index.records.audience import is_for_others
from tests.conftest import make_actor

DEAF = {
    "publics": ["personnes-en-situation-de-handicap", "jeunes"],
    "besoins": ["inclusion--sourd"],
}


@pytest.mark.parametrize(
    ("fields", "needs", "others"),
    [
        ({}, ["creer--programmation"], True),
        ({}, ["creer--programmation", "inclusion--sourd"], False),
        ({"publics": ["tous-publics"]}, ["creer--programmation"], False),
        ({"besoins": ["creer--programmation", "inclusion--sourd"]}, ["bases--visio"], False),
        ({"publics": ["jeunes"]}, ["bases--visio"], False),
    ],
)
def test_a_record_for_deaf_people_should_be_for_others_unless_asked(
    fields: dict[str, Any], needs: list[str], others: bool
) -> None:
    assert is_for_others(make_actor(**DEAF | fields), needs) is others
