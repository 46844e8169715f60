"""Card of a result in easy French: what it does for the need, in one sentence, and a few facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.locations.models import Location
from index.records import code_lists as ref
from index.taxonomy.thesaurus import Thesaurus
from service.presentation.contacts import Contact
from service.presentation.evidence import evidence_in_words
from service.presentation.location_card import LocationCard
from service.presentation.result_card import MAX_LABELS, Badge, Fact, ResultCard

ATTENTION = "attention"
"""Kind of the badges that say what to notice before going."""

PEOPLE_CHARS = 45
"""Characters of the people that a card names, at most: two lines on a telephone."""


@dataclass(frozen=True)
class EasyCard:
    """What a card says in easy French instead of the words of its record.

    name: as on the usual card; sentence: what the record does for the need, "" when it declares
    none; badges: what to notice, one at most; facts: price, place, hours and people, each whole;
    action: as on the usual card; advice: what to do without one, or before, "" when a badge says
    it. All but the name are in easy French.
    """

    name: str
    sentence: str
    badges: Sequence[Badge]
    facts: Sequence[Fact]
    action: Contact | None
    advice: str


def easy_card(card: ResultCard, thesaurus: Thesaurus, understood: Sequence[str]) -> EasyCard:
    """Say a card of a result in easy French.

    What the record answers is told by its sentence. People are
    named when the record is for them alone, and few: a list that is cut may leave out its reader.
    A place gives neither its street nor its hours of the day, which its page has.

    Args:
        card: the card, as other pages show it.
        thesaurus: has the sentence of each need.
        understood: identifiers of the needs that the query expresses, the likeliest first.

    Returns:
        The card in easy French.
    """
    record, at = card.hit.record, _location(card)
    sentences = thesaurus.easy_sentences((at.besoins if at else ()) or record.besoins, understood)
    publics = (at.publics if at else ()) or record.publics
    is_for_some = ref.PUBLICS.universal not in publics and len(publics) <= MAX_LABELS
    shown = [
        fact
        for fact in card.facts
        if fact.kind != "public" or (is_for_some and len(fact.text) <= PEOPLE_CHARS)
    ]
    badges = _badges(card)
    return EasyCard(
        card.name,
        sentences[0] if sentences else "",
        badges,
        [_short(fact, card.location) for fact in shown],
        card.action,
        "" if card.action and badges else card.advice,
    )


def _short(fact: Fact, door: LocationCard | None) -> Fact:
    """Return a fact without what the page of a place says: its street, its hours of the day."""
    texts = {"lieu": _where(door), "heures": door.now} if door else {}
    return replace(fact, text=texts.get(fact.kind) or fact.text)


def _where(door: LocationCard) -> str:
    """Return where a place is from the place searched, with its commune if that does not name it.

    Without a place searched, it is its postal code and its commune.
    """
    commune = door.town.lstrip("0123456789 ")
    if not door.situation:
        return door.town
    return door.situation if commune in door.situation else f"{door.situation}, {commune}"


def _badges(card: ResultCard) -> Sequence[Badge]:
    """Return what matters most, one badge at most.

    The age of a source that is not old is left to the page of the record.
    """
    ageing = evidence_in_words(card.hit.record).casefold()
    others = [badge for badge in card.badges if badge.kind == ATTENTION]
    return [badge for badge in others if badge.text.casefold() != ageing][:1]


def _location(card: ResultCard) -> Location | None:
    """Return the location that a card shows; None when it shows its record alone."""
    shown = card.location.id if card.location else ""
    return next((near.location for near in card.hit.locations if near.location.id == shown), None)
