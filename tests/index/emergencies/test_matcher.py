"""Ways of saying found in a text: order, gaps, exclusions, phrases that count for nothing."""

from __future__ import annotations

import pytest

from index.emergencies.matcher import GAP, Matcher, language_slots
from index.emergencies.ways import read_phrases, read_way

GROUPS = {"fr": {"veux": "veux"}}
WAYS = [
    read_way(text, "fr", GROUPS, "urgences.toml")
    for text in ("<veux> mourir & !rire", "douleur & poitrine", "=au secours", "feu|incendie")
]
MATCHER = Matcher(
    WAYS,
    language_slots({"fr": read_phrases("formation open_data")}),
    language_slots({"fr": read_phrases("feu_vert"), "en": []}),
)


def nothing(word: str) -> bool:
    """A language without words."""
    return False


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("je veux mourir", [0]),
        ("je veux vraiment bientôt mourir", [0]),
        (f"je veux {'très ' * (GAP + 1)}mourir", []),
        ("mourir, je veux bien", []),
        ("je veux mourir de rire", []),
        ("la poitrine, une douleur", [1]),
        ("une douleur", []),
        ("au secours", [2]),
        ("au secours mon pc", []),
        ("feu vert", []),
        ("feu vert mais incendie", [3]),
        ("", []),
    ],
)
def test_a_way_should_be_said_in_its_order_and_without_what_it_excludes(
    text: str, ranks: list[int]
) -> None:
    assert MATCHER.match(text, nothing)[0] == ranks


@pytest.mark.parametrize(
    ("text", "elsewhere"), [("formation incendie", True), ("open data", True), ("incendie", False)]
)
def test_a_text_about_something_else_should_be_told(text: str, elsewhere: bool) -> None:
    assert MATCHER.match(text, nothing)[1] is elsewhere
