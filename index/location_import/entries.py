"""Entry: a row of a list as a location, with what tells whether another row is the same place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from pydantic import ValidationError

from index.importers.cells import Cells, parse_day, slug
from index.importers.row_reader import Row, is_sized
from index.location_import import contacts
from index.location_import.casing import readable_case
from index.location_import.hours import osm_hours
from index.location_import.kinds import (
    Kind,
    is_itinerant,
    is_public_space,
    kinds_of,
    publics_of,
)
from index.location_import.lists import PlaceList
from index.location_import.offers import MEDIATION, Offers
from index.location_import.people import is_of_person, without_person, without_recipient
from index.location_import.points import Spot, Towns, point_of, postal_code
from index.locations.models import Location, Precision
from index.places.communes import Commune
from index.places.models import Point
from index.text.analysis import fold

PUBLIC_SPACE = "Espace public numérique"
"""Label, among those of services, of a place whose name says that it is one."""
ITINERANT = "Itinérant : vérifiez le lieu et le jour de passage"
"""Text of `complement_adresse` for a place that travels."""
PLAIN_NAMES = {MEDIATION: "Médiation numérique", "conseillers-numeriques": "Conseiller numérique"}
"""Network -> name of its places that have only the name of their commune."""
PRODUCER_KEY = re.compile(
    r"[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""Identifier that producers copy from one another: a MongoDB identifier, or a UUID."""
_NAMED_AFTER = frozenset({Kind.LIBRARY.value, Kind.FRANCE_SERVICES.value})
"""Networks whose places bear the names of famous people."""
_NO_NUMBER = re.compile(r"^0+\s+")
"""Number of a house that has none, as some producers write it."""
_NO_ADDRESS = re.compile(r"(?:nc|x|bp|cs|cedex|#name\?|non renseigne\w*|[\W\d_])+", re.IGNORECASE)
"""Address that leads nowhere: "NC", "BP 10", "#NAME?"."""
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
    "octobre", "novembre", "decembre",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """Row of a list, read.

    rank: of its list, 0 for the most trusted; alone: True when no two rows of its list are one
    place; location: the row alone as a location; kinds: what it says that it is; keys: identifiers
    that other producers may copy; siret: official number of the organisation, "" if unknown.
    """

    rank: int
    alone: bool
    location: Location
    kinds: frozenset[Kind]
    keys: frozenset[str]
    siret: str


