"""Tests of the URLs of the page of the map."""

from __future__ import annotations

from service.map.addresses import ADDRESS, MapAddress


def test_an_address_should_keep_the_search_and_change_the_view() -> None:
    address = MapAddress(f"{ADDRESS}?q=a", view="45.76,4.84,20", detailed=True)
    assert address.to() == f"{ADDRESS}?q=a&vue=45.76%2C4.84%2C20&fond=osm"
    assert address.to(view="france", detailed=False) == f"{ADDRESS}?q=a&vue=france"


def test_an_address_without_a_search_should_begin_its_parameters() -> None:
    address = MapAddress(ADDRESS)
    assert address.to() == ADDRESS
    assert address.to(view="france") == f"{ADDRESS}?vue=france"
