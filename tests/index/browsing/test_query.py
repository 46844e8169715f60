"""Requests for lists: codes that exist, categories of themes, bounds."""

from __future__ import annotations

import pytest

from index.browsing.query import BrowseQuery, categories
from index.errors import InvalidQuery
from index.records import code_lists as ref
from index.search.query import MAX_CODES
from index.search.results import Group

INTERNET = "numerique--acceder-a-une-connexion-internet"


def test_a_category_should_stand_for_all_its_themes() -> None:
    (field, codes), *others = BrowseQuery(codes={"thematiques": ("numerique",)}).coded()
    assert (field, others) == ("thematiques", [])
    assert codes == tuple(code for code in ref.THEMATIQUES.labels if code.startswith("numerique--"))
    assert "numerique" in categories(ref.THEMATIQUES)
    assert categories(ref.MOBILISABLE_PAR) == ()


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"codes": {"thematiques": ("cuisine",)}}, "thematiques"),
        ({"codes": {"mobilisable_par": ("usager",)}}, "mobilisable_par"),
        ({"groups": (Group.NEAR,)}, "groupe"),
        ({"needs": ("x",) * (MAX_CODES + 1)}, "filtres"),
        ({"size": 51}, "size"),
    ],
)
def test_what_cannot_be_listed_should_be_refused(options: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidQuery) as error:
        BrowseQuery(**options)  # type: ignore[arg-type]
    assert error.value.field == field


def test_only_what_leaves_nothing_out_should_be_whole() -> None:
    assert BrowseQuery(page=2, size=3, radius_km=50).is_whole
    assert not BrowseQuery(sources=("orientess",)).is_whole
    assert not BrowseQuery(place="Lille").is_whole
    assert not BrowseQuery(distinct=True).is_whole
