"""Cards of the page of missions: a record that gathers people, or that seeks help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from urllib.parse import urlsplit

from index.places.models import Place
from index.records.models import AnyRecord
from index.records.passages import sentences
from index.search.retriever import Retriever
from index.skills.gatherers import Gatherer
from index.skills.recommender import Host
from index.skills.scoring import Meeting, Requirement, SkillMatch
from index.skills.sought import Sought
from service.presentation.contacts import Contact, contacts_of, where_of
from service.presentation.evidence import record_caution
from service.presentation.i18n import gettext, translated
from service.presentation.location_card import location_card, record_situation

GIST_CHARS = 170
"""Characters of the sentence of a card, at most."""
MET_SHOWN, HOSTS_SHOWN = 4, 3
"""Skills that meet, and records that employ, host or train, shown at most for a role."""


@dataclass(frozen=True)
class RecordCard:
    """A record, where it is and how to get in touch with it.

    where: its town or its distance, in the language of the page, "" when unknown; caution: what to
    notice, such as « Source ancienne »; action: the quickest way to get in touch, None without any;
    advice: what to do without one, else "".
    """

    record: AnyRecord
    where: str
    caution: str
    action: Contact | None
    advice: str

    @property
    def name(self) -> str:
        """Return the name of the record."""
        return self.record.nom

    @property
    def gist(self) -> str:
        """Return the first sentence of its description, cut when it is long."""
        first = sentences(self.record.description)[0]
        return shorten(first, GIST_CHARS, placeholder="…")

    @property
    def source_host(self) -> str:
        """Return the site where the record was read; "" when unknown."""
        return (urlsplit(self.record.lien_source or "").hostname or "").removeprefix("www.")


@dataclass(frozen=True)
class RoleCard:
    """An occupation that a mission resembles.

    match: the occupation; met: its skills that the mission asks for, at least nearly, with the
    words of the mission, "" when its whole text tells; hosts: who employs, hosts or trains for it.
    """

    match: SkillMatch
    met: tuple[tuple[str, str], ...]
    hosts: tuple[AnyRecord, ...]


def record_card(
    found: Gatherer | Sought, retriever: Retriever, moment: datetime, place: Place | None
) -> RecordCard:
    """Describe a record for the page.

    Args:
        found: the record, and where it is from the place.
        retriever: gives its nearest location.
        moment: of the request, with its time zone.
        place: of the mission; None for none.

    Returns:
        The card.
    """
    record = found.record
    contacts = contacts_of(record)
    where = translated(record_situation(record, found.distance_km, found.precision, place))
    if found.locations:
        door = location_card(retriever, found.locations[0], moment, place)
        contacts = (*door.contacts, *contacts)
        where = ", ".join(filter(None, (door.name, door.situation)))
    action = contacts[0] if contacts else None
    advice = gettext("Demandez à votre mairie ou à France services comment les joindre.")
    return RecordCard(
        record,
        where or translated(where_of(record)),
        record_caution(record),
        action,
        "" if action else advice,
    )


def role_card(match: SkillMatch, hosts: tuple[Host, ...], skills: tuple[str, ...]) -> RoleCard:
    """Describe an occupation for the page.

    Args:
        match: the occupation, with its skills compared with those of the mission.
        hosts: who employs, hosts or trains for it, the nearest first.
        skills: of the mission, in its words.

    Returns:
        The card.
    """
    met = [each for each in match.requirements if each.meeting is not Meeting.MISSING]
    return RoleCard(
        match,
        tuple((each.skill.libelle, _said(each, skills)) for each in met[:MET_SHOWN]),
        tuple(host.record for host in hosts[:HOSTS_SHOWN]),
    )


def _said(requirement: Requirement, skills: tuple[str, ...]) -> str:
    """Return the words of the mission that meet a skill; "" when it is its whole text."""
    return requirement.phrase if requirement.phrase in skills else ""
