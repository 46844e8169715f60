"""Tests of the short-list that a URL holds."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import Request

from index.search.searcher import Searcher
from service.referral.shortlist import MAX_READ, Shortlist, address


def _shortlist(searcher: Searcher, url: str, limit: int = 3) -> Shortlist:
    request = Request({"type": "http", "query_string": urlsplit(url).query.encode(), "headers": []})
    return Shortlist.of(request, searcher, limit)


def test_a_url_should_hold_the_whole_short_list(searcher: Searcher) -> None:
    identifiers = ["reseau-libre", "atelier-phenix"]
    url = address("selection", identifiers, "un ordinateur", "Lille")
    shortlist = _shortlist(searcher, url)
    assert shortlist.identifiers == identifiers
    assert (shortlist.query, shortlist.place) == ("un ordinateur", "Lille")
    assert parse_qs(urlsplit(shortlist.back).query) == {"q": ["un ordinateur"], "lieu": ["Lille"]}


def test_records_beyond_the_limit_and_unknown_ones_should_be_counted(searcher: Searcher) -> None:
    identifiers = ["atelier-phenix", "inconnue", "reseau-libre", "clic-pour-tous"]
    shortlist = _shortlist(searcher, address("selection", identifiers), limit=2)
    assert shortlist.identifiers == ["atelier-phenix", "reseau-libre"]
    assert (shortlist.unknown, shortlist.beyond, shortlist.status) == (1, 1, 200)


def test_a_record_named_twice_should_be_listed_once(searcher: Searcher) -> None:
    url = address("selection", ["atelier-phenix", "atelier-phenix"])
    assert _shortlist(searcher, url).identifiers == ["atelier-phenix"]


def test_a_long_url_should_be_read_in_part(searcher: Searcher) -> None:
    url = address("selection", [f"inconnue-{number}" for number in range(MAX_READ + 1)])
    shortlist = _shortlist(searcher, url)
    assert (shortlist.unknown, shortlist.status) == (MAX_READ, 404)


@pytest.mark.parametrize("query", ["", "x" * 10_000])
def test_a_query_that_is_not_valid_should_be_left_out(searcher: Searcher, query: str) -> None:
    shortlist = _shortlist(searcher, address("selection", ["atelier-phenix"], query))
    assert shortlist.query == ""
    assert urlsplit(shortlist.back).query == ""


def test_facts_should_hold_the_distance_from_the_place_of_the_person(searcher: Searcher) -> None:
    url = address("fiche", ["atelier-phenix"], "", "Lille")
    (facts,) = _shortlist(searcher, url).facts(searcher, 100)
    (without_place,) = _shortlist(searcher, address("fiche", ["atelier-phenix"])).facts(
        searcher, 100
    )
    assert facts.record.id == "atelier-phenix"
    assert without_place.distance == ""
