"""Card of a result in easy French: what it does for the need, in one sentence, and a few facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.locations.models import Location
from index.records import code_lists as ref
from index.search.likelihood import Closeness
from index.taxonomy.thesaurus import Thesaurus
from service.presentation.contacts import Contact, needs_referral
from service.presentation.result_card import MAX_LABELS, SURE, Badge, Fact, ResultCard


@dataclass(frozen=True)
class EasyCard:
    """What a card says in easy French instead of the words of its record.

    sentence: what the record does for the need, "" when it declares none; badges: what to notice,
    two at most; facts: price, place, hours and people, each whole; action, advice: as on the usual
    card.
    """

    name: str
    sentence: str
    badges: Sequence[Badge]
    facts: Sequence[Fact]
    action: Contact | None
    advice: str


def easy_card(card: ResultCard, thesaurus: Thesaurus, understood: Sequence[str]) -> EasyCard:
    """Say a card of a result in easy French.

    That the record answers, or nearly, is told by its sentence: a badge says only that it may not.
    People are named when the record is for them alone, and all of them can be: a list that is cut
    may leave out its reader. Who may ask is told once, by a badge.

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
    names_people = ref.PUBLICS.universal not in publics and len(publics) <= MAX_LABELS
    return EasyCard(
        card.name,
        sentences[0] if sentences else "",
        _badges(card.badges),
        [fact for fact in card.facts if fact.kind != "public" or names_people],
        card.action,
        "" if needs_referral(record) else card.advice,
    )


def _badges(badges: Sequence[Badge]) -> Sequence[Badge]:
    """Return the badge of a doubtful result, then the first of those that call for attention."""
    doubt = [badge for badge in badges if badge.kind == SURE[Closeness.MAYBE]]
    return [*doubt, *[badge for badge in badges if badge.kind == "attention"][:1]]


def _location(card: ResultCard) -> Location | None:
    """Return the location that a card shows; None when it shows its record alone."""
    shown = card.location.id if card.location else ""
    return next((near.location for near in card.hit.locations if near.location.id == shown), None)
