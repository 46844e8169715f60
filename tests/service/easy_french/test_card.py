"""Card of a result in easy French: one sentence, and the facts that are whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.search.likelihood import Closeness
from index.search.query import Query
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus
from service.easy_french.card import PEOPLE_CHARS, EasyCard, easy_card
from service.presentation.result_card import result_card
from tests.conftest import make_thesaurus

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
REPAIR, GIVE = "Ils réparent les téléphones.", "Ils donnent des ordinateurs."
NO_CONTACT: dict[str, object] = {
    "telephone": None,
    "courriel": None,
    "site_web": None,
    "lien_mobilisation": None,
}
Card = Callable[..., EasyCard]


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    """Three needs, the last of which has no sentence in easy French."""
    made = make_thesaurus(reparer="Réparer", donner="Donner", vendre="Vendre")
    told = {"reparer": REPAIR, "donner": GIVE}
    needs = {
        name: need.model_copy(update={"phrase_facile": told.get(name, "")})
        for name, need in made.needs.items()
    }
    return Thesaurus(made.themes, needs)


@pytest.fixture
def card(searcher: Searcher, thesaurus: Thesaurus) -> Card:
    """Return the easy card of a result whose record has some fields."""
    hit = searcher.search(Query("réparer un smartphone")).hits[0]

    def made(
        understood: tuple[str, ...] = (),
        closeness: Closeness = Closeness.ANSWERS,
        **fields: object,
    ) -> EasyCard:
        changed = replace(hit, record=hit.record.model_copy(update=fields), closeness=closeness)
        usual = result_card(changed, searcher.retriever, NOW, None, set())
        return easy_card(usual, thesaurus, understood)

    return made


@pytest.mark.parametrize(
    ("declared", "understood", "sentence"),
    [
        pytest.param(("reparer", "donner"), ("donner", "reparer"), GIVE, id="the one searched"),
        pytest.param(("reparer", "donner"), ("vendre",), REPAIR, id="else its first one"),
        pytest.param(("vendre",), ("reparer",), "", id="it declares none that has one"),
        pytest.param((), ("reparer",), "", id="it declares none"),
        pytest.param(("inconnu",), (), "", id="out of the thesaurus"),
    ],
)
def test_a_card_should_say_what_a_record_does_for_the_need(
    card: Card, declared: tuple[str, ...], understood: tuple[str, ...], sentence: str
) -> None:
    assert card(understood, besoins=declared).sentence == sentence


@pytest.mark.parametrize(
    ("publics", "people"),
    [
        (("seniors",), ["Seniors"]),
        (("seniors", "jeunes"), ["Seniors, Jeunes"]),
        (("seniors", "jeunes", "familles-enfants"), []),
        (("tous-publics",), []),
        ((), []),
    ],
)
def test_people_should_be_named_whole_or_not_at_all(
    card: Card, publics: tuple[str, ...], people: list[str]
) -> None:
    assert [fact.text for fact in card(publics=publics).facts if fact.kind == "public"] == people


def test_people_whose_names_are_long_should_be_left_to_the_page_of_the_record(card: Card) -> None:
    long = card(publics=("demandeurs-emploi", "beneficiaires-minimas-sociaux")).facts
    assert all(len(fact.text) <= PEOPLE_CHARS for fact in long if fact.kind == "public")
    assert {fact.kind for fact in long} >= {"prix", "lieu"}


def test_a_card_should_have_one_badge_at_most(card: Card) -> None:
    silent = card(**NO_CONTACT, date_source="2019-03")
    assert [badge.kind for badge in silent.badges] == ["attention"]
    assert "France services" in silent.advice


def test_that_a_professional_must_ask_should_be_told(card: Card) -> None:
    asked = card(mobilisable_par=("professionnels",))
    assert [badge.text for badge in asked.badges] == ["Sur orientation d'un professionnel"]
    assert asked.action is not None
    assert asked.advice == ""


def test_a_place_should_be_told_without_its_street(
    located_searcher: Searcher, thesaurus: Thesaurus
) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    place = result.understood.place
    usual = result_card(result.hits[0], located_searcher.retriever, NOW, place, set())
    facts = {fact.kind: fact.text for fact in easy_card(usual, thesaurus, ()).facts}
    assert usual.location is not None
    assert usual.location.address not in facts["lieu"]
    assert usual.location.town.split()[-1] in facts["lieu"]
    assert "aujourd'hui" not in facts.get("heures", "")