@dataclass
class Reader:
    """Reader of the rows of lists, which counts what it leaves out.

    dropped: reason in French -> number of values or rows; unknown: label of a service that is not
    listed -> number; people: (name as written, name of a person taken out of it).
    """

    towns: Towns
    offers: Offers
    dropped: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    people: list[tuple[str, str]] = field(default_factory=list)

    def read(
        self, place_list: PlaceList, rank: int, row: Row, shared: Collection[Point]
    ) -> Entry | None:
        """Return a row as a place; None when it is none, which is counted.

        place_list: the list of the row; rank: of the list; shared: points where the list puts
        places of different addresses.
        """
        if not is_sized(row):
            self.dropped["ligne démesurée"] += 1
            return None
        if not place_list.retains(str(row.get("type") or "")):
            self.dropped[f"{place_list.source} : lieu d'un type écarté"] += 1
            return None
        name = readable_case(str(row.get("nom") or "").strip())
        if place_list.reseau not in _NAMED_AFTER and is_of_person(name):
            self.dropped[f"{place_list.source} : lieu au nom d'une personne"] += 1
            self.people.append((name, "ligne écartée"))
            return None
        if place_list.is_seat(fold(str(row.get("nom") or ""))):
            self.dropped[f"{place_list.source} : siège d'un employeur"] += 1
            return None
        town = self.towns.commune(row)
        if town is None:
            self.dropped[f"{place_list.source} : commune inconnue"] += 1
            return None
        address = self._address(row)
        point = point_of(row)
        spot = self.towns.spot(row, town, address, point in shared, self.dropped)
        if spot is None:
            self.dropped["commune sans centre connu"] += 1
            return None
        return self._entry(place_list, rank, row, town, address, spot)

    def _entry(
        self,
        place_list: PlaceList,
        rank: int,
        row: Row,
        town: Commune,
        address: str | None,
        spot: Spot,
    ) -> Entry | None:
        """Return a row of a known commune and point as a place."""
        kinds = self._kinds(place_list, row)
        name = self._name(place_list, row, town)
        key = _own_key(row) if place_list.numeros else ""
        fields = {
            "id": f"{place_list.prefixe}--{key or _digest(name, row, address)}",
            "nom": name,
            "adresse": address,
            "code_postal": postal_code(row) or (town.codes_postaux or (None,))[0],
            "commune": self.towns.whole(town).nom,
            "code_insee": self.towns.whole(town).code,
            **spot._asdict(),
            **self._contacts(place_list, row, f"{name} {town.nom}"),
            **self._offer(place_list, row, kinds, name),
            "publics": publics_of(name, str(row.get("site_web") or "")),
            "source": place_list.source,
            "licence": place_list.licence,
            "date_source": _month(str(row.get("date_maj") or "")) or place_list.date,
            "a_verifier": place_list.a_verifier or _is_former(place_list, name),
        }
        if fields["complement_adresse"] == ITINERANT:  # its address is not where it stops
            fields["precision"] = Precision.COMMUNE
        try:
            location = Location.model_validate(fields)
        except ValidationError as error:
            wrong = ".".join(map(str, error.errors()[0]["loc"]))
            self.dropped[f"{place_list.source} : champ {wrong} illisible"] += 1
            return None
        keys = frozenset(PRODUCER_KEY.findall(str(row.get("source_id") or row.get("id") or "")))
        return Entry(
            rank, place_list.sans_doublon, location, kinds, keys, str(row.get("pivot") or "")
        )

    def _offer(
        self, place_list: PlaceList, row: Row, kinds: frozenset[Kind], name: str
    ) -> dict[str, object]:
        """Return the networks of a place, and what it offers."""
        labels = self.offers.labels(str(row.get("services") or ""), self.unknown)
        if is_public_space(name):
            labels += self.offers.labels(PUBLIC_SPACE, self.unknown)
        kind = str(row.get("type") or "")
        networks = _networks(place_list, kinds, self.offers.networks(labels))
        if place_list.reseau == MEDIATION and (labels or "médiation" in kind):
            networks = _mediation_first(networks)
        itinerant = is_itinerant(name, kind)
        conditions = str(row.get("conditions") or row.get("conditions_access") or "")
        return {
            "reseau": networks[0],
            "autres_reseaux": networks[1:],
            "complement_adresse": ITINERANT if itinerant else None,
            "frais": self.offers.fee(networks[0], conditions),
            "services": self.offers.services(networks, labels),
            "besoins": self.offers.needs(networks, labels, itinerant),
        }

    def _kinds(self, place_list: PlaceList, row: Row) -> frozenset[Kind]:
        types = [str(row.get(name) or "") for name in ("type", "labels", "labels_nationaux")]
        kinds = kinds_of(str(row.get("nom") or ""), (*types, str(row.get("source") or "")))
        own = {kind for kind in Kind if kind.value == place_list.reseau}
        return kinds | own

    def _name(self, place_list: PlaceList, row: Row, town: Commune) -> str:
        """Return the name of a place, without that of a person."""
        read = (Cells("", 0, row).text("nom", limit=150) or "").replace("\\", " ")
        written = readable_case(" ".join(read.split()))
        name, person = without_person(written, place_list.conseillers)
        if person:
            self.people.append((written, person))
        if fold(name) in {fold(town.nom), fold(str(row.get("commune") or "")), ""}:
            return f"{PLAIN_NAMES.get(place_list.reseau, 'Accueil')} – {town.nom}"
        return f"{PLAIN_NAMES[MEDIATION]} – {name}" if person and len(name.split()) < 5 else name

    def _address(self, row: Row) -> str | None:
        """Return the number and street of a row, without its postal code, town or recipient."""
        written = Cells("", 0, row).text("adresse", limit=300)
        if written is None:
            return None
        postal = postal_code(row)
        bare = re.sub(rf"[\s,-]*\b{postal}\b.*$", "", written) if postal else written
        bare = " ".join(re.sub(r"[\s.,]+$", "", bare).split())
        address, person = without_recipient(bare)
        if person:
            self.people.append((written, person))
        address = address.strip(" ,(-")
        is_read = any(char.isalpha() for char in address)
        address = readable_case(_NO_NUMBER.sub("", address))
        is_read = is_read and _NO_ADDRESS.fullmatch(address) is None
        return address if is_read and fold(address) != fold(str(row.get("commune") or "")) else None

    def _contacts(self, place_list: PlaceList, row: Row, names: str) -> dict[str, str | None]:
        """Return the telephone, mail, site, hours and appointment page of a row."""
        cells = Cells("", 0, row)
        words = frozenset(re.findall(r"[a-z]+", fold(names)))
        hours = str(row.get("horaires") or "").strip()
        read = osm_hours(hours) if hours and place_list.horaires else None
        if hours and read is None:
            reason = "non compris" if place_list.horaires else "incomplets dans toute la liste"
            self.dropped[f"{place_list.source} : horaires {reason}"] += 1
        return {
            "telephone": contacts.phone(cells, self.dropped) if place_list.contacts else None,
            "courriel": contacts.mail(cells, words, self.dropped) if place_list.contacts else None,
            "site_web": contacts.site(cells, "site_web", self.dropped),
            "horaires_accueil": read,
            "prise_rdv": contacts.site(cells, "prise_rdv", self.dropped),
        }


