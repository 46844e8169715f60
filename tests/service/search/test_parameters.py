"""Facts of the parameters of a search: their labels, bounds and defaults."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from index.search.query import MAX_CHARS, MAX_CODES, MAX_PAGE_SIZE
from service.search.filters import MAX_CODE_CHARS
from service.search.parameters import PARAMETER_LABELS, SearchParameters


def test_every_parameter_should_have_a_label() -> None:
    assert set(PARAMETER_LABELS) == set(SearchParameters.model_fields)


def test_a_query_alone_should_be_a_search() -> None:
    parameters = SearchParameters(q="aide")
    assert parameters.model_dump(exclude_defaults=True) == {"q": "aide"}


@pytest.mark.parametrize(
    "invalid",
    [
        {"q": ""},
        {"q": "a" * (MAX_CHARS + 1)},
        {"lat": 91},
        {"lon": float("nan")},
        {"size": MAX_PAGE_SIZE + 1},
        {"tri": "prix"},
        {"inconnu": 1},
        {"frais": ["gratuit"] * (MAX_CODES + 1)},
        {"frais": ["a" * (MAX_CODE_CHARS + 1)]},
    ],
    ids=lambda invalid: next(iter(invalid)),
)
def test_a_parameter_out_of_bounds_should_be_refused(invalid: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SearchParameters.model_validate({"q": "aide", **invalid})


def test_parameters_should_not_change_once_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        SearchParameters(q="aide").q = "autre"  # type: ignore[misc]
