"""Evaluation of names: those of the catalogue, as people write them."""

from __future__ import annotations

from index.search.searcher import Searcher
from index.wording.names import Shares, by_writing, find, taken, typed_locations, typed_names
from tests.conftest import SMALL_CATALOGUE, make_actor


def test_each_record_should_be_typed_in_every_way() -> None:
    names = list(typed_names([make_actor(nom="Réseau Libre (Lyon)", sigle="RL")]))
    assert [name.writing for name in names] == [
        "nom exact",
        "minuscules, sans accents ni parenthèses",
        "une faute de frappe",
        "comme entendu",
        "sigle",
    ]
    assert names[1].text == "reseau libre"
    assert names[2].text not in ("Réseau Libre", "Réseau Libre (Lyon)")


def test_the_same_mistakes_should_be_drawn_each_time() -> None:
    records = [make_actor(nom="Atelier Phénix")]
    assert list(typed_names(records)) == list(typed_names(records))


def test_records_of_one_name_should_all_be_accepted() -> None:
    twins = [make_actor(id="un", nom="Envie"), make_actor(id="deux", nom="envie")]
    assert all(name.accepted == {"un", "deux"} for name in typed_names(twins))


def test_exact_names_should_be_found_first(searcher: Searcher) -> None:
    records = [each for each in SMALL_CATALOGUE if each.type != "besoin"]
    found = by_writing(find(searcher, typed_names(records)))["nom exact"]
    shares = Shares.of(found)
    assert (shares.first, shares.in_three, shares.nothing) == (1.0, 1.0, 0.0)
    assert str(shares).startswith("première 100.0%")


def test_locations_should_be_typed_with_their_town(located_searcher: Searcher) -> None:
    names = list(typed_locations(located_searcher, most=3))
    assert names
    assert all(each.rank for each in find(located_searcher, names))


def test_a_need_should_not_be_taken_for_a_name(searcher: Searcher) -> None:
    assert taken(searcher, ["réparer mon téléphone", "Réseau Libre"]) == {
        "Réseau Libre": "Réseau Libre"
    }
