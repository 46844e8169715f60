"""Values that the page of a location shows: its texts in words, its networks, its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from index.locations.models import LICENCES, Location, Precision
from index.places.models import Place
from index.records.models import AnyRecord
from index.search.results import NearbyPlace
from index.search.retriever import Retriever
from index.taxonomy.thesaurus import Thesaurus
from service.locations.schemas import needs_of
from service.presentation.directions import directions_to
from service.presentation.evidence import location_credits, location_evidence
from service.presentation.formatting import month_in_words
from service.presentation.json_ld import json_ld
from service.presentation.location_card import LocationCard, distant, location_card
from service.presentation.opening import Opening, opening_of
from service.presentation.result_card import price_in_words

_DAYS, _TIMES = r"[A-Z][a-z](?:[-,][A-Z][a-z])*", r"\d\d:\d\d-\d\d:\d\d"
_RULE = re.compile(rf"({_DAYS}) ({_TIMES}(?:,{_TIMES})*)")
"""Rule of opening hours with weekdays and times only, as schema.org takes them."""


@dataclass(frozen=True)
class LocationView:
    """A location, and what its page shows besides its own fields.

    card: its address, contacts and hours of the day; opening: its week; networks: records that it
    belongs to; price: its own, else that of its network, told as such, "" when both are unknown;
    needs: labels of those that it serves; usual: of those that its network serves, when it does not
    say its own; directions: URL of
    another site that leads there, "" when its point is only that of its town and its address is
    unknown; source: who published it, and licence, in words; month: of the source, "" if unknown;
    checked: what to know of its age, "" when it is recent;
    same: locations of another source at the same address; facts: its description for search engines
    (JSON-LD).
    """

    card: LocationCard
    opening: Opening
    networks: Sequence[AnyRecord]
    price: str
    needs: Sequence[str]
    usual: Sequence[str]
    directions: str
    source: str
    licence: str
    month: str
    checked: str
    same: Sequence[Location]
    facts: Markup


def location_view(
    near: NearbyPlace,
    retriever: Retriever,
    thesaurus: Thesaurus,
    *,
    address: str,
    lists: Path,
    place: Place | None,
    moment: datetime,
) -> LocationView:
    """Compute all that the page of a location shows.

    Args:
        near: the location and its row.
        retriever: gives its networks and its opening hours.
        thesaurus: the needs, whose labels the page shows.
        address: absolute URL of the page.
        lists: TOML file of the lists of places, which says who published each.
        place: searched before coming here, from which the distance is said; None for none.
        moment: time of the request, with its time zone.

    Returns:
        The values to show.
    """
    location = near.location
    networks = [retriever.record(name) for name in location.networks if name in retriever.rows]
    needs = [thesaurus.label(need) for need in needs_of(location, retriever)]
    priced = next((each for each in networks if each.frais), networks[0] if networks else None)
    status = retriever.locations.hours.status(near.row, moment)
    rows = [retriever.locations.row_of(other) for other in location.meme_lieu]
    return LocationView(
        card=location_card(retriever, distant(near, place), moment, place),
        opening=opening_of(location.horaires_accueil, status),
        networks=networks,
        price=price_in_words(priced, location) if priced else "",
        needs=needs if location.besoins else (),
        usual=() if location.besoins else needs,
        directions=directions_to(location),
        source=location_credits(lists).get(location.source, location.source),
        licence=LICENCES.label(location.licence),
        month=month_in_words(location.date_source) if location.date_source else "",
        same=[retriever.locations[row] for row in rows if row is not None],
        checked=location_evidence(location),
        facts=_linked_data(location, address),
    )


def _linked_data(location: Location, address: str) -> Markup:
    """Describe a location to search engines, with the vocabulary of schema.org."""
    geo = {
        "@type": "GeoCoordinates",
        "latitude": location.latitude,
        "longitude": location.longitude,
    }
    postal = {
        "streetAddress": location.adresse,
        "postalCode": location.code_postal,
        "addressLocality": location.commune,
        "addressCountry": "FR",
    }
    stated = {name: value for name, value in postal.items() if value}
    return json_ld(
        {
            "@context": "https://schema.org",
            "@type": "CivicStructure",
            "@id": address,
            "name": location.nom,
            "url": location.site_web,
            "telephone": location.telephone,
            "email": location.courriel,
            "address": {"@type": "PostalAddress", **stated},
            "geo": {} if location.precision is Precision.COMMUNE else geo,
            "openingHours": _week(location.horaires_accueil or ""),
        }
    )


def _week(hours: str) -> list[str]:
    """Return opening hours as schema.org writes them; empty when they do not fit there."""
    rules = [_RULE.fullmatch(rule.strip()) for rule in hours.split(";")]
    if not all(rules):
        return []
    return [f"{rule[1]} {interval}" for rule in rules if rule for interval in rule[2].split(",")]