def _networks(
    place_list: PlaceList, kinds: Collection[Kind], labelled: Collection[str]
) -> tuple[str, ...]:
    """Return the networks of a place, its own first, from its list, its kinds and its labels.

    A place is of France services only when the official list has it: merging says so. A place on a
    list of mediation that says that it is a library is of the libraries first.
    """
    own = place_list.reseau
    others = [kind.value for kind in Kind if kind in kinds and kind != Kind.FRANCE_SERVICES]
    if own == MEDIATION:
        return tuple(dict.fromkeys((*others, own, *labelled)))
    if own == Kind.FAB_LAB and Kind.FAB_LAB not in kinds:
        return tuple(dict.fromkeys((*others, own)))
    return tuple(dict.fromkeys((own, *labelled)))


def _mediation_first(networks: tuple[str, ...]) -> tuple[str, ...]:
    """Return networks with those of mediation before those of coworking: it comes for free."""
    return tuple(sorted(networks, key=lambda name: name == Kind.COWORKING))


def _is_former(place_list: PlaceList, name: str) -> bool:
    """Return whether a place of a list not of France services says that it is one: it may close."""
    says_so = Kind.FRANCE_SERVICES in kinds_of(name, ())
    return says_so and place_list.reseau != Kind.FRANCE_SERVICES


def _own_key(row: Row) -> str:
    """Return the identifier that the producer of a row gives it, as a slug, "" for none."""
    written = str(row.get("source_id") or row.get("id") or "")
    copied = PRODUCER_KEY.findall(written)
    return slug(copied[0] if copied else written)


def _digest(name: str, row: Row, address: str | None) -> str:
    """Return ten hexadecimal digits of the name, the postal code and the street of a place."""
    parts = (slug(name), postal_code(row), slug(address or ""))
    return sha256("|".join(parts).encode()).hexdigest()[:10]


def _month(text: str) -> str | None:
    """Return the month of a date as "AAAA-MM", None when it has none or is in the future."""
    read = parse_day(text)
    if read is not None:
        is_past = read <= datetime.now(UTC).date() and read.year >= 2000
        return f"{read:%Y-%m}" if is_past else None
    match = re.search(r"([a-z]+)\s+(20\d\d)$", fold(text))
    if match is not None and match[1] in _MONTHS:
        return f"{match[2]}-{_MONTHS.index(match[1]) + 1:02}"
    match = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text)
    return text if match else None


def is_placed(location: Location) -> bool:
    """Return True if the point of a location is that of its address or its street."""
    return location.precision != Precision.COMMUNE
