"""Values that the page of a record shows: the record, its texts in words, the records near it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from markupsafe import Markup

from index.catalogue.ease import ease_of_action
from index.catalogue.quality import Quality, quality_of
from index.matching.needs import Matcher
from index.matching.neighbours import Neighbour
from index.messages import Sentence
from index.places.service_areas import seat_only
from index.records import code_lists as ref
from index.records.evidence import age_of
from index.records.models import AnyRecord
from index.records.passages import sentences
from index.taxonomy.thesaurus import Thesaurus
from service.presentation.contacts import (
    Contact,
    contacts_of,
    is_national,
    needs_referral,
    place_of,
    reachable,
    ways_of,
    where_of,
)
from service.presentation.evidence import AGES
from service.presentation.opening import Opening, opening_of
from service.records.linked_data import linked_data
from service.referral.messages import Share, share_of

LEAD_MIN_CHARS = 60
"""Characters that the first lines of a description have at least, when it is long enough.

Whole sentences are added until they have as many.
"""
SHOWN_REST_CHARS = 200
"""Characters beyond which the rest of a description is hidden until the reader asks for it."""
SHOWN_RELATED, SHOWN_SHARED = 3, 2
"""Similar records shown at most, as many complementary ones; codes in common named for each."""
RANKED_COMPLEMENTARY = 40
"""Complementary records read, before those that share no public but "tous-publics" are removed.

A complementary record serves the same publics (groups of people) for other needs.
"""

_CHECKS = {
    "telephone": Sentence("Sources anciennes : appelez avant de vous déplacer."),
    "rendez-vous": Sentence("Sources anciennes : prenez rendez-vous avant de vous déplacer."),
    "site": Sentence("Sources anciennes : regardez le site avant de vous déplacer."),
    "courriel": Sentence("Sources anciennes : écrivez-lui avant de vous déplacer."),
}
NOTHING_TO_CHECK_WITH = Sentence(
    "Sources anciennes, et aucun contact pour vérifier : ne vous déplacez pas sans autre nouvelle."
)


@dataclass(frozen=True)
class RelatedRecord:
    """A record similar or complementary to the one that a page shows.

    area: its commune, or the country that it serves, or empty; shared: labels of what both records
    have in common, two at most: needs of a similar record, and of a complementary one its publics
    (groups of people served).
    """

    record: AnyRecord
    area: str
    shared: tuple[str, ...]


ADVICE = {
    "adresse_bien_definie": "donner l'adresse, puisqu'on y est reçu",
    "modes_mobilisation_bien_definis": "dire comment y avoir recours, et qui le peut",
    "au_moins_un_public": "dire pour qui",
    "au_moins_une_thematique": "donner une thématique",
    "au_moins_un_moyen_de_contact": "donner un téléphone, un courriel ou un lien",
    "courriel_bien_defini": "donner le courriel, puisqu'on peut écrire",
    "date_maj_recente": "relire les sources : la plus récente a plus de six mois",
    "frais_bien_definis": "dire ce que cela coûte",
    "description_bien_definie": "une description de 200 à 2 000 caractères",
    "telephone_bien_defini": "donner le téléphone, puisqu'on peut appeler",
}
"""Name of a criterion of data·inclusion's score -> advice in French to a record below 1."""


