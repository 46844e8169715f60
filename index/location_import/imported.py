"""Imported places: records that say only codes of themselves, turned into locations.

Thousands of places of mediation share one sentence made from their codes. As records, each has
passages of its own, and they drown those that say what they do. As locations of their network they
are found by where they are and by the needs that their services say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from pydantic import ValidationError

from index.location_import.entries import PRODUCER_KEY
from index.location_import.kinds import Kind, kinds_of
from index.location_import.offers import MEDIATION, Offers
from index.locations.models import Location
from index.locations.precision import record_precision
from index.places.gazetteer import Gazetteer
from index.records.models import AnyRecord
from index.text.analysis import fold

NO_TEXT = frozenset({"sans_presentation", "sans_description"})
"""Labels by which the importers say that they wrote the description, from the codes of the row."""
KIND_LABELS = ("dispositif_programmes_nationaux", "typologie", "formations_labels")
LICENCE = "non-precisee"


class ImportedPlaces:
    """Locations made of the imported records that say only codes of themselves, as they are read.

    found: the locations made so far; known: number of those dropped because the catalogue, or an
    import, has a location that is the same place.
    """

    def __init__(
        self,
        networks: Collection[str],
        locations: Iterable[Location],
        offers: Offers,
        gazetteer: Gazetteer,
    ) -> None:
        """Prepare to read imported records.

        networks: identifiers of the records of the catalogue, networks among them; locations: those
        that the catalogue has already; offers: the meaning of the labels of services; gazetteer: to
        know the centres of communes.
        """
        self.found: list[Location] = []
        self.known = 0
        self._networks, self._offers, self._gazetteer = networks, offers, gazetteer
        self._seen = {mark for location in locations for mark in _marks(location)}

    def others(self, imported: Iterable[AnyRecord]) -> Iterator[AnyRecord]:
        """Yield the imported records that stay records; the others become locations meanwhile.

        A record whose network is not in the catalogue, or that has no point, stays a record.
        """
        for record in imported:
            location = self._location(record) if _says_only_codes(record) else None
            if location is None:
                yield record
            elif self._seen.isdisjoint(marks := set(_marks(location))):
                self._seen |= marks
                self.found.append(location)
            else:
                self.known += 1

    def _location(self, record: AnyRecord) -> Location | None:
        """Return a record as a location of a network of the catalogue; None for another."""
        location = _location(record, self._offers, self._gazetteer)
        return location if location is not None and location.reseau in self._networks else None


def _says_only_codes(record: AnyRecord) -> bool:
    """Return whether an imported record has no text of its own, nor have its services."""
    described = any(service.description for service in record.services)
    return not described and not NO_TEXT.isdisjoint(record.libelles)


def _marks(location: Location) -> Iterator[str]:
    """Yield what two locations that are the same place share: identifier, or name and commune."""
    for identifier in (location.id, *location.autres_ids):
        yield identifier
        yield from PRODUCER_KEY.findall(identifier)
    yield f"{fold(location.nom)}|{location.code_insee}|{fold(location.adresse or '')}"


def _location(record: AnyRecord, offers: Offers, gazetteer: Gazetteer) -> Location | None:
    """Return a record as a location of its network; None without a point or a commune."""
    precision = record_precision(record, gazetteer)
    if precision is None or record.commune is None:
        return None
    labels = offers.labels(";".join(record.libelles.get("services", ())), Counter())
    networks = _networks(record)
    try:
        return Location(
            id=record.id,
            nom=record.nom,
            reseau=networks[0],
            autres_reseaux=networks[1:],
            adresse=record.adresse,
            complement_adresse=record.complement_adresse,
            code_postal=record.code_postal,
            commune=record.commune,
            code_insee=record.code_insee,
            latitude=record.latitude,
            longitude=record.longitude,
            precision=precision,
            telephone=record.telephone,
            courriel=record.courriel,
            site_web=record.site_web,
            horaires_accueil=record.horaires_accueil,
            frais=record.frais,
            prise_rdv=record.lien_mobilisation,
            accessibilite_lieu=record.accessibilite_lieu,
            services=offers.services(networks, labels),
            besoins=offers.needs(networks, labels, itinerant=False),
            source=record.source,
            licence=LICENCE,
            date_source=None if record.date_maj is None else _month(record.date_maj),
        )
    except ValidationError:
        return None


def _networks(record: AnyRecord) -> tuple[str, ...]:
    """Return the networks of an imported place, by what its labels and its name say it is."""
    types = [label for field in KIND_LABELS for label in record.libelles.get(field, ())]
    kinds = kinds_of(record.nom, (*types, record.source))
    return (*(kind.value for kind in Kind if kind in kinds), MEDIATION)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
