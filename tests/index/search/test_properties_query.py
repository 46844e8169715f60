"""Queries: whatever is typed is cleaned within bounds, or refused in French by its field."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidQuery
from index.search.query import (
    MAX_CHARS,
    MAX_CODES,
    MAX_PAGE,
    MAX_PAGE_SIZE,
    MAX_SKILL_CHARS,
    UNFOLDED,
    Query,
    visible,
)
from index.skills.query import ProfileQuery
from tests.strategies import ANYTHING, ODD, fixed

TYPED = ANYTHING | ODD | st.text("a\ufdfa", min_size=100, max_size=400)
FILTERS = st.dictionaries(st.sampled_from(("frais", "type")), st.lists(TYPED, max_size=20))


def asked(make: Callable[[], Query]) -> Query | str:
    """A query, or the field at fault once what is said of it was read."""
    try:
        return make()
    except InvalidQuery as refused:
        return _told(refused)


def _told(refused: InvalidQuery) -> str:
    """The field of a refusal, which is a sentence in valid Unicode."""
    assert refused.message[:1].isupper()
    assert refused.message.endswith(".")
    assert refused.message.encode()
    return refused.field


@fixed(400)
@given(TYPED)
def test_a_visible_text_should_be_seen_the_same_again(typed: str) -> None:
    seen = visible(typed)
    assert visible(seen) == seen
    assert seen == " ".join(seen.split())


@fixed(300)
@given(
    TYPED,
    FILTERS,
    TYPED,
    st.integers() | st.just(1),
    st.integers() | st.just(10),
    st.floats() | st.just(20.0),
)
def test_a_query_should_be_within_bounds_or_refused_by_its_field(
    typed: str, filters: dict[str, list[str]], place: str, page: int, size: int, radius: float
) -> None:
    codes = {field: tuple(each) for field, each in filters.items()}
    query = asked(lambda: Query(typed, codes, radius_km=radius, page=page, size=size, place=place))
    if isinstance(query, str):
        assert query in {"q", "lieu", "page", "size", "distance", "filtres"}
        return
    assert 0 < len(query.text) <= UNFOLDED * MAX_CHARS
    assert len(query.place) <= UNFOLDED * MAX_CHARS
    assert 1 <= query.page <= MAX_PAGE
    assert 1 <= query.size <= MAX_PAGE_SIZE
    assert sum(map(len, query.filters.values())) <= MAX_CODES
    assert f"{query.text} {query.place}".encode()


@fixed(300)
@given(TYPED | st.just(""), st.lists(TYPED, max_size=4), st.lists(TYPED, max_size=2))
def test_a_profile_should_be_cleaned_or_refused_by_its_field(
    typed: str, skills: list[str], ways: list[str]
) -> None:
    query = asked(lambda: ProfileQuery(typed, skills=tuple(skills), ways=tuple(ways)))
    if isinstance(query, str):
        assert query in {"profil", "competences", "voies"}
        return
    assert isinstance(query, ProfileQuery)
    assert any(char.isalnum() for char in query.text)
    assert all(len(each) <= UNFOLDED * MAX_SKILL_CHARS for each in query.skills)