@dataclass(frozen=True)
class RecordView:
    """A record (an organisation or a programme), and what its page shows besides its own fields.

    lead: first sentences of the description; rest: the other ones, maybe empty; contacts: ways to
    get in touch, the main one first; ways: sentences on visiting or calling; modes: codes of the
    modes of contact for which the record gives a number or an address; place: postal address in one
    line, or empty; opening: opening hours; age: how recent the record is, in words, empty when it
    has no date; quality: how complete and recent it is, in [0, 1]; ease: how well
    one can act on it, in [0, 1]; needs: labels of
    the needs that it says it serves; similar: records that do much the same; complementary: records
    that help the same groups of people for other needs; share: links that send it to somebody;
    facts: its description for search engines (JSON-LD), None for a need that somebody published.
    """

    record: AnyRecord
    lead: str
    rest: str
    contacts: tuple[Contact, ...]
    ways: tuple[str, ...]
    modes: tuple[str, ...]
    place: str
    opening: Opening
    age: str
    quality: Quality
    ease: float
    needs: tuple[str, ...]
    similar: tuple[RelatedRecord, ...]
    complementary: tuple[RelatedRecord, ...]
    share: Share
    facts: Markup | None

    @property
    def folded(self) -> bool:
        """Return whether the page hides the end of the description until the reader asks for it."""
        return len(self.rest) > SHOWN_REST_CHARS

    @property
    def seated(self) -> bool:
        """Return whether the record serves a whole country: its address is then a head office."""
        return is_national(self.record)

    @property
    def located(self) -> bool:
        """Return whether the map can show the record: it has coordinates of its own.

        The coordinates of the head office of a national record, without street, do not count.
        """
        return self.record.latitude is not None and not seat_only(self.record)

    @property
    def by_professional(self) -> bool:
        """Return whether people reach the record through a professional, who refers them."""
        return needs_referral(self.record)

    @property
    def is_visited(self) -> bool:
        """Return whether people go to places of the record, and not to its own address."""
        return self.seated and "en-presentiel" in self.record.modes_accueil

    @property
    def source_host(self) -> str:
        """Return the site where the record was read ("emmaus-connect.org"); empty when unknown."""
        return (urlsplit(self.record.lien_source or "").hostname or "").removeprefix("www.")

    @property
    def check_first(self) -> str:
        """Return how to check a record of old sources before going, by what it gives; else "".

        The sentence is in French. Who is referred by a professional does not go there first.
        """
        if not self.record.a_reverifier or self.by_professional:
            return ""
        return next(
            (_CHECKS[contact.kind] for contact in self.contacts if contact.kind in _CHECKS),
            NOTHING_TO_CHECK_WITH,
        )

    @property
    def acronym(self) -> str:
        """Return the acronym of the record; empty without one, or when its name contains it."""
        short = self.record.sigle or ""
        return "" if re.search(rf"\b{re.escape(short)}\b", self.record.nom) else short


def record_view(
    identifier: str, matcher: Matcher, thesaurus: Thesaurus, address: str, moment: datetime
) -> RecordView:
    """Compute all that the page of a record shows.

    Args:
        identifier: identifier of the record, such as "emmaus-connect".
        matcher: gives the record, and those similar or complementary to it.
        thesaurus: the needs, whose labels the page shows.
        address: absolute URL of the page, for the links that share it.
        moment: time of the request, with its time zone: the record is open or closed then, and its
            age is counted until then.

    Returns:
        The record and the values to show.

    Raises:
        UnknownRecord: when the catalogue has no record of this identifier.
    """
    row = matcher.retriever.row_of(identifier)
    record = matcher.retriever.records[row]
    has_places = bool(matcher.retriever.location_counts[row])
    similar = matcher.similar(identifier, SHOWN_RELATED)
    lead, rest = _split_lead(record.description)
    return RecordView(
        record=record,
        lead=lead,
        rest=rest,
        contacts=contacts_of(record),
        ways=tuple(ways_of(record, has_places)),
        modes=reachable(record, has_places),
        place=place_of(record),
        opening=opening_of(
            record.horaires_accueil,
            matcher.retriever.opening(record.id, moment),
            " ; ".join(record.libelles.get("horaires_accueil", ())),
        ),
        age=AGES.get(age_of(record), ""),
        quality=quality_of(record),
        ease=ease_of_action(record, has_places),
        needs=tuple(thesaurus.label(need) for need in record.besoins),
        similar=_related(similar, thesaurus),
        complementary=_related(_complementary(record, similar, matcher), ref.PUBLICS),
        share=share_of(record, lead, address),
        facts=linked_data(record, address),
    )


def _split_lead(description: str) -> tuple[str, str]:
    """Split a description into its first sentences, at least LEAD_MIN_CHARS long, and the rest."""
    parts = sentences(description)
    length = 1
    while length < len(parts) and sum(map(len, parts[:length])) < LEAD_MIN_CHARS:
        length += 1
    return " ".join(parts[:length]), " ".join(parts[length:])


def _complementary(
    record: AnyRecord, similar: tuple[Neighbour, ...], matcher: Matcher
) -> Iterator[Neighbour]:
    """Return the records that help the same publics in other ways, without the similar ones.

    Two records that both help everybody share nothing specific: that code is not counted.
    """
    listed = {neighbour.record.id for neighbour in similar}
    candidates = (
        replace(
            neighbour,
            shared=tuple(code for code in neighbour.shared if code != ref.PUBLICS.universal),
        )
        for neighbour in matcher.complementary(record.id, RANKED_COMPLEMENTARY)
        if neighbour.record.id not in listed
    )
    return islice((neighbour for neighbour in candidates if neighbour.shared), SHOWN_RELATED)


def _related(
    neighbours: Iterable[Neighbour], labels: ref.CodeList | Thesaurus
) -> tuple[RelatedRecord, ...]:
    return tuple(
        RelatedRecord(
            neighbour.record,
            where_of(neighbour.record),
            tuple(labels.label(code) for code in neighbour.shared[:SHOWN_SHARED]),
        )
        for neighbour in neighbours
    )
