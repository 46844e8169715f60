"""Lists of records: filters, places, order, quality, last change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.artefact import manifest, versions
from index.browsing.query import BrowseQuery
from index.browsing.selection import Browser, Listed
from index.catalogue.quality import quality_of
from index.errors import InvalidQuery
from index.indexing.build import build
from index.places.models import PlaceCode, PlaceKind, Point
from index.records.models import AnyRecord
from index.search.results import Group
from index.search.searcher import Searcher
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.hash_encoder import HashEncoder
from tests.locations import PAPERS
from tests.searchers import make_retriever

LILLE = PlaceCode(PlaceKind.COMMUNE, "59350")
NEAR_LILLE = ["atelier-phenix", "france-services", "mairie-cherche-benevoles"]


@pytest.fixture(scope="module")
def browser(located_searcher: Searcher) -> Browser:
    """Lists of the networks with locations."""
    return Browser(located_searcher.retriever)


def listed(browser: Browser, **options: Any) -> tuple[Listed, ...]:
    """The records of a page."""
    query = BrowseQuery(**options)
    return browser.page(browser.select(query), query)


def ids(browser: Browser, **options: Any) -> list[str]:
    """Identifiers of the records of a page."""
    return [each.record.id for each in listed(browser, **options)]


def test_without_a_place_all_should_be_in_the_order_of_identifiers(browser: Browser) -> None:
    every = ids(browser)
    assert every == sorted(each.id for each in browser.retriever.records)
    pages = [*ids(browser, page=1, size=4), *ids(browser, page=2, size=4)]
    assert pages == every


def test_each_filter_should_keep_what_has_one_of_its_codes(browser: Browser) -> None:
    assert ids(browser, filters={"frais": ("payant",)}) == ["atelier-phenix", "reseau-libre"]
    assert ids(browser, needs=(PAPERS,)) == ["france-services"]
    assert ids(browser, filters={"type": ("besoin",)}) == ["mairie-cherche-benevoles"]
    assert ids(browser, filters={"frais": ("payant",)}, needs=(PAPERS,)) == []
    assert ids(browser, sources=("orientess",)) == ids(browser)


def test_a_source_of_no_record_should_be_refused_with_those_there_are(browser: Browser) -> None:
    with pytest.raises(InvalidQuery, match="Sources : orientess"):
        ids(browser, sources=("dora",))


def test_those_near_a_place_should_come_first_then_those_that_serve_it(browser: Browser) -> None:
    found = listed(browser, code=LILLE)
    groups = [list(Group).index(each.group) for each in found if each.group is not None]
    assert len(groups) == len(found)
    assert groups == sorted(groups)
    near = [each for each in found if each.group is Group.NEAR]
    assert near[0].distance_km is not None
    distances = [each.distance_km for each in near if each.distance_km is not None]
    assert distances == sorted(distances)
    assert "reseau-libre" not in [each.record.id for each in found]
    assert "clic-pour-tous" in [each.record.id for each in found]
    kept = ids(browser, code=LILLE, groups=(Group.NEAR,))
    assert kept == [each.record.id for each in near]
    assert set(NEAR_LILLE) <= set(kept)


def test_a_radius_should_not_be_widened(browser: Browser) -> None:
    far = Point(44.0, 0.5)
    assert ids(browser, near=far, radius_km=5, groups=(Group.NEAR,)) == []


def test_a_place_that_is_not_understood_should_give_nothing(browser: Browser) -> None:
    selected = browser.select(BrowseQuery(place="Zzyzxqq"))
    assert (len(selected), selected.unknown_place) == (0, "Zzyzxqq")


def test_quality_should_be_that_of_a_record_and_keep_from_its_least(browser: Browser) -> None:
    qualities = {each.record.id: each.quality for each in listed(browser)}
    assert qualities == {
        record.id: quality_of(record).score for record in browser.retriever.records
    }
    best = max(qualities.values())
    expected = sorted(name for name, quality in qualities.items() if quality >= best)
    assert ids(browser, quality_from=best) == expected


def records() -> list[AnyRecord]:
    """Records with themes, one of them twice, from two sources."""
    themes = ["numerique--acquerir-un-equipement"]
    place = {"commune": "Lille", "adresse": "1 rue Neuve", "code_insee": "59350"}
    twin = {"nom": "Recyclerie du Port", "telephone": "+33320000009", **place}
    return [
        make_actor(id="b", thematiques=themes, source="dora", mobilisable_par=["usagers"], **twin),
        make_actor(id="a", date_maj="2026-03-02", **twin),
        SMALL_CATALOGUE[1],
    ]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Browser]:
    """Lists of two versions of a few records, with the folder of the versions."""
    home = tmp_path_factory.mktemp("var")
    build(records()[:2], HashEncoder(), "hash", home)
    build(records(), HashEncoder(), "hash", home)
    opened = manifest.read(home / versions.CURRENT)
    return home, Browser(make_retriever(opened, HashEncoder()))


def test_codes_that_searches_do_not_filter_should_select(small: tuple[Path, Browser]) -> None:
    browser = small[1]
    assert ids(browser, codes={"thematiques": ("numerique",)}) == ["b"]
    assert ids(browser, codes={"mobilisable_par": ("usagers", "professionnels")}) == ["b"]
    assert ids(browser, sources=("dora",)) == ["b"]


def test_of_likely_twins_the_best_alone_should_be_kept(small: tuple[Path, Browser]) -> None:
    browser = small[1]
    twins = {each.record.id: each for each in listed(browser)}
    assert (twins["a"].duplicates, twins["b"].duplicates) == (("b",), ("a",))
    best = max(("a", "b"), key=lambda name: twins[name].quality)
    assert ids(browser, distinct=True) == [best, "reseau-libre"]


def test_the_last_change_should_be_the_latest_of_the_producer_and_of_the_journal(
    small: tuple[Path, Browser],
) -> None:
    browser = small[1]
    today = browser.journal.changes[0].moment.date()
    changed = {each.record.id: each.changed for each in listed(browser)}
    assert changed == {"a": date(2026, 3, 2), "b": date(2026, 1, 15), "reseau-libre": today}
    assert ids(browser, changed_since=date(2026, 2, 1)) == ["a", "reseau-libre"]


def test_an_index_without_the_table_of_lists_should_be_listed_all_the_same(
    small: tuple[Path, Browser],
) -> None:
    home, browser = small
    opened = manifest.read(home / versions.CURRENT)
    object.__setattr__(opened.content, "listing", None)
    object.__setattr__(opened.content, "changes", "")
    without = Browser(make_retriever(opened, HashEncoder()))
    assert ids(without, codes={"thematiques": ("numerique",)}) == ["b"]
    assert [each.quality for each in listed(without)] == [each.quality for each in listed(browser)]
    assert without.journal.changes == ()
