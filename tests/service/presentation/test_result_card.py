"""Facts of the card of a result: what a person needs to act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.places.models import Place, PlaceKind
from index.search.query import Query
from index.search.searcher import Searcher
from service.presentation.result_card import (
    GO,
    Badge,
    Fact,
    ResultCard,
    price_in_words,
    result_card,
    shortened,
)
from tests.conftest import make_actor, months_ago
from tests.locations import make_location

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


NOTHING: dict[str, object] = {
    "telephone": None,
    "courriel": None,
    "site_web": None,
    "lien_mobilisation": None,
}


@pytest.fixture
def card_with(searcher: Searcher) -> Callable[..., ResultCard]:
    """Return the card of a result whose record has some fields, and no contact but theirs."""
    hit = searcher.search(Query("réparer un smartphone")).hits[0]

    def card(**fields: object) -> ResultCard:
        record = hit.record.model_copy(update=NOTHING | fields)
        changed = replace(hit, record=record)
        return result_card(changed, searcher.retriever, NOW, None, set())

    return card


def kinds(card: ResultCard) -> dict[str, str]:
    """The facts of a card: kind -> text."""
    return {fact.kind: fact.text for fact in card.facts}


def test_a_card_should_tell_what_a_record_does_in_its_own_words(
    card_with: Callable[..., ResultCard],
) -> None:
    card = card_with()
    assert "".join(text for text, _ in card.gist) == "Réparation de smartphones"
    assert [text for text, marked in card.gist if marked] == ["Réparation"]


def test_a_card_should_tell_the_price_the_place_and_the_people(
    card_with: Callable[..., ResultCard],
) -> None:
    card = card_with(frais="gratuit", publics=("seniors",), modes_accueil=("a-distance",))
    assert Fact("prix", "Gratuit") in card.facts
    assert Fact("public", "Seniors") in card.facts
    assert kinds(card)["lieu"].startswith("À distance")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"telephone": "+33320000000", "courriel": "a@exemple.fr"}, "telephone"),
        ({"lien_mobilisation": "https://exemple.fr/rendez-vous"}, "rendez-vous"),
        ({"site_web": "https://exemple.fr", "courriel": "a@exemple.fr"}, "site"),
        ({"lien_mobilisation": "https://exemple.fr/"}, "site"),
        ({"courriel": "a@exemple.fr"}, "courriel"),
    ],
)
def test_a_card_should_give_one_way_to_act(
    card_with: Callable[..., ResultCard], fields: dict[str, object], kind: str
) -> None:
    action = card_with(**fields).action
    assert action is not None
    assert action.kind == kind


def test_a_place_without_a_contact_should_be_a_place_to_go_to(located_searcher: Searcher) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    place = result.understood.place
    card = result_card(result.hits[0], located_searcher.retriever, NOW, place, set())
    assert card.location is not None
    assert card.name == card.location.name
    assert card.action is not None
    assert card.action.kind in {"telephone", GO}


def test_a_place_should_not_be_called_at_the_number_of_its_network(
    located_searcher: Searcher,
) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    hit = next(hit for hit in result.hits if hit.record.id == "france-services")
    network = hit.record.model_copy(update={"telephone": "+33320999999", "site_web": None})
    hit = replace(hit, record=network, locations=hit.locations[1:])
    card = result_card(hit, located_searcher.retriever, NOW, result.understood.place, set())
    assert card.name == "France services de Tourcoing"
    assert card.action is None


def test_without_a_contact_a_card_should_say_it_and_what_to_do(
    card_with: Callable[..., ResultCard],
) -> None:
    card = card_with()
    assert card.action is None
    assert Badge("attention", "Contact inconnu") in card.badges
    assert "France services" in card.advice


def test_a_record_that_professionals_alone_reach_should_say_so(
    card_with: Callable[..., ResultCard],
) -> None:
    card = card_with(
        mobilisable_par=("professionnels",), publics=("seniors",), telephone="+33320000000"
    )
    assert Badge("attention", "Sur orientation d'un professionnel") in card.badges
    assert "travailleur social" in card.advice


def test_a_card_should_never_ask_to_call_about_an_old_source(
    card_with: Callable[..., ResultCard],
) -> None:
    shown = {
        "telephone": "+33320000000",
        "horaires_accueil": "Mo 09:00-12:00",
        "modes_accueil": ("en-presentiel",),
    }
    old = card_with(date_source="2019-03", **shown)
    ageing = card_with(date_source=months_ago(30), **shown)
    texts = [[badge.text for badge in card.badges] for card in (old, ageing)]
    assert texts == [["Source ancienne"], ["Appelez avant d'y aller"]]


@pytest.mark.parametrize(
    ("at", "price"),
    [
        (None, "Gratuit sous condition"),
        ({}, "En général : gratuit sous condition"),
        ({"frais": "payant"}, "Payant"),
    ],
)
def test_the_price_of_a_network_should_not_be_said_of_its_place(
    at: dict[str, object] | None, price: str
) -> None:
    record = make_actor(frais="gratuit-sous-condition")
    assert price_in_words(record, None if at is None else make_location(**at)) == price
    assert price_in_words(make_actor(), make_location()) == ""


def test_the_region_of_the_place_searched_should_come_first(searcher: Searcher) -> None:
    hit = searcher.search(Query("réparer un smartphone")).hits[0]
    fields = {
        "commune": None,
        "modes_accueil": (),
        "territoires": ("ile-de-france", "nouvelle-aquitaine", "occitanie"),
    }
    record = hit.record.model_copy(update=fields)
    changed = replace(hit, record=record, locations=(), location_count=0)
    said = [
        kinds(result_card(changed, searcher.retriever, NOW, place, set()))["lieu"]
        for place in (None, Place(PlaceKind.REGION, "Occitanie", None, region="76"))
    ]
    assert said == ["Île-de-France, Nouvelle-Aquitaine…", "Occitanie, Île-de-France…"]


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Emmaüs Connect", "EC"), ("17Cyber", "1"), ("la Fibre 64", "F6"), ("april", "A")],
)
def test_initials_should_stand_where_a_logo_would(
    card_with: Callable[..., ResultCard], name: str, initials: str
) -> None:
    assert card_with(nom=name).initials == initials


def test_a_long_sentence_should_be_cut_between_two_words() -> None:
    text = (("Un atelier pour ", False), ("réparer", True), (" tout ce qui est cassé", False))
    assert shortened(text, 100) == text
    assert shortened(text, 32) == (*text[:2], (" tout ce…", False))


def test_what_is_cut_whole_should_leave_no_mark() -> None:
    assert shortened([("un petit ", False), ("ordinateur", True)], 12) == (
        ("un petit ", False),
        ("…", False),
    )
