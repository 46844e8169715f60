"""Answers that list records."""

from __future__ import annotations

from index.browsing.query import BrowseQuery
from index.browsing.selection import Browser
from index.places.models import PlaceCode, PlaceKind
from index.search.searcher import Searcher
from service.records.listing_schemas import BY_IDENTIFIER, BY_PLACE, listing_answer

LILLE = PlaceCode(PlaceKind.COMMUNE, "59350")


def test_an_answer_should_tell_its_page_and_its_order(searcher: Searcher) -> None:
    browser, query = Browser(searcher.retriever), BrowseQuery(page=2, size=2)
    answer = listing_answer(browser, browser.select(query), query)
    assert [item.fiche.id for item in answer.items] == [
        "logiciels-communs",
        "mairie-cherche-benevoles",
    ]
    assert (answer.total, answer.page, answer.size, answer.pages) == (5, 2, 2, 3)
    assert (answer.ordre, answer.lieu, answer.lieu_compris) == (BY_IDENTIFIER, None, True)
    assert answer.items[0].lien == "/fiches/logiciels-communs"


def test_with_a_place_each_record_should_say_where_it_is(located_searcher: Searcher) -> None:
    browser, query = Browser(located_searcher.retriever), BrowseQuery(code=LILLE, size=50)
    answer = listing_answer(browser, browser.select(query), query)
    places = {item.fiche.id: item for item in answer.items}
    assert answer.ordre == BY_PLACE
    assert answer.lieu is not None
    assert answer.lieu.nom == "Lille (59)"
    assert places["france-services"].nombre_lieux == 3
    assert places["clic-pour-tous"].distance is None


def test_a_place_that_is_not_understood_should_be_told(searcher: Searcher) -> None:
    browser, query = Browser(searcher.retriever), BrowseQuery(place="Zzyzxqq")
    answer = listing_answer(browser, browser.select(query), query)
    assert (answer.total, answer.lieu_compris) == (0, False)
    assert answer.elargissements == ["Lieu non reconnu : « Zzyzxqq »."]
